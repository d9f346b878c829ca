// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/napi.h"

#include <algorithm>
#include <array>

#include "tunables/factories.h"
#include "tunables/file_rows.h"
#include "tunables/labelled_napis.h"
#include "tunables/napi_limits.h"
#include "tunables/resolve.h"

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

/// Companion: how many NAPIs Linux lists; of a device that is down it lists none, and tells
/// nothing.
constexpr const char* kCount = "napis";

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
      const Address address = At(device.name, std::string(row.name));
      if (!seen.values.contains(address)) continue;
      // The files stay, and are what the next NAPI begins with.
      if (napis.empty()) {
        seen.problems[address] = WhyNoNapi(device);
      } else {
        AddNapis(napis, address, seen);
      }
    }
    seen.values[At(device.name, kCount)] = uint64_t{napis.size()};
    return seen;
  }

  /// What has no NAPI is as wanted by no value of its files.
  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      if (const auto error = WhyNotNow(situation, setting)) {
        desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, *error));
      } else {
        ResolveSetting(situation, setting, desired);
      }
    }
  }

  /// None where a profile that says it would write: without a NAPI nothing, and where single NAPIs
  /// have other values all of these.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    const auto count = observed.find(At(address.device, kCount));
    if (count != observed.end() && count->second == Value{uint64_t{0}}) return std::nullopt;
    if (OtherNapi(address, observed.at(address), observed)) return std::nullopt;
    return Tunable::PlaceOf(address, observed);
  }

  /// While there is a NAPI: Linux sets no threads of a veth that has lost its own.
  std::vector<Step> StepsBefore(const Device& device, const Step& reshaping,
                                const State& observed) const override {
    const auto threaded = observed.find(At(device.name, std::string(kThreaded)));
    const bool ends = reshaping.tunable == "features" && EndsGro(reshaping);
    const bool is_on = threaded != observed.end() && NumberOf(threaded->second) != 0;
    if (!ends || !is_on) return {};
    auto steps = MakeSteps(device, {{threaded->first, threaded->second, Value{std::string("off")}}},
                           observed);
    steps.front().effect = "while there are NAPIs";
    return steps;
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    if (observed.at(address) != wanted) return {Status::kDrift, ""};
    const auto other = OtherNapi(address, wanted, observed);
    if (!other) return {};
    return {Status::kDrift, "NAPI " + std::to_string(other->first) + " of the interface has " +
                                TextOf(address.key, other->second) +
                                ", which the file does not show"};
  }

 protected:
  Error Explain(const Kernel& /*kernel*/, const Step& step, Error error) const override {
    if (error.code == ErrorCode::kPermission) {
      error.message += "; needs CAP_NET_ADMIN and a writable /sys";
    } else if (error.code == ErrorCode::kUnsupported && step.object.ends_with(kThreaded)) {
      // With many drivers there is none while the interface is down.
      error.code = ErrorCode::kImmovable;
      error.message += "; the interface has no NAPI now";
    }
    return error;
  }

 private:
  static Address At(const std::string& device, const std::string& key) {
    return {device, std::string(kDescriptor.name), key};
  }

  /// Why a setting cannot be met as the device is; none where it may be.
  static std::optional<Error> WhyNotNow(const Situation& situation, const Setting& setting) {
    const Device& device = situation.target.device;
    const Observation& seen = situation.observed;
    const Address address = At(device.name, setting.key);
    const auto value = seen.values.find(address);
    if (value == seen.values.end()) return std::nullopt;
    if (const auto problem = seen.problems.find(address); problem != seen.problems.end()) {
      return problem->second;
    }
    const auto* const wanted = std::get_if<std::string>(&setting.literal);
    // A veth, a tap and most of what is virtual make theirs when they come up.
    const bool waits = !device.up && device.sys_path.empty() && setting.key == kThreaded;
    if (!waits || wanted == nullptr || value->second == Value{*wanted}) return std::nullopt;
    return Error{ErrorCode::kPending,
                 "Linux sets it of what has a NAPI, and this has none while it is down"};
  }

  /// The first NAPI that has something else than `value`, by order, and what that is.
  static std::optional<std::pair<ptrdiff_t, uint64_t>> OtherNapi(const Address& address,
                                                                 const Value& value,
                                                                 const State& observed) {
    const auto found = observed.find({address.device, address.tunable, address.key + kNapis});
    if (found == observed.end()) return std::nullopt;
    const auto& numbers = std::get<std::vector<uint64_t>>(found->second);
    const auto other = std::find_if(numbers.begin(), numbers.end(),
                                    [&](uint64_t number) { return number != NumberOf(value); });
    if (other == numbers.end()) return std::nullopt;
    return std::pair(other - numbers.begin(), *other);
  }

  static bool EndsGro(const Step& step) {
    return std::any_of(step.changes.begin(), step.changes.end(), [](const Change& change) {
      return change.address.key == "rx-gro" && change.after == Value{std::string("off")};
    });
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
