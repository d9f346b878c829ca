// SPDX-License-Identifier: Apache-2.0
#include "profile/key_types.h"

#include "model/version_text.h"

namespace netkeel {
namespace {

/// Of text, some has words that mean more than themselves (`present`), some is a version.
const KeyTypeRules& TextTypeOf(const KeyDescriptor& row) {
  if (!row.names.empty()) return kParameterType;
  const bool is_version = row.form != nullptr && row.form->wrong_with == WrongWithVersion;
  return is_version ? kVersionType : kTextType;
}

}  // namespace

const KeyTypeRules& KeyTypeOf(const KeyDescriptor& row) {
  switch (row.type) {
    case KeyType::kUnsigned:
      return kNumberType;
    case KeyType::kText:
      return TextTypeOf(row);
    case KeyType::kCpus:
      return kCpusType;
    case KeyType::kPlacement:
      return kPlacementType;
    case KeyType::kSwitch:
    case KeyType::kName:
      return kNameType;
    case KeyType::kList:
      return kListType;
    case KeyType::kQueues:
      return kQueuesType;
  }
  return kTextType;
}

std::string TypeText(const KeyDescriptor& row) { return KeyTypeOf(row).help(row); }

bool CanSay(const KeyDescriptor& row, const Value& value) {
  const auto can_say = KeyTypeOf(row).can_say;
  return can_say == nullptr || can_say(row, value);
}

}  // namespace netkeel
