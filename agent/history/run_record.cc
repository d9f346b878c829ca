// SPDX-License-Identifier: Apache-2.0
#include "history/run_record.h"

#include <unistd.h>

#include <array>
#include <ctime>

#include "base/text.h"
#include "host/inventory.h"

namespace netkeel {
namespace {

// audit(8): nobody has logged in.
constexpr std::string_view kNoLogin = "4294967295";

StartedBy ThisCaller(const Kernel& kernel) {
  StartedBy caller;
  caller.uid = ::getuid();
  const auto login = kernel.ReadFile("/proc/self/loginuid");
  if (login && Trim(*login) != kNoLogin) caller.login_uid = Trim(*login);
  const auto parent = kernel.ReadFile("/proc/" + std::to_string(::getppid()) + "/comm");
  if (parent) caller.parent = Trim(*parent);
  return caller;
}

}  // namespace

Record StartRecord(const Kernel& kernel, const std::string& verb, const std::string& profile) {
  Record record;
  record.when = static_cast<uint64_t>(std::time(nullptr));
  record.verb = verb;
  record.caller = ThisCaller(kernel);
  record.before.profile = profile;
  record.before.boot_id = BootId(kernel);
  return record;
}

std::string TimeText(uint64_t seconds) {
  const auto when = static_cast<std::time_t>(seconds);
  std::tm parts{};
  std::array<char, 32> text{};
  if (::gmtime_r(&when, &parts) == nullptr) return "?";
  std::strftime(text.data(), text.size(), "%F %TZ", &parts);
  return text.data();
}

std::string NameOf(const Record& record) {
  return record.verb + ' ' + std::to_string(record.id) + " of " + record.before.profile;
}

}  // namespace netkeel
