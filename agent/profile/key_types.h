// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "profile/key_type.h"
#include "profile/parse.h"

namespace netkeel {

/// All that tells one type of key from another. A new type is one of these, in a file of its own,
/// and its line in KeyTypeOf.
struct KeyTypeRules {
  /// A value as the row wants it; nothing where it was complained about.
  std::optional<Literal> (*parse)(const YamlNode& node, const KeyDescriptor& row,
                                  const ParseContext& context) = nullptr;
  /// A value as it may be written without a map around it.
  nlohmann::ordered_json (*schema)(const KeyDescriptor& row) = nullptr;
  std::string (*help)(const KeyDescriptor& row) = nullptr;                  ///< see TypeText
  bool (*can_say)(const KeyDescriptor& row, const Value& value) = nullptr;  ///< null: always
  /// What `at-least` and `at-most` are followed by, where that is no number; null elsewhere.
  std::optional<Literal> (*parse_bound)(const YamlNode& node, const KeyDescriptor& row,
                                        const ParseContext& context) = nullptr;
  nlohmann::ordered_json (*bound_schema)() = nullptr;
  bool is_number = false;   ///< `at-least` and `at-most` are for it, and a default is a number
  bool may_be_map = false;  ///< a map whose keys begin with a digit is a value
};

const KeyTypeRules& KeyTypeOf(const KeyDescriptor& row);

extern const KeyTypeRules kNumberType;
extern const KeyTypeRules kTextType;
extern const KeyTypeRules kParameterType;
extern const KeyTypeRules kVersionType;
extern const KeyTypeRules kCpusType;
extern const KeyTypeRules kPlacementType;
extern const KeyTypeRules kNameType;
extern const KeyTypeRules kListType;
extern const KeyTypeRules kQueuesType;

/// Whether some YAML reader would take it for true or false.
bool IsBooleanWord(const YamlNode& node);

std::optional<CpuExpression> ParseCpus(const YamlNode& node, std::string_view what,
                                       const ParseContext& context);

/// Schema of a number within the row's range.
nlohmann::ordered_json NumberSchema(const KeyDescriptor& row);

/// Schema of either.
nlohmann::ordered_json AnyOf(nlohmann::ordered_json left, nlohmann::ordered_json right);

}  // namespace netkeel
