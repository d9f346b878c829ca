// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "reconcile/checkpoint.h"

namespace netkeel {
namespace {

using Json = nlohmann::json;

constexpr int kFormat = 1;

struct JsonOf {
  Json operator()(uint64_t number) const { return {{"unsigned", number}}; }
  Json operator()(const std::string& text) const { return {{"text", text}}; }
  Json operator()(const CpuSet& cpus) const { return {{"cpus", cpus.ToList()}}; }
  Json operator()(const std::vector<uint64_t>& list) const { return {{"list", list}}; }
};

/// The text member `name`, nothing where it is missing or of another type.
std::optional<std::string> TextOf(const Json& object, const char* name) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<Value> CpusOf(const Json& list) {
  if (!list.is_string()) return std::nullopt;
  const auto cpus = CpuSet::ParseList(list.get<std::string>());
  return cpus ? std::optional<Value>(*cpus) : std::nullopt;
}

std::optional<Value> ListOf(const Json& array) {
  if (!array.is_array()) return std::nullopt;
  std::vector<uint64_t> list;
  for (const Json& item : array) {
    if (!item.is_number_unsigned()) return std::nullopt;
    list.push_back(item.get<uint64_t>());
  }
  return list;
}

std::optional<Value> ValueOf(const Json& object) {
  if (!object.is_object() || object.size() != 1) return std::nullopt;
  const std::string& type = object.begin().key();
  const Json& value = object.begin().value();
  if (type == "unsigned" && value.is_number_unsigned()) return value.get<uint64_t>();
  if (type == "text" && value.is_string()) return value.get<std::string>();
  if (type == "cpus") return CpusOf(value);
  if (type == "list") return ListOf(value);
  return std::nullopt;
}

tl::unexpected<Error> NotOne(const std::string& why) {
  return Fail(ErrorCode::kBadInput, "not a checkpoint: " + why);
}

Result<void> ReadDevices(const Json& document, Checkpoint& checkpoint) {
  const auto devices = document.find("devices");
  if (devices == document.end() || !devices->is_array()) return NotOne("no list of devices");
  for (const Json& entry : *devices) {
    const auto name = TextOf(entry, "name");
    if (!name || !entry.contains("ifindex") || !entry["ifindex"].is_number_integer()) {
      return NotOne("a device without name or ifindex");
    }
    Device device;
    device.name = *name;
    device.ifindex = entry["ifindex"].get<int>();
    device.carrier = entry.value("carrier", Json()) == Json(true);
    checkpoint.devices.push_back(std::move(device));
  }
  return {};
}

Result<void> ReadValues(const Json& document, Checkpoint& checkpoint) {
  const auto values = document.find("values");
  if (values == document.end() || !values->is_array()) return NotOne("no list of values");
  for (const Json& entry : *values) {
    const auto device = TextOf(entry, "device");
    const auto tunable = TextOf(entry, "tunable");
    const auto key = TextOf(entry, "key");
    if (!device || !tunable || !key || !entry.contains("value")) return NotOne("a broken value");
    const auto value = ValueOf(entry["value"]);
    if (!value) return NotOne("a value of no known type");
    checkpoint.values[{*device, *tunable, *key}] = *value;
  }
  return {};
}

}  // namespace

std::string ToJson(const Checkpoint& checkpoint) {
  Json document = {{"format", kFormat},
                   {"profile", checkpoint.profile},
                   {"boot_id", checkpoint.boot_id},
                   {"devices", Json::array()},
                   {"values", Json::array()}};
  for (const Device& device : checkpoint.devices) {
    document["devices"].push_back(
        {{"name", device.name}, {"ifindex", device.ifindex}, {"carrier", device.carrier}});
  }
  for (const auto& [address, value] : checkpoint.values) {
    document["values"].push_back({{"device", address.device},
                                  {"tunable", address.tunable},
                                  {"key", address.key},
                                  {"value", std::visit(JsonOf{}, value)}});
  }
  // Interface names need not be UTF-8; a broken byte must not throw.
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<Checkpoint> CheckpointFromJson(const std::string& text) {
  const Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return NotOne("no JSON object");
  const auto format = document.find("format");
  if (format == document.end() || *format != kFormat) return NotOne("of another format");
  Checkpoint checkpoint;
  checkpoint.profile = TextOf(document, "profile").value_or("");
  checkpoint.boot_id = TextOf(document, "boot_id").value_or("");
  if (const auto read = ReadDevices(document, checkpoint); !read) return Fail(read.error());
  if (const auto read = ReadValues(document, checkpoint); !read) return Fail(read.error());
  return checkpoint;
}

}  // namespace netkeel
