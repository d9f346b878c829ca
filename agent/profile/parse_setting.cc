// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

std::vector<std::string> KeysOf(const Descriptor& descriptor) {
  std::vector<std::string> keys;
  for (const KeyDescriptor& row : descriptor.keys) keys.emplace_back(row.name);
  return keys;
}

/// What a setting map may hold for this row.
std::vector<std::string> SettingKeysOf(const KeyDescriptor& row) {
  std::vector<std::string> keys{word::kSettingKeys.begin(), word::kSettingKeys.end()};
  if (!row.device_maximum) std::erase(keys, word::kOnExceed);
  if (row.from_cpus) keys.emplace_back(word::kFromCpus);
  return keys;
}

/// {0: 2, 1: 3} is a placement, {value: pool} a setting map.
bool IsSettingMap(const YamlNode& node, const KeyDescriptor& row) {
  if (node.kind != Kind::kMap) return false;
  if (!KeyTypeOf(row).may_be_map) return true;
  return std::any_of(node.items.begin(), node.items.end(),
                     [](const YamlNode& entry) { return entry.key >= "A"; });
}

/// One entry of a section on its way to a Setting.
class SettingParser {
 public:
  /// `open`: a key without a row of its own; `row` then says how it is read.
  SettingParser(const KeyDescriptor& row, bool open, Scope scope, const ParseContext& context)
      : row_(row), open_(open), scope_(scope), context_(context) {}

  /// Fills in literal, bound, text and the flags. False where it was complained about.
  bool Parse(const YamlNode& entry, Setting& setting) {
    if (!IsSettingMap(entry, row_)) return ParseValue(entry, setting);
    const size_t bounds = CountBounds(entry);
    for (const YamlNode& item : entry.items) ParseItem(item, setting);
    const bool clamps = std::holds_alternative<CpuCount>(setting.literal);
    if (clamps && entry.Find(word::kOnExceed) == nullptr) setting.on_exceed = OnExceed::kClamp;
    if (bounds == 1 || !valid_) return valid_;
    const std::string all =
        std::string("value, at-least, at-most") + (row_.from_cpus ? ", cpus" : "");
    Complain(entry.key_line, std::string(row_.name) + ": " +
                                 (bounds == 0 ? "no value; add one of " + all
                                              : "more than one of " + all + "; keep one"));
    return false;
  }

 private:
  void Complain(int line, std::string what) {
    context_.Complain(line, std::move(what));
    valid_ = false;
  }

  size_t CountBounds(const YamlNode& map) const {
    return static_cast<size_t>(
        std::count_if(map.items.begin(), map.items.end(), [this](const YamlNode& item) {
          return item.key == word::kValue || item.key == word::kAtLeast ||
                 item.key == word::kAtMost || (row_.from_cpus && item.key == word::kFromCpus);
        }));
  }

  void ParseItem(const YamlNode& item, Setting& setting) {
    if (item.key == word::kValue) {
      ParseValue(item, setting);
    } else if (item.key == word::kAtLeast || item.key == word::kAtMost) {
      ParseBound(item, setting);
    } else if (item.key == word::kFromCpus && row_.from_cpus) {
      ParseFromCpus(item, setting);
    } else if (item.key == word::kOptional || item.key == word::kAudit) {
      const auto flag = ParseBoolean(item, context_);
      valid_ = valid_ && flag;
      (item.key == word::kAudit ? setting.audit : setting.optional) |= flag.value_or(false);
    } else if (item.key == word::kOnExceed) {
      ParseOnExceed(item, setting);
    } else if (item.key == word::kWhen) {
      setting.when.push_back(ParseWhen(item, scope_, context_));
    } else {
      valid_ = false;
      ComplainUnknownKey(item, SettingKeysOf(row_), context_);
    }
  }

  /// Of what has no row and is text, anything may be a number.
  bool IsAnyText() const { return open_ && row_.type == KeyType::kText && row_.form == nullptr; }

  bool ParseValue(const YamlNode& node, Setting& setting) {
    return ParseValueAs(row_, node, setting);
  }

  void ParseFromCpus(const YamlNode& node, Setting& setting) {
    const KeyDescriptor set{.name = word::kFromCpus, .type = KeyType::kCpus};
    if (!ParseValueAs(set, node, setting)) return;
    setting.literal = CpuCount{std::get<CpuExpression>(std::move(setting.literal))};
  }

  void ParseBound(const YamlNode& node, Setting& setting) {
    if (row_.by_count) return ParseCount(node, setting);
    if (KeyTypeOf(row_).parse_bound != nullptr) return ParseOwnBound(node, setting);
    if (!KeyTypeOf(row_).is_number && !IsAnyText()) {
      return Complain(node.key_line, std::string(row_.name) + ": " + node.key +
                                         " is for numbers only; write value");
    }
    if (node.kind == Kind::kText && node.text == word::kMax) {
      return Complain(node.line, node.key + ": max is exact; write value: max");
    }
    KeyDescriptor number = row_;
    number.type = KeyType::kUnsigned;
    number.device_maximum = false;
    ParseValueAs(number, node, setting);
    SetBound(node, setting);
  }

  void ParseOwnBound(const YamlNode& node, Setting& setting) {
    auto literal = KeyTypeOf(row_).parse_bound(node, row_, context_);
    valid_ = valid_ && literal;
    if (!literal) return;
    setting.literal = std::move(*literal);
    setting.text = TextOf(node);
    SetBound(node, setting);
  }

  /// `2 cpus`: a bound of how many CPUs a set has.
  void ParseCount(const YamlNode& node, Setting& setting) {
    const auto count = ReadCount(node);
    // At least none is always so: nobody means it.
    if (!count || (*count == 0 && node.key == word::kAtLeast)) {
      return Complain(node.line, node.key + ": " + DescribeKind(node) +
                                     " is no count of CPUs; write how many, as in `" + node.key +
                                     ": 2 cpus`, or the CPUs themselves as value");
    }
    setting.literal = *count;
    setting.text = TextOf(node);
    SetBound(node, setting);
  }

  static std::optional<uint64_t> ReadCount(const YamlNode& node) {
    const auto words = Words(node.text);
    const auto& units = word::kCountWords;
    if (node.kind != Kind::kText || words.size() != 2) return std::nullopt;
    if (std::find(units.begin(), units.end(), words[1]) == units.end()) return std::nullopt;
    const auto count = ParseUnsigned(words[0]);
    const bool plain = count && *count <= word::kMostCpus && std::to_string(*count) == words[0];
    return plain ? count : std::nullopt;
  }

  static void SetBound(const YamlNode& node, Setting& setting) {
    const bool least = node.key == word::kAtLeast;
    setting.bound = least ? Bound::kAtLeast : Bound::kAtMost;
    setting.text = (least ? "at least " : "at most ") + setting.text;
  }

  bool ParseValueAs(const KeyDescriptor& row, const YamlNode& node, Setting& setting) {
    auto literal = KeyTypeOf(row).parse(node, row, context_);
    if (!literal) return valid_ = false;
    setting.literal = std::move(*literal);
    setting.text = TextOf(node);
    return valid_;
  }

  void ParseOnExceed(const YamlNode& node, Setting& setting) {
    if (!row_.device_maximum) {
      return Complain(node.key_line, std::string(row_.name) + ": " + std::string(word::kOnExceed) +
                                         " is for what has a device maximum only; remove it");
    }
    if (node.kind != Kind::kText || (node.text != word::kError && node.text != word::kClamp)) {
      return Complain(node.line,
                      node.key + ": " + DescribeKind(node) + " is unknown; write error or clamp");
    }
    setting.on_exceed = node.text == word::kClamp ? OnExceed::kClamp : OnExceed::kError;
  }

  const KeyDescriptor& row_;
  const bool open_;
  const Scope scope_;
  const ParseContext& context_;
  bool valid_ = true;
};

/// A row for a key that the table does not have; none where it is refused.
std::optional<KeyDescriptor> OpenRow(const YamlNode& entry, const Descriptor& descriptor,
                                     const ParseContext& context) {
  if (!descriptor.open.Any()) {
    ComplainUnknownKey(entry, KeysOf(descriptor), context);
    return std::nullopt;
  }
  const std::string wrong = descriptor.open.wrong_with(entry.key);
  if (!wrong.empty()) {
    context.Complain(entry.key_line, wrong);
    return std::nullopt;
  }
  KeyDescriptor row{.type = descriptor.open.type, .form = descriptor.open.form};
  if (const KeyDescriptor* const like = FindRow(descriptor, entry.key)) row = *like;
  row.name = entry.key;
  return row;
}

/// A key that stands for others is not to be beside them: which one is meant nobody could say.
void CheckAlone(const YamlNode& section, const Descriptor& descriptor,
                const ParseContext& context) {
  for (const YamlNode& entry : section.items) {
    const KeyDescriptor* const row = FindKey(descriptor, entry.key);
    if (row == nullptr || !row->alone || section.items.size() == 1) continue;
    context.Complain(entry.key_line, std::string(SectionOf(descriptor)) + ": '" + entry.key +
                                         "' stands for the others (" + std::string(row->help) +
                                         "); write it alone, or leave it out");
  }
}

}  // namespace

void ParseSection(const YamlNode& section, const Descriptor& descriptor,
                  const ParseContext& context, std::vector<Setting>& settings) {
  if (!ExpectMap(section, SectionOf(descriptor), context)) return;
  CheckAlone(section, descriptor, context);
  for (const YamlNode& entry : section.items) {
    const KeyDescriptor* const known = FindKey(descriptor, entry.key);
    const auto row = known != nullptr ? *known : OpenRow(entry, descriptor, context);
    if (!row) continue;
    Setting setting;
    setting.tunable = descriptor.name;
    setting.key = entry.key;
    setting.source = {context.file, entry.key_line};
    setting.audit = !descriptor.writable;
    SettingParser parser(*row, known == nullptr, descriptor.scope, context);
    if (parser.Parse(entry, setting)) {
      settings.push_back(std::move(setting));
    }
  }
}

}  // namespace netkeel
