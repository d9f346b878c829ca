// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "kernel/topics/flow_types.h"
#include "tunables/ethtool_request.h"
#include "tunables/factories.h"

namespace netkeel {
namespace {

struct Letter {
  char letter;
  uint64_t bit;  ///< RXH_* of linux/ethtool.h
};

// As ethtool(8) -N DEVICE rx-flow-hash has them, in the order of its manual.
constexpr std::array kLetters{
    Letter{'m', 1U << 1}, Letter{'v', 1U << 2},  Letter{'t', 1U << 3}, Letter{'s', 1U << 4},
    Letter{'d', 1U << 5}, Letter{'f', 1U << 6},  Letter{'n', 1U << 7}, Letter{'e', 1U << 8},
    Letter{'l', 1U << 9}, Letter{'r', 1U << 31},
};

constexpr std::string_view kNothing = "none";
constexpr std::string_view kHex = "0x";

std::string WrongWith(std::string_view text) {
  const bool known = text.find_first_not_of("mvtsdfnelr") == std::string_view::npos;
  return known ? "" : Quote(text) + " are no fields of a packet";
}

constexpr TextForm kForm{
    .pattern = "^\\s*[mvtsdfnelr]+\\s*$",
    .help =
        "letters as ethtool -N takes them: s d addresses, f n ports, v VLAN, m MAC address, t "
        "protocol, e TEID, l flow label, r discard",
    .wrong_with = WrongWith};

constexpr auto kKeys = [] {
  std::array<KeyDescriptor, kFlowTypes.size()> rows{};
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].name = kFlowTypes[i].word;
    rows[i].type = KeyType::kText;
    rows[i].form = &kForm;
    rows[i].help = kFlowTypes[i].what;
  }
  return rows;
}();

constexpr Descriptor kDescriptor{
    .name = "flow-hash",
    .help = "fields of a packet that decide its queue (ethtool -n, -N DEVICE rx-flow-hash)",
    .effect = "flows move to other queues",
    .others = {.flag = "-N", .long_flag = "--config-nfc"},
    .keys = kKeys,
};

uint64_t BitsOf(const std::string& text) {
  uint64_t bits = 0;
  if (text.starts_with(kHex)) {
    std::from_chars(text.data() + kHex.size(), text.data() + text.size(), bits, 16);
    return bits;
  }
  if (text == kNothing) return 0;
  for (const Letter& each : kLetters) {
    if (text.find(each.letter) != std::string::npos) bits |= each.bit;
  }
  return bits;
}

std::string TextOfBits(uint64_t bits) {
  std::string text;
  uint64_t rest = bits;
  for (const Letter& each : kLetters) {
    if ((bits & each.bit) == 0) continue;
    text += each.letter;
    rest &= ~each.bit;
  }
  if (bits == 0) return std::string(kNothing);
  if (rest == 0) return text;
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bits, 16).ptr;
  return std::string(kHex) + std::string(digits.data(), end);
}

std::string Names(const EthtoolFields& fields) {
  std::vector<std::string> names;
  for (const FlowType& type : kFlowTypes) {
    if (fields.contains(std::string(type.word))) names.emplace_back(type.word);
  }
  return names.empty() ? "none" : Join(names, ", ");
}

/// What has no RSS says so of every kind of packets: virtio-net, Linux 6.18.
bool HashesNothing(const EthtoolFields& fields) {
  return std::all_of(fields.begin(), fields.end(),
                     [](const auto& field) { return field.second == Value{uint64_t{0}}; });
}

class FlowHash : public Tunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    const std::string tunable(kDescriptor.name);
    const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kFlowHash);
    if (!fields) {
      seen.problems[{device.name, tunable, ""}] = fields.error();
      return seen;
    }
    if (HashesNothing(*fields)) {
      seen.problems[{device.name, tunable, ""}] = {ErrorCode::kUnsupported,
                                                   "the device hashes no packets"};
      return seen;
    }
    for (const KeyDescriptor& row : kKeys) {
      const std::string key(row.name);
      const auto field = fields->find(key);
      const bool has = field != fields->end() && std::holds_alternative<uint64_t>(field->second);
      if (has) {
        seen.values[{device.name, tunable, key}] = TextOfBits(std::get<uint64_t>(field->second));
      } else if (keys.contains(key)) {
        seen.problems[{device.name, tunable, key}] = {
            ErrorCode::kUnsupported,
            "the device does not tell these packets from others; it has: " + Names(*fields)};
      }
    }
    return seen;
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const bool same = BitsOf(ToText(observed.at(address))) == BitsOf(ToText(wanted));
    return {same ? Status::kOk : Status::kDrift, ""};
  }

  /// A request for each: a driver refuses one kind of packets, and the others can go on.
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& /*observed*/) const override {
    return StepForEach(kDescriptor, device, "ETHTOOL_MSG_RSS_SET", changes);
  }

  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    const Change& change = step.changes.front();
    const std::string text = ToText(change.after);
    const std::string what = device.name + " flow-hash " + change.address.key + ' ' + text;
    auto set = EthtoolRequest(kernel, device, EthtoolTopic::kFlowHash,
                              {{change.address.key, BitsOf(text)}}, what);
    if (set || set.error().code != ErrorCode::kInvalid) return set;
    set.error().message += "; " + Hint(device);
    return set;
  }

 private:
  static std::string Hint(const Device& device) {
    if (device.driver == "igb" || device.driver == "ixgbe") {
      return device.driver + " takes sdfn for TCP, sd or sdfn for UDP, and sd for all else";
    }
    return "the driver hashes other fields of these packets";
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeFlowHash() { return std::make_unique<FlowHash>(); }

}  // namespace netkeel
