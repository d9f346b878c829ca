// SPDX-License-Identifier: Apache-2.0
#include "profile/resolve.h"

#include <algorithm>
#include <optional>

#include "profile/resolve_irq.h"

namespace netkeel {
namespace {

/// One setting at one address of its device, on the way to a wish.
struct Place {
  const Target& target;
  const Setting& setting;
  Address address;
};

std::optional<uint64_t> NumberAt(const State& observed, const Address& address) {
  const auto found = observed.find(address);
  if (found == observed.end()) return std::nullopt;
  const auto* const number = std::get_if<uint64_t>(&found->second);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<uint64_t> DeviceMaximumAt(const State& observed, Address address) {
  address.key += "-max";
  return NumberAt(observed, address);
}

void Refuse(const Place& place, const State& observed, const Error& error, Desired& desired) {
  Finding finding = SettingFinding(place.target, place.setting, place.address.key, error);
  if (const auto actual = observed.find(place.address); actual != observed.end()) {
    finding.actual = ToText(actual->second);
  }
  desired.findings.push_back(std::move(finding));
}

/// `at-least` and `at-most` want what is there, where that is good enough.
Result<uint64_t> Bounded(const Place& place, uint64_t number, const State& observed) {
  if (place.setting.bound == Bound::kExactly) return number;
  const auto actual = NumberAt(observed, place.address);
  if (!actual) {
    return Fail(ErrorCode::kBadInput,
                "at-least and at-most need a single number; the kernel has '" +
                    ToText(observed.at(place.address)) + "'");
  }
  const bool at_least = place.setting.bound == Bound::kAtLeast;
  return at_least ? std::max(*actual, number) : std::min(*actual, number);
}

/// The wish for a number, held against the device's maximum where it has one.
Result<Wish> WishForNumber(const Place& place, uint64_t written, const State& observed) {
  const auto number = Bounded(place, written, observed);
  if (!number) return Fail(number.error());
  Wish wish = WishOf(place.setting, *number);
  const auto maximum = DeviceMaximumAt(observed, place.address);
  if (!maximum || *number <= *maximum) return wish;
  const std::string limit = place.address.key + "-max " + std::to_string(*maximum);
  const std::string exceeds =
      place.address.key + ' ' + std::to_string(*number) + " exceeds " + limit;
  if (place.setting.on_exceed == OnExceed::kError) {
    return Fail(ErrorCode::kBadInput,
                exceeds + "; write `max`, a smaller value, or `on-exceed: clamp`");
  }
  wish.value = *maximum;
  wish.clamped = exceeds;
  return wish;
}

struct WishFor {
  const Place& place;
  const State& observed;
  const CpuFacts& facts;

  Result<Wish> operator()(DeviceMaximum /*max*/) const {
    const auto maximum = DeviceMaximumAt(observed, place.address);
    if (!maximum) return Fail(ErrorCode::kUnsupported, "the device reports no maximum");
    Wish wish = WishOf(place.setting, *maximum);
    wish.wanted = "max (" + std::to_string(*maximum) + ')';
    return wish;
  }
  Result<Wish> operator()(uint64_t number) const { return WishForNumber(place, number, observed); }
  Result<Wish> operator()(const std::string& text) const { return WishOf(place.setting, text); }
  Result<Wish> operator()(const CpuExpression& expression) const {
    const auto cpus = expression.Evaluate(facts, place.target.device.numa_node);
    if (!cpus) return Fail(cpus.error());
    Wish wish = WishOf(place.setting, *cpus);
    const std::string list = ToText(*cpus);
    wish.wanted = expression.text() == list ? list : expression.text() + " (" + list + ')';
    return wish;
  }
  Result<Wish> operator()(const Placement& /*placement*/) const {
    return Fail(ErrorCode::kBadInput, "a placement is for irq: affinity only");
  }
};

/// The addresses that a profile key stands for: itself, or one a queue ("rx-0/rps_cpus").
std::vector<Address> AddressesOf(const Target& target, const Setting& setting,
                                 const Observation& observed) {
  const std::string suffix = '/' + setting.key;
  std::vector<Address> addresses;
  const Address first{target.device.name, setting.tunable, ""};
  for (auto it = observed.values.lower_bound(first); it != observed.values.end(); ++it) {
    const Address& address = it->first;
    if (address.device != first.device || address.tunable != first.tunable) break;
    if (address.key == setting.key || address.key.ends_with(suffix)) addresses.push_back(address);
  }
  return addresses;
}

void ResolveSetting(const Target& target, const Setting& setting, const Observation& observed,
                    const CpuFacts& facts, Desired& desired) {
  const std::vector<Address> addresses = AddressesOf(target, setting, observed);
  if (addresses.empty()) {
    const Address address{target.device.name, setting.tunable, setting.key};
    const Error* const problem = ProblemAt(observed, address);
    const Error none{ErrorCode::kUnsupported, "the device has no such setting"};
    Refuse({target, setting, address}, observed.values, problem != nullptr ? *problem : none,
           desired);
  }
  for (const Address& address : addresses) {
    const Place place{target, setting, address};
    auto wish = std::visit(WishFor{place, observed.values, facts}, setting.literal);
    if (wish) {
      desired.wishes[address] = std::move(*wish);
    } else {
      Refuse(place, observed.values, wish.error(), desired);
    }
  }
}

/// `queues: N` is `combined` where the device has it, else `rx` and `tx`.
std::vector<Setting> ExpandQueues(const Target& target, const Setting& queues,
                                  const State& observed) {
  const auto combined_max = NumberAt(observed, {target.device.name, "channels", "combined-max"});
  std::vector<std::string> keys{"combined"};
  if (combined_max.value_or(0) == 0) keys = {"rx", "tx"};
  std::vector<Setting> settings;
  for (const std::string& key : keys) {
    settings.push_back(queues);
    settings.back().key = key;
  }
  return settings;
}

void ResolveTarget(const Target& target, const Observation& observed, const CpuFacts& facts,
                   Desired& desired) {
  for (const Setting& setting : target.settings) {
    if (setting.tunable == "irq") continue;
    if (setting.tunable == "channels" && setting.key == "queues") {
      for (const Setting& expanded : ExpandQueues(target, setting, observed.values)) {
        ResolveSetting(target, expanded, observed, facts, desired);
      }
      continue;
    }
    ResolveSetting(target, setting, observed, facts, desired);
  }
  ResolveIrq(target, observed, facts, desired);
}

bool AnySetting(const std::vector<Target>& targets, bool (*holds)(const Setting&)) {
  return std::any_of(targets.begin(), targets.end(), [&](const Target& target) {
    return std::any_of(target.settings.begin(), target.settings.end(), holds);
  });
}

}  // namespace

Finding SettingFinding(const Target& target, const Setting& setting, const std::string& key,
                       const Error& error) {
  Finding finding;
  finding.address = {target.device.name, setting.tunable, key};
  finding.status = StatusOf(error.code);
  finding.wanted = setting.text;
  finding.reason = error.message;
  finding.source = setting.source;
  finding.tolerated = setting.optional;
  return finding;
}

Wish WishOf(const Setting& setting, Value value) {
  return {std::move(value), setting.text, setting.source, setting.optional, setting.audit, ""};
}

Desired Resolve(const std::vector<Target>& targets, const Observation& observed,
                const CpuFacts& facts) {
  Desired desired;
  for (const Target& target : targets) ResolveTarget(target, observed, facts, desired);
  return desired;
}

bool NeedsCpuFacts(const std::vector<Target>& targets) {
  return AnySetting(targets, [](const Setting& setting) {
    return std::holds_alternative<CpuExpression>(setting.literal) ||
           std::holds_alternative<Placement>(setting.literal);
  });
}

bool NeedsTopology(const std::vector<Target>& targets) {
  return AnySetting(targets, [](const Setting& setting) {
    const auto* const placement = std::get_if<Placement>(&setting.literal);
    return placement != nullptr && placement->kind == Placement::Kind::kSpread;
  });
}

}  // namespace netkeel
