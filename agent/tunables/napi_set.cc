// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iterator>

#include "tunables/factories.h"
#include "tunables/labelled_napis.h"
#include "tunables/napi_limits.h"
#include "tunables/resolve.h"
#include "tunables/retry.h"

namespace netkeel {
namespace {

constexpr std::string_view kBusyPoll = "busy-poll";
constexpr std::array<std::string_view, 3> kModes{"off", "on", kBusyPoll};
constexpr std::string_view kThreaded = "threaded";

constexpr std::array kKeys{
    KeyDescriptor{.name = kThreaded,
                  .type = KeyType::kName,
                  .default_value = "off",
                  .names = kModes,
                  .help = "off: softirqs receive; on: a kernel thread does; busy-poll (Linux "
                          "6.19): one that polls all the time, and takes a CPU whole"},
    KeyDescriptor{.name = "defer-hard-irqs",
                  .unit = "polls",
                  .default_value = "0",
                  .max = kMostPolls,
                  .help = "empty polls before interrupts are enabled again; does nothing without "
                          "gro-flush-timeout"},
    KeyDescriptor{.name = "gro-flush-timeout",
                  .unit = "ns",
                  .default_value = "0",
                  .max = kLongestWaitNs,
                  .help = "how long packets may wait for others to be put together with"},
    KeyDescriptor{.name = "irq-suspend-timeout",
                  .unit = "ns",
                  .default_value = "0",
                  .max = kLongestWaitNs,
                  .help = "how long interrupts stay off while an application that prefers busy "
                          "poll finds packets"},
};

constexpr Descriptor kDescriptor{
    .name = "napi-set",
    .help = "how each NAPI of an interface polls (netdev netlink, Linux 6.13)",
    .keys = kKeys,
};

constexpr const char* kId = "/id";

/// The key of `napi` that would overwrite it; "" for none.
std::string_view DeviceWide(std::string_view key) {
  if (key == kThreaded) return kThreaded;
  if (key == "defer-hard-irqs") return "napi_defer_hard_irqs";
  return key == "gro-flush-timeout" ? "gro_flush_timeout" : "";
}

Value ValueOf(std::string_view key, const Value& field) {
  const auto* const number = std::get_if<uint64_t>(&field);
  const bool has_name = key == kThreaded && number != nullptr && *number < kModes.size();
  return has_name ? Value{std::string(kModes[*number])} : field;
}

Value FieldOf(const Value& value) {
  const auto mode = std::find(kModes.begin(), kModes.end(), ToText(value));
  return mode == kModes.end() ? value : Value{static_cast<uint64_t>(mode - kModes.begin())};
}

std::string LabelOf(const std::string& key) { return key.substr(0, key.find('/')); }
std::string WordOf(const std::string& key) { return key.substr(key.find('/') + 1); }

class NapiSet : public Tunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    const auto napis = LabelledNapis(kernel, device, EthtoolTopic::kNapi);
    if (!napis || napis->empty()) {
      seen.problems[{device.name, std::string(kDescriptor.name), ""}] =
          napis ? WhyNoNapi(device) : WhyNoList(napis.error());
      return seen;
    }
    for (const KeyDescriptor& row : kKeys) {
      if (keys.empty() || keys.contains(std::string(row.name))) {
        ObserveKey(device, std::string(row.name), *napis, seen);
      }
    }
    for (const LabelledNapi& napi : *napis) seen.values[At(device, napi.label + kId)] = napi.id;
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      const Setting* const over = Overwriter(situation.target, setting.key);
      if (over == nullptr) {
        ResolveSetting(situation, setting, desired);
        continue;
      }
      const Error error{ErrorCode::kBadInput,
                        "napi." + over->key + " (" + ToText(over->source) +
                            ") sets it for the whole interface and overwrites this; keep one of "
                            "the two"};
      desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, error));
    }
  }

  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& /*observed*/) const override {
    std::map<std::string, std::vector<Change>> by_napi;
    std::vector<Step> alone;
    for (const Change& change : changes) {
      const std::string label = LabelOf(change.address.key);
      if (IsOfNewKernels(change)) {
        alone.push_back(StepOf(device, label, {change}));
      } else {
        by_napi[label].push_back(change);
      }
    }
    std::vector<Step> steps;
    for (auto& [label, of_napi] : by_napi) {
      steps.push_back(StepOf(device, label, std::move(of_napi)));
    }
    std::move(alone.begin(), alone.end(), std::back_inserter(steps));
    return steps;
  }

  /// By the id that the NAPI has at this moment.
  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    const std::string label = LabelOf(step.changes.front().address.key);
    const std::string where = device.name + ' ' + step.tunable + ' ' + label;
    const auto napis = LabelledNapis(kernel, device, EthtoolTopic::kNapi);
    if (!napis) return Fail(At(where, napis.error()));
    const auto napi = std::find_if(napis->begin(), napis->end(),
                                   [&](const LabelledNapi& each) { return each.label == label; });
    if (napi == napis->end()) return Fail(ErrorCode::kNotFound, where + ": the NAPI is gone");
    EthtoolFields fields;
    for (const Change& change : step.changes) {
      fields[std::to_string(napi->id) + '/' + WordOf(change.address.key)] = FieldOf(change.after);
    }
    auto set = RetryWhileBusy(
        kernel, [&] { return kernel.EthtoolSet(device, EthtoolTopic::kNapi, fields); });
    if (set) return set;
    Error error = netkeel::At(where, set.error());
    if (error.code == ErrorCode::kPermission) {
      error.message += "; needs CAP_NET_ADMIN on the host itself";
    } else if (error.code == ErrorCode::kInvalid && IsOfNewKernels(step.changes.front())) {
      error.code = ErrorCode::kImmovable;
      error.message += "; this kernel has no " + std::string(kBusyPoll) + " (Linux 6.19)";
    }
    return Fail(std::move(error));
  }

  /// Where all of them have what `napi` sets them to, that is the one that says so.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    const std::string word = WordOf(address.key);
    const auto wide = observed.find({address.device, "napi", std::string(DeviceWide(word))});
    if (wide == observed.end()) return Tunable::PlaceOf(address, observed);
    const bool differs = std::any_of(observed.begin(), observed.end(), [&](const auto& each) {
      return each.first.device == address.device && each.first.tunable == address.tunable &&
             WordOf(each.first.key) == word && each.second != wide->second;
    });
    return differs ? Tunable::PlaceOf(address, observed) : std::nullopt;
  }

 private:
  static Address At(const Device& device, const std::string& key) {
    return {device.name, std::string(kDescriptor.name), key};
  }
  static Error At(const std::string& where, const Error& error) {
    return netkeel::At(where, error);
  }

  /// Refused by kernels that take the others (ERANGE, Linux 6.18): it goes alone.
  static bool IsOfNewKernels(const Change& change) {
    return WordOf(change.address.key) == kThreaded && ToText(change.after) == kBusyPoll;
  }

  static Step StepOf(const Device& device, const std::string& label, std::vector<Change> changes) {
    Step step;
    step.device = device.name;
    step.tunable = kDescriptor.name;
    step.object = "NETDEV_CMD_NAPI_SET " + label;
    step.changes = std::move(changes);
    return step;
  }

  static Error WhyNoList(Error error) {
    if (error.code == ErrorCode::kUnsupported) {
      error.message =
          "this kernel does not list NAPIs (Linux 6.8); the section napi sets all alike";
    }
    return error;
  }

  static void ObserveKey(const Device& device, const std::string& key,
                         const std::vector<LabelledNapi>& napis, Observation& seen) {
    for (const LabelledNapi& napi : napis) {
      const auto field = napi.fields.find(key);
      if (field == napi.fields.end()) {
        seen.problems[At(device, key)] = {
            ErrorCode::kUnsupported,
            "this kernel has no such value of a single NAPI; the section napi sets all alike"};
        continue;
      }
      seen.values[At(device, napi.label + '/' + key)] = ValueOf(key, field->second);
    }
  }

  static const Setting* Overwriter(const Target& target, std::string_view key) {
    const std::string_view over = DeviceWide(key);
    for (const Setting& setting : target.settings) {
      if (setting.tunable == "napi" && setting.key == over) return &setting;
    }
    return nullptr;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeNapiSet() { return std::make_unique<NapiSet>(); }

}  // namespace netkeel
