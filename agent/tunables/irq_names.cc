// SPDX-License-Identifier: Apache-2.0
#include "tunables/irq_names.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace netkeel {
namespace {

/// A way in which a driver names vectors. In `pattern`, {if} is the interface, {pci} its PCI
/// address, {dev} the last part of its sysfs path and {n} a number. `label` may use {n}.
struct Row {
  std::string_view driver;
  std::string_view pattern;
  std::string_view label;
  VectorKind kind;
};

constexpr VectorKind kQueue = VectorKind::kQueue;
constexpr VectorKind kCounted = VectorKind::kCounted;
constexpr VectorKind kWhole = VectorKind::kWhole;
constexpr VectorKind kOther = VectorKind::kOther;

// The first row that fits counts: what is narrower comes first.
constexpr std::array kRows{
    Row{"bnxt_en", "{if}-rx-{n}", "rx-{n}", kCounted},
    Row{"bnxt_en", "{if}-tx-{n}", "tx-{n}", kCounted},
    Row{"ena", "ena-mgmnt@pci:{pci}", "mgmnt", kOther},
    Row{"gve", "gve-ntfy-blk{n}@pci:{pci}", "ntfy-blk{n}", kQueue},
    Row{"gve", "{if}-ntfy-block.{n}", "ntfy-block.{n}", kQueue},  // before Linux 6.3
    Row{"gve", "gve-mgmnt@pci:{pci}", "mgmnt", kOther},
    Row{"gve", "{if}-mgmnt", "mgmnt", kOther},
    Row{"i40e", "i40e-{pci}:fdir-TxRx-{n}", "fdir", kOther},
    Row{"i40e", "i40e-{pci}:misc", "other", kOther},
    Row{"i40e", "i40e-{if}-TxRx-{n}", "TxRx-{n}", kQueue},
    Row{"i40e", "i40e-{if}-rx-{n}", "rx-{n}", kQueue},
    Row{"i40e", "i40e-{if}-tx-{n}", "tx-{n}", kQueue},
    Row{"iavf", "iavf-{pci}:mbx", "mbx", kOther},
    Row{"iavf", "iavf-{if}-TxRx-{n}", "TxRx-{n}", kQueue},
    Row{"iavf", "iavf-{if}-rx-{n}", "rx-{n}", kQueue},
    Row{"iavf", "iavf-{if}-tx-{n}", "tx-{n}", kQueue},
    Row{"ice", "ice-{pci}:ctrl-TxRx-{n}", "ctrl", kOther},
    Row{"ice", "ice-{pci}:misc", "other", kOther},
    Row{"ice", "ice-{pci}:ll_ts", "ll_ts", kOther},
    Row{"ice", "ice-{if}-TxRx-{n}", "TxRx-{n}", kQueue},
    Row{"ice", "ice-{if}-rx-{n}", "rx-{n}", kQueue},
    Row{"ice", "ice-{if}-tx-{n}", "tx-{n}", kQueue},
    Row{"mana", "mana_q{n}@pci:{pci}", "q{n}", kQueue},
    Row{"mana", "mana_hwc@pci:{pci}", "hwc", kOther},
    Row{"mlx4_core", "mlx4-async@pci:{pci}", "async", kOther},
    Row{"mlx4_core", "mlx4-{n}@{pci}", "mlx4-{n}", kCounted},  // event queue 0 is the async one
    Row{"mlx4_core", "mlx4-comp-{n}@pci:{pci}", "comp-{n}", kQueue},
    Row{"mlx4_core", "{if}-{n}", "mlx4-{n}", kCounted},
    Row{"mlx5_core", "mlx5_comp{n}@pci:{pci}", "comp{n}", kQueue},
    Row{"mlx5_core", "mlx5_combined{n}@pci:{pci}", "combined{n}", kWhole},
    Row{"mlx5_core", "mlx5_async{n}@pci:{pci}", "async", kOther},
    Row{"mlx5_core", "mlx5_async_eq@pci:{pci}", "async", kOther},
    Row{"mlx5_core", "mlx5_cmd_eq@pci:{pci}", "cmd", kOther},
    Row{"mlx5_core", "mlx5_pages_eq@pci:{pci}", "pages", kOther},
    Row{"mlx5_core", "{if}-{n}", "comp{n}", kQueue},
    Row{"virtio_net", "{dev}-input.{n}", "input.{n}", kQueue},
    Row{"virtio_net", "{dev}-output.{n}", "output.{n}", kQueue},
    Row{"virtio_net", "{dev}-virtqueues", "virtqueues", kWhole},
    Row{"virtio_net", "{dev}-config", "config", kOther},
    Row{"virtio_net", "{dev}-control", "control", kOther},
    Row{"virtio_net", "{dev}", "virtqueues", kWhole},  // virtio-mmio has one line
    Row{"vmxnet3", "{if}-rxtx-{n}", "rxtx-{n}", kCounted},
    Row{"vmxnet3", "{if}-rx-{n}", "rx-{n}", kCounted},
    Row{"vmxnet3", "{if}-tx-{n}", "tx-{n}", kCounted},
    Row{"vmxnet3", "{if}-event-{n}", "event", kOther},
};

// What many drivers do: ixgbe, ixgbevf, igb, igc, e1000e, bnxt_en, ena, bnx2x, qede, nfp, tg3, ...
constexpr std::array kCommonRows{
    Row{"", "{if}-TxRx-{n}", "TxRx-{n}", kQueue}, Row{"", "{if}-Tx-Rx-{n}", "Tx-Rx-{n}", kQueue},
    Row{"", "{if}-rxtx-{n}", "rxtx-{n}", kQueue}, Row{"", "{if}-txrx-{n}", "txrx-{n}", kQueue},
    Row{"", "{if}-rx-{n}", "rx-{n}", kQueue},     Row{"", "{if}-tx-{n}", "tx-{n}", kQueue},
    Row{"", "{if}-fp-{n}", "fp-{n}", kQueue},     Row{"", "{if}-q{n}", "q{n}", kQueue},
    Row{"", "{if}-unused", "unused", kOther},     Row{"", "{if}", "other", kOther},
};

/// Fills a label's {n}.
std::string Fill(std::string_view label, std::string_view number) {
  const size_t brace = label.find("{n}");
  std::string text(label.substr(0, brace));
  if (brace != std::string_view::npos)
    text += std::string(number) + std::string(label.substr(brace + 3));
  return text;
}

/// Matches a name against a pattern. Where the device is known to own the vector, any text may
/// stand where its name or address would: names are formatted at ifup and outlive a rename.
class Matcher {
 public:
  Matcher(const Device& device, Ownership ownership) : device_(device), ownership_(ownership) {}

  bool Match(std::string_view pattern, std::string_view name) {
    if (pattern.empty()) return name.empty();
    if (pattern.front() != '{') {
      return !name.empty() && pattern.front() == name.front() &&
             Match(pattern.substr(1), name.substr(1));
    }
    const size_t end = pattern.find('}');
    const std::string_view field = pattern.substr(1, end - 1);
    const std::string_view rest = pattern.substr(end + 1);
    if (field == "n") return MatchNumber(rest, name);
    const std::string_view text = TextOf(field);
    if (!text.empty() && name.starts_with(text) && Match(rest, name.substr(text.size())))
      return true;
    return ownership_ == Ownership::kKnown && field != "dev" && MatchAnything(rest, name);
  }

  std::string_view number() const { return number_; }

 private:
  bool MatchNumber(std::string_view rest, std::string_view name) {
    const size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    if (!ParseUnsigned(name.substr(0, digits)) || !Match(rest, name.substr(digits))) return false;
    number_ = name.substr(0, digits);
    return true;
  }

  bool MatchAnything(std::string_view rest, std::string_view name) {
    for (size_t length = name.size(); length > 0; --length) {
      if (Match(rest, name.substr(length))) return true;
    }
    return false;
  }

  std::string_view TextOf(std::string_view field) const {
    if (field == "if") return device_.name;
    if (field == "pci") return device_.pci;
    return std::string_view(device_.sys_path).substr(device_.sys_path.rfind('/') + 1);
  }

  const Device& device_;
  const Ownership ownership_;
  std::string_view number_;
};

/// The name as the label of a vector that no row knows: without interface and address.
std::string LabelOf(const Device& device, std::string_view name) {
  if (name.starts_with(device.name + '-')) name.remove_prefix(device.name.size() + 1);
  std::string label(name.substr(0, name.find('@')));
  std::replace_if(
      label.begin(), label.end(), [](char c) { return c == '/' || c == ' '; }, '_');
  return label.empty() ? "other" : label;
}

template <size_t n>
std::optional<VectorName> MatchRows(const std::array<Row, n>& rows, const Device& device,
                                    std::string_view name, Ownership ownership) {
  for (const Row& row : rows) {
    if (!row.driver.empty() && row.driver != device.driver) continue;
    // A bare name may be anybody's: it needs the whole interface name even on a known vector.
    const bool bare = row.pattern == "{if}";
    Matcher matcher(device, bare ? Ownership::kByName : ownership);
    if (!matcher.Match(row.pattern, name)) continue;
    return VectorName{row.kind, Fill(row.label, matcher.number()), std::string(row.label),
                      ParseUnsigned(matcher.number()).value_or(0)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<VectorName> ParseVectorName(const Device& device, std::string_view name,
                                          Ownership ownership) {
  if (auto found = MatchRows(kRows, device, name, ownership)) return found;
  if (auto found = MatchRows(kCommonRows, device, name, ownership)) return found;
  if (ownership == Ownership::kByName) return std::nullopt;
  const std::string label = LabelOf(device, name);
  return VectorName{VectorKind::kOther, label, label, 0};
}

}  // namespace netkeel
