// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/napi.h"

#include <algorithm>
#include <array>

#include "tunables/factories.h"
#include "tunables/file_rows.h"
#include "tunables/napi_limits.h"

namespace netkeel {
namespace {

constexpr std::string_view kThreaded = "threaded";

constexpr std::array kKeys{
    KeyDescriptor{.name = kThreaded,
                  .type = KeyType::kSwitch,
                  .default_value = "off",
                  .file = "/sys/class/net/%/threaded",
                  .help = "receive work is done by a kernel thread of each NAPI, which can be "
                          "placed and given a priority, and not by softirqs"},
    KeyDescriptor{.name = "gro_flush_timeout",
                  .unit = "ns",
                  .default_value = "0",
                  .max = kLongestWaitNs,
                  .file = "/sys/class/net/%/gro_flush_timeout",
                  .help = "how long packets may wait for others to be put together with"},
    KeyDescriptor{.name = "napi_defer_hard_irqs",
                  .unit = "polls",
                  .default_value = "0",
                  .max = kMostPolls,
                  .file = "/sys/class/net/%/napi_defer_hard_irqs",
                  .help = "empty polls before interrupts are enabled again; does nothing without "
                          "gro_flush_timeout"},
};

constexpr Descriptor kDescriptor{
    .name = "napi",
    .family = Family::kQueueFiles,
    .help = "how all NAPIs of an interface poll (/sys/class/net/*)",
    .effect = "overwrites what single NAPIs were given",
    .keys = kKeys,
};

/// Companion of a key: what its NAPIs have, each one's number. The file does not tell: what was
/// set of one NAPI by netlink is not in it, and stays where the last NAPI is gone (Linux 6.18).
constexpr const char* kNapis = "/napis";

/// The word of a single NAPI for a file of the device.
std::string WordOf(std::string_view key) {
  if (key == kThreaded) return std::string(kThreaded);
  return key == "gro_flush_timeout" ? "gro-flush-timeout" : "defer-hard-irqs";
}

uint64_t NumberOf(const Value& value) {
  if (const auto* const number = std::get_if<uint64_t>(&value)) return *number;
  return value == Value{std::string("on")} ? 1 : 0;
}

std::string TextOf(std::string_view key, uint64_t number) {
  constexpr std::array<const char*, 3> kModes{"off", "on", "busy-poll"};
  const bool has_name = key == kThreaded && number < kModes.size();
  return has_name ? kModes[number] : std::to_string(number);
}

/// What the NAPIs have of `word`; none where this kernel does not tell.
std::optional<std::vector<uint64_t>> NumbersOf(const std::map<uint64_t, Fields>& napis,
                                               const std::string& word) {
  std::vector<uint64_t> numbers;
  for (const auto& [id, napi] : napis) {
    const auto field = napi.find(word);
    if (field != napi.end()) numbers.push_back(std::get<uint64_t>(field->second));
  }
  return numbers.size() == napis.size() ? std::optional(numbers) : std::nullopt;
}

/// By their threads, before Linux 6.17; one that is not used any more is still there.
std::vector<uint64_t> ThreadsOf(const std::map<uint64_t, Fields>& napis) {
  std::vector<uint64_t> numbers;
  for (const auto& [id, napi] : napis) numbers.push_back(napi.contains("pid") ? 1 : 0);
  return numbers;
}

class Napi : public FileRows {
 public:
  Napi() : FileRows(kDescriptor) {}

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen = FileRows::Observe(kernel, device, keys);
    const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kNapi);
    // Of one that is down Linux lists none.
    if (!fields || !device.up) return seen;
    const auto napis = NapisById(*fields);
    for (const KeyDescriptor& row : kKeys) {
      const Address address{device.name, std::string(kDescriptor.name), std::string(row.name)};
      const auto value = seen.values.find(address);
      if (value == seen.values.end()) continue;
      if (napis.empty()) {
        seen.values.erase(value);
        seen.problems[address] = {ErrorCode::kUnsupported, WhyNone(device)};
      } else {
        AddNapis(napis, address, seen);
      }
    }
    return seen;
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    if (observed.at(address) != wanted) return {Status::kDrift, ""};
    const auto found = observed.find({address.device, address.tunable, address.key + kNapis});
    if (found == observed.end()) return {};
    const auto& numbers = std::get<std::vector<uint64_t>>(found->second);
    const auto other = std::find_if(numbers.begin(), numbers.end(),
                                    [&](uint64_t number) { return number != NumberOf(wanted); });
    if (other == numbers.end()) return {};
    return {Status::kDrift, "NAPI " + std::to_string(other - numbers.begin()) +
                                " of the interface has " + TextOf(address.key, *other) +
                                ", which the file does not show"};
  }

 protected:
  Error Explain(const Kernel& /*kernel*/, const Step& step, Error error) const override {
    if (error.code == ErrorCode::kPermission) {
      error.message += "; needs CAP_NET_ADMIN and a writable /sys";
    } else if (error.code == ErrorCode::kUnsupported && step.object.ends_with(kThreaded)) {
      error.message += "; the interface has no NAPI";
    }
    return error;
  }

 private:
  static std::string WhyNone(const Device& device) {
    return device.driver == "veth" ? "a veth has no NAPI while its gro is off"
                                   : "the interface has no NAPI";
  }

  static void AddNapis(const std::map<uint64_t, Fields>& napis, const Address& address,
                       Observation& seen) {
    const bool is_on = NumberOf(seen.values.at(address)) != 0;
    auto numbers = NumbersOf(napis, WordOf(address.key));
    if (!numbers && address.key == kThreaded && is_on) numbers = ThreadsOf(napis);
    if (!numbers) return;
    seen.values[{address.device, address.tunable, address.key + kNapis}] = *numbers;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeNapi() { return std::make_unique<Napi>(); }

}  // namespace netkeel
