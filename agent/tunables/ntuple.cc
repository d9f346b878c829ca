// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/ntuple.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.h"
#include "tunables/ethtool_request.h"
#include "tunables/factories.h"
#include "tunables/ntuple_rules.h"
#include "tunables/resolve.h"
#include "tunables/rss_look.h"

namespace netkeel {
namespace {

// Companions: how many places for rules there are, how many queues that receive, and whether the
// device's filters are on, where that can be changed.
constexpr const char* kQueues = "queues";
constexpr const char* kFilters = "filters";
constexpr const char* kFeature = "rx-ntuple-filter";

constexpr TextForm kForm{.pattern = kRulePattern, .help = kRuleHelp, .wrong_with = WrongWithRule};

constexpr auto kKeys = [] {
  std::array<KeyDescriptor, kFlowKinds.size()> rows{};
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].name = kFlowKinds[i].word;
    rows[i].type = KeyType::kText;
    rows[i].form = &kForm;
    rows[i].help = kFlowKinds[i].what;
  }
  return rows;
}();

constexpr Descriptor kDescriptor{
    .name = "ntuple",
    .help = "rules of the device: packets that match go to a queue, or nowhere (ethtool -n, -N)",
    .effect = "flows move to other queues",
    .open = {.type = KeyType::kText,
             .pattern = kMatchPattern,
             .help = "packets as ethtool -N DEVICE flow-type takes them: a kind and its fields",
             .form = &kForm,
             .wrong_with = WrongWithMatch,
             .is_writable = [](std::string_view key) { return WrongWithMatch(key).empty(); }},
    .keys = kKeys,
};

Address AddressOf(const Device& device, const std::string& key) {
  return {device.name, std::string(kDescriptor.name), key};
}

/// One request to the driver.
struct Request {
  Kernel& kernel;
  const Device& device;
  const std::string& what;  ///< for errors

  Result<std::string> operator()(const std::string& word, const std::string& text) const {
    return EthtoolRequest(kernel, device, EthtoolTopic::kNtuple, {{word, text}}, what);
  }
};

std::string Hint(const Device& device, const Error& error) {
  if (error.sys_errno == EOPNOTSUPP) {
    return "; its filters may be off: features: {" + std::string(kFeature) + ": on}";
  }
  if (error.code != ErrorCode::kInvalid) return "";
  if (device.driver == "ixgbe") {
    return "; ixgbe takes tcp4, udp4, sctp4 and ip4 without l4proto, and one set of fields and "
           "masks for all of its rules";
  }
  if (device.driver == "igb") {
    return "; igb takes ether with proto, or with a VLAN priority (vlan 8192 m 0x1fff), and "
           "drops nothing";
  }
  return "";
}

/// The places that settings ask for, and by which.
using Taken = std::map<uint64_t, const Setting*>;

/// Why a rule cannot stand where `text` has it; "" where it can. It is in `taken` from then on.
std::string WrongWithPlace(const Situation& situation, const Setting& setting,
                           const std::string& text, Taken& taken) {
  const RuleList rules = RulesOf(text);
  if (rules.size() != 1 || !rules.front().place) return "";
  const uint64_t place = *rules.front().place;
  const std::string where = "loc " + std::to_string(place);
  const Address count = AddressOf(situation.target.device, kPlaces);
  const uint64_t places = NumberAt(situation.observed.values, count).value_or(0);
  if (places > 0 && place >= places) {
    return where + " is beyond the device's places for rules, 0 to " + std::to_string(places - 1);
  }
  const auto [other, is_free] = taken.emplace(place, &setting);
  return is_free ? ""
                 : where + " is asked for by `" + other->second->key + "` as well (" +
                       ToText(other->second->source) + "); a place holds one rule";
}

class Ntuple : public Tunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    Observation seen;
    const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kNtuple);
    if (!fields) {
      seen.problems[AddressOf(device, "")] = fields.error();
      return seen;
    }
    std::map<std::string, RuleList> rules;
    for (const PlacedRule& rule : RulesIn(*fields)) {
      if (!rule.match.empty()) rules[rule.match].push_back({rule.action, rule.place});
    }
    for (auto& [match, list] : rules) seen.values[AddressOf(device, match)] = TextOf(list);
    seen.values[AddressOf(device, kPlaces)] = FieldNumber(*fields, kPlaces);
    seen.values[AddressOf(device, kQueues)] = ReceiveQueuesOf(kernel, device);
    const auto features = kernel.EthtoolGet(device, EthtoolTopic::kFeatures);
    if (features && FieldText(*features, std::string("hw/") + kFeature) == "on") {
      const bool on = FieldText(*features, std::string("active/") + kFeature) == "on";
      seen.values[AddressOf(device, kFilters)] = std::string(on ? "on" : "off");
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    const Device& device = situation.target.device;
    const State& observed = situation.observed.values;
    const auto present = NumberAt(observed, AddressOf(device, kQueues));
    Taken taken;
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      if (!present) {
        ResolveSetting(situation, setting, desired);
        continue;
      }
      const std::string text = TextOf(RulesOf(std::get<std::string>(setting.literal)));
      const uint64_t queues = QueuesToBe(situation, desired, *present);
      const auto queue = QueueOf(text);
      std::string wrong = queue && *queue >= queues ? OutOfRange(*queue, queues) : "";
      if (wrong.empty()) wrong = WrongWithPlace(situation, setting, text, taken);
      if (wrong.empty()) {
        desired.wishes[AddressOf(device, setting.key)] = WishOf(setting, text);
        continue;
      }
      const Error error{ErrorCode::kBadInput, std::move(wrong)};
      desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, error));
    }
  }

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const RuleList rules = RulesOf(ToText(wanted));
    if (Meets(RulesOf(ToText(observed.at(address))), rules)) return {};
    const auto queue = HighestQueueOf(rules);
    const uint64_t queues = NumberAt(observed, AddressOf(device, kQueues)).value_or(kNoLimit);
    if (!queue || *queue < queues) return {Status::kDrift, ""};
    return {Status::kPending, OutOfRange(*queue, queues) + "; it waits for the channels"};
  }

  std::optional<Value> NothingAt(const Address& address, const State& observed) const override {
    const bool seen = observed.contains({address.device, address.tunable, kPlaces});
    if (!seen || !IsWritable(address.key)) return std::nullopt;
    return std::string(kAbsentRule);
  }

  bool GoesWithReset() const override { return true; }

  /// Those that go first: their places and, with ixgbe, their masks stand in the way of others.
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& /*observed*/) const override {
    std::vector<Step> steps;
    for (const bool goes : {true, false}) {
      for (const Change& change : changes) {
        if ((change.after == Value{std::string(kAbsentRule)}) != goes) continue;
        Step step;
        step.device = device.name;
        step.tunable = kDescriptor.name;
        step.object = goes ? "ETHTOOL_SRXCLSRLDEL" : "ETHTOOL_SRXCLSRLINS";
        step.effect = kDescriptor.effect;
        step.changes = {change};
        steps.push_back(std::move(step));
      }
    }
    return steps;
  }

  /// By what is there at this moment: filters that were switched off may have taken rules along. A
  /// rule is deleted before it comes back with another action, since igb refuses two of the same
  /// packets, at one place too, and leaves the old one in the card (Linux 6.12).
  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    const Change& change = step.changes.front();
    const std::string& match = change.address.key;
    const std::string what = device.name + " ntuple " + match + ", " + ToText(change.after);
    const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kNtuple);
    if (!fields) return Fail(At(what, fields.error()));
    const auto moves = MovesFor(*fields, match, RulesOf(ToText(change.after)));
    if (!moves) return Fail(At(what, moves.error()));
    const Request request{kernel, device, what};
    for (const RuleMove& move : moves->deleted) {
      if (auto done = request(move.word, kNoRule); !done) return done;
    }
    auto done = Insert(request, match, *fields, *moves);
    if (done) return done;
    for (const RuleMove& gone : moves->deleted) (void)request(gone.word, gone.text);
    done.error().message += Hint(device, done.error());
    return done;
  }

  /// Fewer channels are refused while a rule leads to a queue that goes, from Linux 6.12 on.
  std::vector<Step> StepsBefore(const Device& device, const Step& reshaping,
                                const State& observed) const override {
    if (reshaping.tunable != "channels") return {};
    uint64_t queues = 0;
    for (const char* const key : {"combined", "rx"}) {
      const Address address{device.name, "channels", key};
      uint64_t count = NumberAt(observed, address).value_or(0);
      for (const Change& change : reshaping.changes) {
        if (change.address == address) count = std::get<uint64_t>(change.after);
      }
      queues += count;
    }
    std::vector<Change> changes;
    for (const auto& [address, value] : observed) {
      if (address.device != device.name || address.tunable != kDescriptor.name) continue;
      const auto highest = HighestQueueOf(RulesOf(ToText(value)));
      if (!IsWritable(address.key) || !highest || *highest < queues) continue;
      changes.push_back({address, value, std::string(kAbsentRule)});
    }
    auto steps = MakeSteps(device, changes, observed);
    for (Step& step : steps) step.effect = "so that fewer channels are not refused";
    return steps;
  }

 private:
  /// Drivers leave out what their cards do not compare, and say nothing: what they made of it is
  /// taken back, or each apply would add one. `before`: the fields before the first request.
  static Result<std::string> Insert(const Request& request, const std::string& match,
                                    const EthtoolFields& before, const RuleMoves& moves) {
    for (const RuleMove& move : moves.inserted) {
      if (auto done = request(move.word, move.text); !done) return done;
    }
    const auto now = request.kernel.EthtoolGet(request.device, EthtoolTopic::kNtuple);
    if (!now) return Fail(At(request.what, now.error()));
    for (const PlacedRule& rule : AddedAsOthers(before, *now, moves, match)) {
      (void)request(RuleWord(std::to_string(rule.place), IsOfMac(rule.match)), kNoRule);
      return Fail(ErrorCode::kImmovable, request.what + ": the driver keeps it as `" + rule.match +
                                             "`, which is other packets; write that");
    }
    return "";
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeNtuple() { return std::make_unique<Ntuple>(); }

}  // namespace netkeel
