// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "history/record.h"
#include "tunables/descriptor.h"

namespace netkeel {
namespace {

using Json = nlohmann::json;

struct JsonOf {
  Json operator()(uint64_t number) const { return {{"unsigned", number}}; }
  Json operator()(const std::string& text) const { return {{"text", text}}; }
  Json operator()(const CpuSet& cpus) const { return {{"cpus", cpus.ToList()}}; }
  Json operator()(const std::vector<uint64_t>& list) const { return {{"list", list}}; }
};

Json JsonAt(const Address& address) {
  return {
      {"device", DeviceText(address.device)}, {"tunable", address.tunable}, {"key", address.key}};
}

Json JsonFor(const Device& device) {
  return {{"name", DeviceText(device.name)}, {"ifindex", device.ifindex},
          {"driver", device.driver},         {"pci", device.pci},
          {"mac", device.permanent_mac},     {"carrier", device.carrier}};
}

bool IsOfHost(const std::string& tunable) {
  const Descriptor* const descriptor = FindDescriptor(tunable);
  return descriptor != nullptr && descriptor->scope == Scope::kHost;
}

/// The text member `name`, nothing where it is missing or of another type.
std::optional<std::string> TextOf(const Json& object, const char* name) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<uint64_t> UnsignedOf(const Json& object, const char* name) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<uint64_t>();
}

/// The name of an interface or of the host. Linux takes a slash in none: nobody wrote such a one.
std::optional<std::string> DeviceNameOf(const Json& object, const char* member) {
  auto name = TextOf(object, member);
  return name && name->find('/') == name->npos ? std::move(name) : std::nullopt;
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

/// The value in the member `name`.
std::optional<Value> ValueOf(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end() || !found->is_object() || found->size() != 1) return std::nullopt;
  const std::string& type = found->begin().key();
  const Json& value = found->begin().value();
  if (type == "unsigned" && value.is_number_unsigned()) return value.get<uint64_t>();
  if (type == "text" && value.is_string()) return value.get<std::string>();
  if (type == "cpus") return CpusOf(value);
  if (type == "list") return ListOf(value);
  return std::nullopt;
}

/// Of the host itself, where it is called that and the tunable is one of the host's; else of an
/// interface, which may be called that, too.
std::optional<Address> AddressOf(const Json& entry) {
  const auto device = DeviceNameOf(entry, "device");
  const auto tunable = TextOf(entry, "tunable");
  const auto key = TextOf(entry, "key");
  if (!device || !tunable || !key) return std::nullopt;
  const bool is_host = *device == DeviceText(kHostDevice) && IsOfHost(*tunable);
  return Address{is_host ? kHostDevice : *device, *tunable, *key};
}

tl::unexpected<Error> NotOne(const std::string& why) {
  return Fail(ErrorCode::kBadInput, "no record of an apply: " + why);
}

/// The array `name`, empty where there is none.
const Json& ArrayIn(const Json& document, const char* name) {
  static const Json kNone = Json::array();
  const auto found = document.find(name);
  return found != document.end() && found->is_array() ? *found : kNone;
}

Result<void> ReadDevices(const Json& document, Checkpoint& before) {
  for (const Json& entry : ArrayIn(document, "devices")) {
    const auto name = DeviceNameOf(entry, "name");
    const auto ifindex = UnsignedOf(entry, "ifindex");
    if (!name || !ifindex || *ifindex > std::numeric_limits<int>::max()) {
      return NotOne("a device without name or ifindex");
    }
    Device device;
    device.name = *name;
    device.ifindex = static_cast<int>(*ifindex);
    device.driver = TextOf(entry, "driver").value_or("");
    device.pci = TextOf(entry, "pci").value_or("");
    device.permanent_mac = TextOf(entry, "mac").value_or("");
    device.carrier = entry.value("carrier", Json()) == Json(true);
    // An interface has an index, or a driver where it is gone by now.
    const bool is_host = *ifindex == 0 && device.driver.empty() && device.pci.empty();
    if (is_host && device.name == DeviceText(kHostDevice)) device.name = kHostDevice;
    before.devices.push_back(std::move(device));
  }
  return {};
}

Result<void> ReadValues(const Json& document, Checkpoint& before) {
  for (const Json& entry : ArrayIn(document, "values")) {
    const auto address = AddressOf(entry);
    if (!address) return NotOne("a value without an address");
    const auto value = ValueOf(entry, "value");
    if (!value) return NotOne("a value of no known type");
    before.values[*address] = *value;
  }
  return {};
}

Result<void> ReadChanges(const Json& document, std::vector<Change>& changes) {
  for (const Json& entry : ArrayIn(document, "changes")) {
    const auto address = AddressOf(entry);
    const auto after = address ? ValueOf(entry, "after") : std::nullopt;
    if (!after) return NotOne("a broken change");
    changes.push_back({*address, ValueOf(entry, "before"), *after});
  }
  return {};
}

StartedBy StartedByOf(const Json& document) {
  const auto caller = document.find("caller");
  if (caller == document.end()) return {};
  return {UnsignedOf(*caller, "uid").value_or(0), TextOf(*caller, "login_uid").value_or(""),
          TextOf(*caller, "parent").value_or("")};
}

/// The ending by its text.
std::optional<Ending> EndingOf(const std::string& text) {
  for (int i = 0; i <= static_cast<int>(Ending::kTried); ++i) {
    if (text == ToText(static_cast<Ending>(i))) return static_cast<Ending>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string ToJson(const Record& record) {
  const StartedBy& caller = record.caller;
  Json document = {
      {"id", record.id},
      {"when", record.when},
      {"verb", record.verb},
      {"caller", {{"uid", caller.uid}, {"login_uid", caller.login_uid}, {"parent", caller.parent}}},
      {"allow_disruptive", record.allow_disruptive},
      {"ending", ToText(record.ending)},
      {"reason", record.reason},
      {"deadline", record.deadline},
      {"profile", record.before.profile},
      {"boot_id", record.before.boot_id},
      {"devices", Json::array()},
      {"values", Json::array()},
      {"changes", Json::array()}};
  for (const Device& device : record.before.devices) document["devices"].push_back(JsonFor(device));
  for (const auto& [address, value] : record.before.values) {
    Json entry = JsonAt(address);
    entry["value"] = std::visit(JsonOf{}, value);
    document["values"].push_back(std::move(entry));
  }
  for (const Change& change : record.changes) {
    Json entry = JsonAt(change.address);
    if (change.before) entry["before"] = std::visit(JsonOf{}, *change.before);
    entry["after"] = std::visit(JsonOf{}, change.after);
    document["changes"].push_back(std::move(entry));
  }
  // Interface names need not be UTF-8; a broken byte must not throw.
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<Record> RecordFromJson(const std::string& text) {
  const Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return NotOne("no JSON object");
  const auto id = UnsignedOf(document, "id");
  const auto ending = EndingOf(TextOf(document, "ending").value_or(""));
  if (!id || !ending) return NotOne("without id or ending");
  Record record;
  record.id = *id;
  record.ending = *ending;
  record.when = UnsignedOf(document, "when").value_or(0);
  record.verb = TextOf(document, "verb").value_or("");
  record.caller = StartedByOf(document);
  record.allow_disruptive = document.value("allow_disruptive", Json(true)) == Json(true);
  record.reason = TextOf(document, "reason").value_or("");
  record.deadline = UnsignedOf(document, "deadline").value_or(0);
  record.before.profile = TextOf(document, "profile").value_or("");
  record.before.boot_id = TextOf(document, "boot_id").value_or("");
  if (const auto read = ReadDevices(document, record.before); !read) return Fail(read.error());
  if (const auto read = ReadValues(document, record.before); !read) return Fail(read.error());
  if (const auto read = ReadChanges(document, record.changes); !read) return Fail(read.error());
  return record;
}

}  // namespace netkeel
