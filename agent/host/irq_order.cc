// SPDX-License-Identifier: Apache-2.0
#include "host/irq_order.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"

namespace netkeel {
namespace {

enum class Layout {
  kPairs,  ///< a vector serves a receive and a transmit queue
  kRxTx,   ///< those of the receive queues, then those of the transmit queues
  kTxRx,   ///< the other way round
};

/// How a driver lays out its vectors, below drivers/net/ethernet in Linux 6.12.
struct Order {
  std::string_view driver;
  size_t before;  ///< vectors in front that serve no queue
  Layout layout;
  bool more;  ///< vectors that serve no queue may follow
};

constexpr std::array kOrders{
    Order{"atlantic", 0, Layout::kPairs, true},  // aquantia/atlantic/aq_nic.c: PTP, link
    Order{"e1000e", 0, Layout::kRxTx, true},     // intel/e1000e/netdev.c: names from 11 on
    Order{"igbvf", 0, Layout::kTxRx, true},      // intel/igbvf/netdev.c: the same
    Order{"lan743x", 1, Layout::kTxRx, false},   // microchip/lan743x_main.c
    Order{"macb", 0, Layout::kPairs, false},     // cadence/macb_main.c
    Order{"tg3", 1, Layout::kPairs, false},      // broadcom/tg3.c
};

const Order* OrderOf(const Device& device) {
  const auto* const found = std::find_if(kOrders.begin(), kOrders.end(), [&](const Order& order) {
    return order.driver == device.driver;
  });
  return found == kOrders.end() ? nullptr : found;
}

/// The vector's index in its function, the highest number where the kernel does not say.
uint64_t HardwareNumber(const Kernel& kernel, unsigned irq) {
  const auto text = kernel.ReadFile("/sys/kernel/irq/" + std::to_string(irq) + "/hwirq");
  const auto number = text ? ParseUnsigned(Trim(*text)) : std::nullopt;
  return number.value_or(std::numeric_limits<uint64_t>::max());
}

/// What the vectors serve one behind the other.
std::vector<Served> Row(const Order& order, const QueueCounts& counts) {
  std::vector<Served> row(order.before, Served{"other", std::nullopt});
  const auto add = [&](const std::string& what, uint64_t queues) {
    for (uint64_t i = 0; i < queues; ++i) row.push_back({what + '-' + std::to_string(i), i});
  };
  const uint64_t rx = std::max<uint64_t>(counts.receiving(), 1);
  const uint64_t tx = std::max<uint64_t>(counts.sending(), 1);
  if (order.layout == Layout::kPairs) add("queue", std::max(rx, tx));
  if (order.layout == Layout::kRxTx) add("rx", rx);
  if (order.layout != Layout::kPairs) add("tx", tx);
  if (order.layout == Layout::kTxRx) add("rx", rx);
  return row;
}

}  // namespace

std::vector<size_t> OrderOfFunction(const Kernel& kernel, const std::vector<NamedIrq>& found) {
  std::vector<std::pair<std::pair<uint64_t, unsigned>, size_t>> keys;
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].name.kind == VectorKind::kForeign) continue;
    keys.push_back({{HardwareNumber(kernel, found[i].irq), found[i].irq}, i});
  }
  // Half an order is none.
  const bool all = std::none_of(keys.begin(), keys.end(), [](const auto& key) {
    return key.first.first == std::numeric_limits<uint64_t>::max();
  });
  for (auto& key : keys) {
    if (!all) key.first.first = 0;
  }
  std::sort(keys.begin(), keys.end());
  std::vector<size_t> ordered;
  ordered.reserve(keys.size());
  for (const auto& key : keys) ordered.push_back(key.second);
  return ordered;
}

std::optional<std::vector<Served>> ServedByPlace(const Device& device, const QueueCounts& counts,
                                                 const std::vector<size_t>& ordered, size_t size) {
  const Order* const order = OrderOf(device);
  if (order == nullptr) return std::nullopt;
  const std::vector<Served> row = Row(*order, counts);
  if (ordered.size() < row.size()) return std::nullopt;
  if (ordered.size() > row.size() && !order->more) return std::nullopt;
  std::vector<Served> served(size, Served{"other", std::nullopt});
  for (size_t i = 0; i < row.size(); ++i) served[ordered[i]] = row[i];
  return served;
}

}  // namespace netkeel
