// SPDX-License-Identifier: Apache-2.0
#include "profile/schema_shared.h"

#include <map>
#include <string>

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kForms = "anyOf";

/// Calls `visit` with every described object that has forms, in the order of the document.
template <typename Visit>
void ForEachForms(Json& json, const Visit& visit) {
  if (json.is_object() && json.contains(kForms) && json.contains("description")) visit(json);
  if (!json.is_structured()) return;
  for (Json& inner : json) ForEachForms(inner, visit);
}

}  // namespace

void ShareForms(Json& schema) {
  std::map<std::string, int> uses;
  ForEachForms(schema, [&uses](Json& key) { ++uses[key[kForms].dump()]; });
  std::map<std::string, std::string> names;
  Json shared = Json::object();
  ForEachForms(schema, [&](Json& key) {
    const std::string text = key[kForms].dump();
    if (uses.at(text) < 2) return;
    const auto [name, is_new] = names.emplace(text, "setting-" + std::to_string(names.size() + 1));
    if (is_new) shared[name->second] = {{kForms, key[kForms]}};
    key.erase(kForms);
    key["$ref"] = "#/$defs/" + name->second;
  });
  schema["$defs"].update(shared);
}

}  // namespace netkeel
