// SPDX-License-Identifier: Apache-2.0
#include "history/grant.h"

#include <array>
#include <nlohmann/json.hpp>

namespace netkeel {
namespace {

using Json = nlohmann::json;

constexpr std::array kTexts{"device", "tunable", "key", "driver", "wish", "granted"};

}  // namespace

bool Fits(const Grant& grant, const std::string& driver, const Value& wish, const Value& actual) {
  return grant.driver == driver && grant.wish == ToText(wish) && grant.granted == ToText(actual);
}

Verdict VerdictOn(const Grant& grant) {
  if (grant.rounds && grant.moved) {
    return {Status::kClamped, grant.driver + " granted " + grant.granted + " for " + grant.wish +
                                  " at the last apply"};
  }
  const std::string back = "accepted, and reads back as '" + grant.granted + '\'';
  if (grant.moved) return {Status::kDrift, back};
  return {Status::kConflict,
          back + ", as before: something else sets it back, or it is not taken over" +
              (grant.rounds ? "; it is not asked for again while it stays so" : "")};
}

std::string ToJson(const Grants& grants) {
  Json document = Json::array();
  for (const auto& [address, grant] : grants) {
    if (!grant.rounds) continue;
    document.push_back({{"device", address.device},
                        {"tunable", address.tunable},
                        {"key", address.key},
                        {"driver", grant.driver},
                        {"wish", grant.wish},
                        {"granted", grant.granted},
                        {"moved", grant.moved}});
  }
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<Grants> GrantsFromJson(const std::string& text) {
  const Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto broken = Fail(ErrorCode::kBadInput, "not what drivers were asked for and granted");
  if (!document.is_array()) return broken;
  Grants grants;
  for (const Json& entry : document) {
    for (const char* const name : kTexts) {
      if (!entry.is_object() || !entry.contains(name) || !entry[name].is_string()) return broken;
    }
    const Address address{entry["device"], entry["tunable"], entry["key"]};
    grants[address] = {entry["driver"], entry["wish"], entry["granted"],
                       entry.value("moved", Json()) == Json(true), /*rounds=*/true};
  }
  return grants;
}

}  // namespace netkeel
