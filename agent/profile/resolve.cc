// SPDX-License-Identifier: Apache-2.0
#include "profile/resolve.h"

#include <algorithm>
#include <compare>
#include <optional>

#include "base/text.h"
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

/// "-5": Linux takes it for some sysctls, and it is less than any number of a profile.
bool IsNegative(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr && text->starts_with('-') && ParseUnsigned(text->substr(1));
}

/// How what is there compares with `number`: of a CPU set its size counts. Nothing where it cannot.
std::optional<std::strong_ordering> Compare(const Value& actual, uint64_t number) {
  if (const auto* const value = std::get_if<uint64_t>(&actual)) return *value <=> number;
  if (const auto* const cpus = std::get_if<CpuSet>(&actual)) {
    return uint64_t{cpus->Size()} <=> number;
  }
  if (IsNegative(actual)) return std::strong_ordering::less;
  return std::nullopt;
}

/// `at-least` and `at-most` want what is there, where that is good enough.
Result<Value> Bounded(const Place& place, uint64_t number, const State& observed) {
  if (place.setting.bound == Bound::kExactly) return number;
  const Value& actual = observed.at(place.address);
  const auto order = Compare(actual, number);
  if (!order) {
    return Fail(
        ErrorCode::kBadInput,
        "at-least and at-most need a single number; the kernel has '" + ToText(actual) + "'");
  }
  const bool good = place.setting.bound == Bound::kAtLeast ? *order >= 0 : *order <= 0;
  return good ? actual : Value{number};
}

/// The wish for a number, held against the device's maximum where it has one.
Result<Wish> WishForNumber(const Place& place, uint64_t written, const State& observed) {
  const auto value = Bounded(place, written, observed);
  if (!value) return Fail(value.error());
  Wish wish = WishOf(place.setting, *value);
  const auto* const number = std::get_if<uint64_t>(&*value);
  const auto maximum = DeviceMaximumAt(observed, place.address);
  if (number == nullptr || !maximum || *number <= *maximum) return wish;
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
  Result<Wish> operator()(const CpuCount& count) const {
    const auto cpus = OnlineCpus(count.cpus, place.target.device, facts);
    if (!cpus) return Fail(cpus.error());
    auto wish = WishForNumber(place, cpus->Size(), observed);
    if (wish) wish->wanted = place.setting.text + " (" + std::to_string(cpus->Size()) + ')';
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

void Put(Setting setting, std::vector<Setting>& settings) {
  std::erase_if(settings, [&setting](const Setting& other) {
    return other.tunable == setting.tunable && other.key == setting.key;
  });
  settings.push_back(std::move(setting));
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

bool IsQueues(const Setting& setting) {
  return setting.tunable == "channels" && setting.key == "queues";
}

/// The settings without `queues`: what it stands for is in its place, and later wins there too.
std::vector<Setting> Expanded(const Target& target, const State& observed) {
  std::vector<Setting> settings;
  if (std::none_of(target.settings.begin(), target.settings.end(), IsQueues))
    return target.settings;
  for (const Setting& setting : target.settings) {
    if (!IsQueues(setting)) {
      Put(setting, settings);
      continue;
    }
    for (Setting& one : ExpandQueues(target, setting, observed)) Put(std::move(one), settings);
  }
  return settings;
}

void ResolveTarget(const Target& target, const Observation& observed, const CpuFacts& facts,
                   Desired& desired) {
  for (const Setting& setting : Expanded(target, observed.values)) {
    if (setting.tunable != "irq") ResolveSetting(target, setting, observed, facts, desired);
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
  const bool waits = finding.status == Status::kPending && !target.device.up;
  finding.accepted = waits && setting.may_be_down;
  finding.confined = error.code == ErrorCode::kUnclear;
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
           std::holds_alternative<CpuCount>(setting.literal) ||
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
