// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
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
  return keys;
}

/// {0: 2, 1: 3} is a placement, {value: pool} a setting map.
bool IsSettingMap(const YamlNode& node, const KeyDescriptor& row) {
  if (node.kind != Kind::kMap) return false;
  if (row.type != KeyType::kPlacement) return true;
  return std::any_of(node.items.begin(), node.items.end(),
                     [](const YamlNode& entry) { return entry.key >= "A"; });
}

/// One entry of a section on its way to a Setting.
class SettingParser {
 public:
  /// `open`: a key without a row of its own; `row` then says how it is read.
  SettingParser(const KeyDescriptor& row, bool open, const ParseContext& context)
      : row_(row), open_(open), context_(context) {}

  /// Fills in literal, bound, text and the flags. False where it was complained about.
  bool Parse(const YamlNode& entry, Setting& setting) {
    if (!IsSettingMap(entry, row_)) return ParseValue(entry, setting);
    const size_t bounds = CountBounds(entry);
    for (const YamlNode& item : entry.items) ParseItem(item, setting);
    if (bounds == 1 || !valid_) return valid_;
    const std::string start = std::string(row_.name) + ": ";
    Complain(entry.key_line, start + (bounds == 0 ? "no value; add one of value, at-least, at-most"
                                                  : "more than one of value, at-least, at-most; "
                                                    "keep one"));
    return false;
  }

 private:
  void Complain(int line, std::string what) {
    context_.Complain(line, std::move(what));
    valid_ = false;
  }

  static size_t CountBounds(const YamlNode& map) {
    return static_cast<size_t>(
        std::count_if(map.items.begin(), map.items.end(), [](const YamlNode& item) {
          return item.key == word::kValue || item.key == word::kAtLeast ||
                 item.key == word::kAtMost;
        }));
  }

  void ParseItem(const YamlNode& item, Setting& setting) {
    if (item.key == word::kValue) {
      ParseValue(item, setting);
    } else if (item.key == word::kAtLeast || item.key == word::kAtMost) {
      ParseBound(item, setting);
    } else if (item.key == word::kOptional || item.key == word::kAudit) {
      const auto flag = ParseBoolean(item, context_);
      valid_ = valid_ && flag;
      (item.key == word::kAudit ? setting.audit : setting.optional) |= flag.value_or(false);
    } else if (item.key == word::kOnExceed) {
      ParseOnExceed(item, setting);
    } else {
      valid_ = false;
      ComplainUnknownKey(item, SettingKeysOf(row_), context_);
    }
  }

  bool ParseValue(const YamlNode& node, Setting& setting) {
    return ParseValueAs(row_, node, setting);
  }

  void ParseBound(const YamlNode& node, Setting& setting) {
    if (row_.type != KeyType::kUnsigned && !open_) {
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
    const bool least = node.key == word::kAtLeast;
    setting.bound = least ? Bound::kAtLeast : Bound::kAtMost;
    setting.text = (least ? "at least " : "at most ") + setting.text;
  }

  bool ParseValueAs(const KeyDescriptor& row, const YamlNode& node, Setting& setting) {
    auto literal = ParseLiteral(node, row, context_);
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
  const ParseContext& context_;
  bool valid_ = true;
};

/// A row for a key that the table does not have; none where it is refused.
std::optional<KeyDescriptor> OpenRow(const YamlNode& entry, const Descriptor& descriptor,
                                     const ParseContext& context) {
  if (descriptor.open_prefix.empty()) {
    ComplainUnknownKey(entry, KeysOf(descriptor), context);
    return std::nullopt;
  }
  const std::string wrong = WrongWithOpenKey(entry.key, descriptor.open_prefix);
  if (!wrong.empty()) {
    context.Complain(entry.key_line, wrong);
    return std::nullopt;
  }
  KeyDescriptor row;
  row.name = entry.key;
  row.type = KeyType::kText;
  return row;
}

}  // namespace

void ParseSection(const YamlNode& section, const Descriptor& descriptor,
                  const ParseContext& context, std::vector<Setting>& settings) {
  if (!ExpectMap(section, descriptor.name, context)) return;
  for (const YamlNode& entry : section.items) {
    const KeyDescriptor* const known = FindKey(descriptor, entry.key);
    const auto row = known != nullptr ? *known : OpenRow(entry, descriptor, context);
    if (!row) continue;
    Setting setting;
    setting.tunable = descriptor.name;
    setting.key = entry.key;
    setting.source = {context.file, entry.key_line};
    setting.audit = !descriptor.writable;
    if (SettingParser(*row, known == nullptr, context).Parse(entry, setting)) {
      settings.push_back(std::move(setting));
    }
  }
}

}  // namespace netkeel
