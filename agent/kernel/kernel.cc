// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel.h"

#include <cerrno>

#include "base/text.h"
#include "kernel/power_path.h"
#include "model/state.h"

namespace netkeel {

const uint64_t* FindNumber(const Fields& fields, const std::string& word) {
  const auto field = fields.find(word);
  return field == fields.end() ? nullptr : std::get_if<uint64_t>(&field->second);
}

uint64_t FieldNumber(const Fields& fields, const std::string& word) {
  const uint64_t* const number = FindNumber(fields, word);
  return number == nullptr ? 0 : *number;
}

std::string FieldText(const Fields& fields, const std::string& word) {
  const auto field = fields.find(word);
  return field == fields.end() ? "" : ToText(field->second);
}

std::string QueryPath(const std::string& interface, QueryTopic topic) {
  if (interface == kHostDevice) return std::string("host/") + ToText(topic);
  return "netdev/" + interface + '/' + ToText(topic);
}

Error EthtoolError(const std::string& interface, EthtoolTopic topic, int sys_errno,
                   const std::string& text) {
  Error error = ErrnoError(std::string(DeviceText(interface)) + ' ' + ToText(topic), sys_errno);
  if (!text.empty()) error.message += ": " + text;
  return error;
}

Error NotThatInterface(const OwnedFile& file, const std::string& present) {
  return {ErrorCode::kNotFound,
          file.path + ": is of the interface with ifindex " + present + " now, and not of " +
              std::to_string(file.ifindex) + ", which was looked at: it has another name since",
          ENODEV};
}

Error NotThatInterrupt(const OwnedFile& file, const std::vector<std::string>& present) {
  return {ErrorCode::kNotFound,
          file.path + ": the interrupt is not " + file.action +
              " any more, as when it was looked at, but " +
              (present.empty() ? "nobody's" : Join(present, ", ")),
          ENODEV};
}

Result<void> NeedOwner(const OwnedFile& file) {
  const bool is_interfaces = file.path.starts_with("/sys/class/net/") || IsPowerControl(file.path);
  if (is_interfaces && file.ifindex <= 0) {
    return Fail(ErrorCode::kPermission, file.path + ": of no known ifindex");
  }
  constexpr std::string_view kInterrupts = "/proc/irq/";
  const bool is_interrupts = file.path.starts_with(kInterrupts) &&
                             file.path.find('/', kInterrupts.size()) != std::string::npos;
  if (is_interrupts && file.action.empty()) {
    return Fail(ErrorCode::kPermission, file.path + ": of no known handler");
  }
  return {};
}

}  // namespace netkeel
