// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "kernel/driver_facts.h"
#include "tunables/ethtool_request.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"
#include "tunables/rss_key.h"
#include "tunables/rss_look.h"
#include "tunables/rss_table.h"

namespace netkeel {
namespace {

constexpr const char* kTable = "indirection";
constexpr const char* kKey = "key";
constexpr const char* kFunction = "hash-function";
constexpr const char* kInput = "input-transformation";

// Companions: what a table is over.
constexpr const char* kEntries = "indirection-entries";
constexpr const char* kQueues = "queues";
constexpr const char* kContexts = "contexts";  // the tables beside the main one; absent: none

constexpr std::array<std::string_view, 3> kFunctions{"toeplitz", "xor", "crc32"};
constexpr std::array<std::string_view, 3> kInputs{"none", "symmetric-xor", "symmetric-or-xor"};

constexpr std::array kKeys{
    KeyDescriptor{.name = kTable,
                  .type = KeyType::kText,
                  .default_value = kDefaultTable,
                  .form = &kTableForm,
                  .help = "which queue takes which share of the hashes; default: all alike"},
    KeyDescriptor{
        .name = kKey,
        .type = KeyType::kText,
        .form = &kKeyForm,
        .secret = true,
        .help = "what the hash is made with; one that is known lets others aim at a queue"},
    KeyDescriptor{.name = kFunction,
                  .type = KeyType::kName,
                  .names = kFunctions,
                  .help = "how the hash is made; most devices have toeplitz alone"},
    KeyDescriptor{.name = kInput,
                  .type = KeyType::kName,
                  .default_value = "none",
                  .names = kInputs,
                  .help = "makes both directions of a flow one hash (Linux 6.8, few drivers)"},
};

constexpr Descriptor kDescriptor{
    .name = "rss",
    .help = "how flows are spread over the queues (ethtool -x, -X)",
    .effect = "flows move to other queues",
    .others = {.flag = "-X", .long_flag = "--set-rxfh-indir"},
    .keys = kKeys,
};

Address AddressOf(const Device& device, const char* key) {
  return {device.name, std::string(kDescriptor.name), key};
}

RssSize SizeIn(const State& observed, const Device& device) {
  return {NumberAt(observed, AddressOf(device, kEntries)).value_or(0),
          NumberAt(observed, AddressOf(device, kQueues)).value_or(0)};
}

/// "" where the device has the main table alone.
std::string NoteOnContexts(const State& observed, const Device& device) {
  const auto contexts = observed.find(AddressOf(device, kContexts));
  if (contexts == observed.end()) return "";
  return "the tables of other contexts are left alone: " + ToText(contexts->second);
}

uint64_t Highest(const RssTable& table) { return *std::max_element(table.begin(), table.end()); }

/// The wish for a table, in one blank between words.
Result<Wish> WishForTable(const Setting& setting, RssSize size) {
  const std::string text = std::get<std::string>(setting.literal);
  const auto table = TableOf(text, size);
  if (!table) return Fail(table.error());
  if (text != kDefaultTable && Highest(*table) >= size.queues) {
    return Fail(ErrorCode::kBadInput, OutOfRange(Highest(*table), size.queues));
  }
  return WishOf(setting, text);
}

Result<Wish> WishForKey(const Setting& setting, const Value& present) {
  const auto key = KeyFor(std::get<std::string>(setting.literal), ToText(present));
  if (!key) return Fail(key.error());
  return WishOf(setting, *key);
}

/// Whether the kernel would take `wanted` for what is there and do nothing: Linux 6.17 and later
/// compare as many bytes as the table has entries, of 4 bytes each (rss.c: rss_set_prep_indir).
bool LooksTheSame(const RssTable& present, const RssTable& wanted) {
  const auto seen = static_cast<std::ptrdiff_t>(wanted.size() / sizeof(uint32_t));
  return present.size() == wanted.size() && present != wanted &&
         std::equal(wanted.begin(), wanted.begin() + seen, present.begin());
}

class Rss : public Tunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    auto fields = kernel.EthtoolGet(device, EthtoolTopic::kRss);
    if (!fields) {
      seen.problems[AddressOf(device, "")] = fields.error();
      return seen;
    }
    // The kernel says nothing of it where it is none.
    if (fields->contains(kTable)) fields->emplace(kInput, std::string("none"));
    for (const char* const key : {kKey, kFunction, kInput}) {
      const auto field = fields->find(key);
      if (field != fields->end()) seen.values[AddressOf(device, key)] = field->second;
    }
    const auto field = fields->find(kTable);
    const auto* const table =
        field == fields->end() ? nullptr : std::get_if<RssTable>(&field->second);
    if (table != nullptr && !table->empty()) AddTable(kernel, device, *table, seen);
    for (const KeyDescriptor& row : kKeys) {
      const Address address{device.name, std::string(kDescriptor.name), std::string(row.name)};
      if (!keys.contains(address.key) || seen.values.contains(address)) continue;
      seen.problems[address] = {ErrorCode::kUnsupported, WhyNot(row.name)};
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (Setting setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      if (setting.key == kKey) setting.text = KeyForPeople(std::get<std::string>(setting.literal));
      const Address address{situation.target.device.name, setting.tunable, setting.key};
      const auto present = situation.observed.values.find(address);
      const bool is_plain = setting.key != kTable && setting.key != kKey;
      if (is_plain || present == situation.observed.values.end()) {
        ResolveSetting(situation, setting, desired);
        continue;
      }
      RssSize size = SizeIn(situation.observed.values, situation.target.device);
      size.queues = QueuesToBe(situation, desired, size.queues);
      auto wish =
          setting.key == kKey ? WishForKey(setting, present->second) : WishForTable(setting, size);
      if (wish) {
        if (setting.key == kTable) {
          wish->note = NoteOnContexts(situation.observed.values, situation.target.device);
        }
        desired.wishes[address] = std::move(*wish);
        continue;
      }
      Finding finding = SettingFinding(situation.target, setting, setting.key, wish.error());
      if (setting.key == kTable) finding.actual = ToText(present->second);
      desired.findings.push_back(std::move(finding));
    }
  }

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const Value& actual = observed.at(address);
    if (address.key != kTable || actual == wanted) {
      return Tunable::Satisfies(device, address, wanted, observed);
    }
    const RssSize size = SizeIn(observed, device);
    const auto wanted_table = TableOf(ToText(wanted), size);
    const auto table = TableOf(ToText(actual), size);
    if (!wanted_table || !table) return {Status::kDrift, ""};
    if (*wanted_table == *table) return {};
    const bool is_own = *table == DefaultTable(device.driver, size.entries, size.queues);
    if (ToText(wanted) == kDefaultTable && is_own) return {};
    const uint64_t highest = Highest(*wanted_table);
    if (highest < size.queues) return {Status::kDrift, ""};
    return {Status::kPending, OutOfRange(highest, size.queues) + "; it waits for the channels"};
  }

  /// A request for each: what a driver has not got must not keep the others from being set.
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& /*observed*/) const override {
    return StepForEach(kDescriptor, device, "ETHTOOL_MSG_RSS_SET", changes);
  }

  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    const Change& change = step.changes.front();
    const std::string& key = change.address.key;
    std::string what = device.name + " rss " + key;
    if (key != kKey) what += ' ' + ToText(change.after);
    if (key == kTable) return ApplyTable(kernel, device, ToText(change.after), what);
    return EthtoolRequest(kernel, device, EthtoolTopic::kRss, {{key, change.after}}, what);
  }

  /// Fewer channels are refused while somebody's table stands, and by ixgbe even where a reset has
  /// made the default of it: Linux tells nobody whether one was set, and forgets it for a default.
  std::vector<Step> StepsBefore(const Device& device, const Step& reshaping,
                                const State& observed) const override {
    const Address address = AddressOf(device, kTable);
    const auto present = observed.find(address);
    const bool shrinks =
        std::any_of(reshaping.changes.begin(), reshaping.changes.end(), [](const Change& change) {
          return change.address.key != "tx" && change.before && change.after < *change.before;
        });
    if (reshaping.tunable != "channels" || !shrinks || present == observed.end()) return {};
    auto steps =
        MakeSteps(device, {{address, present->second, std::string(kDefaultTable)}}, observed);
    steps.front().effect = "so that fewer channels are not refused";
    return steps;
  }

  /// A key is random on every host.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    if (address.key == kKey) return std::nullopt;
    return Tunable::PlaceOf(address, observed);
  }

 private:
  static void AddTable(const Kernel& kernel, const Device& device, const RssTable& table,
                       Observation& seen) {
    const uint64_t queues = ReceiveQueuesOf(kernel, device);
    seen.values[AddressOf(device, kTable)] = TextOfTable(table, queues);
    seen.values[AddressOf(device, kEntries)] = uint64_t{table.size()};
    seen.values[AddressOf(device, kQueues)] = queues;
    const RssTable contexts = ContextsOf(kernel, device);
    if (!contexts.empty()) seen.values[AddressOf(device, kContexts)] = contexts;
  }

  static std::string WhyNot(std::string_view key) {
    if (key == kTable) return "the device has no RSS table";
    if (key == kKey)
      return "the device tells no hash key; a capture has none, since it is a secret";
    return "the device tells no " + std::string(key);
  }

  static Result<std::string> ApplyTable(Kernel& kernel, const Device& device,
                                        const std::string& text, const std::string& what) {
    const auto set = [&](RssTable table) {
      return EthtoolRequest(kernel, device, EthtoolTopic::kRss, {{kTable, std::move(table)}}, what);
    };
    if (text == kDefaultTable) return set({});
    const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kRss);
    if (!fields) return Fail(At(what, fields.error()));
    const auto field = fields->find(kTable);
    const auto* const present =
        field == fields->end() ? nullptr : std::get_if<RssTable>(&field->second);
    if (present == nullptr) return Fail(ErrorCode::kUnsupported, what + ": there is no table");
    const auto table = TableOf(text, {present->size(), 0});
    if (!table) return Fail(At(what, table.error()));
    if (LooksTheSame(*present, *table)) {
      // One entry of another queue in between, so that the kernel sees a difference.
      RssTable other = *table;
      other.front() = other.front() == 0 ? 1 : 0;
      if (auto first = set(std::move(other)); !first) return first;
    }
    return set(UnitOf(*table));
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeRss() { return std::make_unique<Rss>(); }

}  // namespace netkeel
