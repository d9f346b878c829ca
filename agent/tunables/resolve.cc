// SPDX-License-Identifier: Apache-2.0
#include "tunables/resolve.h"

#include <algorithm>
#include <compare>
#include <optional>

#include "base/text.h"

namespace netkeel {
namespace {

/// One setting at one address of its device, on the way to a wish.
struct Place {
  const Situation& situation;
  const Setting& setting;
  Address address;

  const State& observed() const { return situation.observed.values; }
};

/// What the device reports beside a key, as its "-max" or "-min".
std::optional<uint64_t> DeviceBoundAt(const State& observed, Address address, const char* bound) {
  address.key += bound;
  return NumberAt(observed, address);
}

void Refuse(const Place& place, const Error& error, Desired& desired) {
  Finding finding = SettingFinding(place.situation.target, place.setting, place.address.key, error);
  const State& observed = place.observed();
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
Result<Value> Bounded(const Place& place, uint64_t number) {
  if (place.setting.bound == Bound::kExactly) return number;
  const Value& actual = place.observed().at(place.address);
  const auto order = Compare(actual, number);
  if (!order) {
    return Fail(
        ErrorCode::kBadInput,
        "at-least and at-most need a single number; the kernel has '" + ToText(actual) + "'");
  }
  const bool good = place.setting.bound == Bound::kAtLeast ? *order >= 0 : *order <= 0;
  return good ? actual : Value{number};
}

/// The wish for a number, held against the device's bounds where it has them.
Result<Wish> WishForNumber(const Place& place, uint64_t written) {
  const auto value = Bounded(place, written);
  if (!value) return Fail(value.error());
  Wish wish = WishOf(place.setting, *value);
  const auto* const number = std::get_if<uint64_t>(&*value);
  const auto minimum = DeviceBoundAt(place.observed(), place.address, "-min");
  if (number != nullptr && minimum && *number < *minimum) {
    return Fail(ErrorCode::kBadInput, place.address.key + ' ' + std::to_string(*number) +
                                          " is below " + place.address.key + "-min " +
                                          std::to_string(*minimum) + "; write no smaller value");
  }
  const auto maximum = DeviceBoundAt(place.observed(), place.address, "-max");
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

  Result<Wish> operator()(DeviceMaximum /*max*/) const {
    const auto maximum = DeviceBoundAt(place.observed(), place.address, "-max");
    if (!maximum) return Fail(ErrorCode::kUnsupported, "the device reports no maximum");
    Wish wish = WishOf(place.setting, *maximum);
    wish.wanted = "max (" + std::to_string(*maximum) + ')';
    return wish;
  }
  Result<Wish> operator()(uint64_t number) const { return WishForNumber(place, number); }
  Result<Wish> operator()(const std::string& text) const { return WishOf(place.setting, text); }
  Result<Wish> operator()(const std::vector<uint64_t>& list) const {
    return WishOf(place.setting, list);
  }
  Result<Wish> operator()(const CpuExpression& expression) const {
    const auto cpus =
        expression.Evaluate(place.situation.facts, place.situation.target.device.numa_node);
    if (!cpus) return Fail(cpus.error());
    Wish wish = WishOf(place.setting, *cpus);
    const std::string list = ToText(*cpus);
    wish.wanted = expression.text() == list ? list : expression.text() + " (" + list + ')';
    wish.note = expression.WhyThese(place.situation.facts, place.situation.target.device.numa_node);
    return wish;
  }
  Result<Wish> operator()(const CpuCount& count) const {
    const auto cpus = OnlineCpus(count.cpus, place.situation.target.device, place.situation.facts);
    if (!cpus) return Fail(cpus.error());
    auto wish = WishForNumber(place, cpus->Size());
    if (wish) wish->wanted = place.setting.text + " (" + std::to_string(cpus->Size()) + ')';
    return wish;
  }
  Result<Wish> operator()(const Placement& /*placement*/) const {
    return Fail(ErrorCode::kBadInput, "a placement is for the interrupts of queues only");
  }
};

/// The addresses that a profile key stands for: itself, or one a queue ("rx-0/rps_cpus").
std::vector<Address> AddressesOf(const Situation& situation, const Setting& setting) {
  const std::string suffix = '/' + setting.key;
  std::vector<Address> addresses;
  const State& observed = situation.observed.values;
  const Address first{situation.target.device.name, setting.tunable, ""};
  for (auto it = observed.lower_bound(first); it != observed.end(); ++it) {
    const Address& address = it->first;
    if (address.device != first.device || address.tunable != first.tunable) break;
    if (address.key == setting.key || address.key.ends_with(suffix)) addresses.push_back(address);
  }
  return addresses;
}

bool PlacesByTopology(const Placement& placement) {
  return placement.kind == Placement::Kind::kSpread ||
         std::any_of(placement.map.begin(), placement.map.end(),
                     [](const auto& queue) { return queue.second.NeedsTopology(); });
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

Desired Resolve(const Catalog& catalog, const std::vector<Target>& targets,
                const Observation& observed, const CpuFacts& facts) {
  Desired desired;
  for (const Target& target : targets) {
    for (const auto& tunable : catalog) tunable->Resolve({target, observed, facts}, desired);
  }
  return desired;
}

void ResolveSetting(const Situation& situation, const Setting& setting, Desired& desired) {
  const std::vector<Address> addresses = AddressesOf(situation, setting);
  if (addresses.empty()) {
    const Address address{situation.target.device.name, setting.tunable, setting.key};
    const Error* const problem = ProblemAt(situation.observed, address);
    const Error none{ErrorCode::kUnsupported, "the device has no such setting"};
    Refuse({situation, setting, address}, problem != nullptr ? *problem : none, desired);
  }
  for (const Address& address : addresses) {
    const Place place{situation, setting, address};
    auto wish = std::visit(WishFor{place}, setting.literal);
    if (wish) {
      desired.wishes[address] = std::move(*wish);
    } else {
      Refuse(place, wish.error(), desired);
    }
  }
}

std::optional<uint64_t> NumberAt(const State& observed, const Address& address) {
  const auto found = observed.find(address);
  if (found == observed.end()) return std::nullopt;
  const auto* const number = std::get_if<uint64_t>(&found->second);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

Result<CpuSet> OnlineCpus(const CpuExpression& expression, const Device& device,
                          const CpuFacts& facts) {
  const auto cpus = expression.Evaluate(facts, device.numa_node);
  if (!cpus) return cpus;
  const CpuSet online = cpus->And(facts.online);
  if (!online.Empty()) return online;
  const std::string set = '\'' + expression.text() + "' ";
  if (!cpus->Empty()) return Fail(ErrorCode::kUnclear, set + "has no CPU that is online");
  return Fail(ErrorCode::kUnclear,
              set + "is no CPU on this host" + expression.WhyEmpty(facts, device.numa_node));
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
    if (placement != nullptr) return PlacesByTopology(*placement);
    if (const auto* const count = std::get_if<CpuCount>(&setting.literal)) {
      return count->cpus.NeedsTopology();
    }
    const auto* const cpus = std::get_if<CpuExpression>(&setting.literal);
    return cpus != nullptr && cpus->NeedsTopology();
  });
}

}  // namespace netkeel
