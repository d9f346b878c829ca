// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "base/text.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/kernel_threads.h"
#include "kernel/live_kernel.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/napi.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

/// The errno where `thread` is not what `written` was worked out for any more, 0 where it is.
int ChangedHands(const Fields& thread, const Fields& written) {
  for (const char* word : {"pid", "start"}) {
    const auto guard = written.find(word);
    if (guard == written.end()) return EINVAL;
    if (FieldText(thread, word) != ToText(guard->second)) return ENODEV;
  }
  return 0;
}

Error NotThatThread(const std::string& where) {
  return {ErrorCode::kNotFound, where + ": has another thread now than when it was looked at",
          ENODEV};
}

/// What of `written` is no guard. The errno where a word is none that can be set.
tl::expected<Fields, int> ToSet(const Fields& written) {
  Fields words = written;
  words.erase("pid");
  words.erase("start");
  for (const auto& [word, value] : words) {
    const bool is_known =
        word == "cpus" || word == "policy" || word == "priority" || word == "nice";
    if (!is_known) return tl::unexpected(EINVAL);
  }
  return words;
}

/// "3/cpus": of each CPU's ksoftirqd the words of ReadThread and its pid.
EthtoolFields SoftirqThreads() {
  constexpr std::string_view kBegins = "ksoftirqd/";
  const LiveKernel kernel;
  EthtoolFields fields;
  for (const uint64_t pid : MaybeKernelThreads(kernel)) {
    const auto name = kernel.ReadFile("/proc/" + std::to_string(pid) + "/comm");
    if (!name || !name->starts_with(kBegins)) continue;
    const auto cpu = ParseUnsigned(Trim(*name).substr(kBegins.size()));
    const auto thread = ReadThread(kernel, pid, kBegins);
    if (!cpu || !thread) continue;
    const std::string start = std::to_string(*cpu) + '/';
    fields[start + "pid"] = std::to_string(pid);
    for (const auto& [word, value] : *thread) fields[start + word] = value;
  }
  return fields;
}

/// "8193/cpus": of each NAPI its id, and of its thread, where it has one, the words of ReadThread
/// and its pid. The pid is Linux's own word for whose the thread is: its name has the number that
/// the NAPI had, and the name that the interface had, when it was made.
Result<EthtoolFields> Get(EthtoolCall& call) {
  if (call.device().name == kHostDevice) return SoftirqThreads();
  const auto napis = kNapiRow.ioctl.get(call);
  if (!napis) return Fail(napis.error());
  const LiveKernel kernel;
  EthtoolFields fields;
  for (const auto& [id, napi] : NapisById(*napis)) {
    const std::string start = std::to_string(id) + '/';
    fields[start + "id"] = std::to_string(id);
    const uint64_t* const pid = FindNumber(napi, "pid");
    if (pid == nullptr) continue;
    fields[start + "pid"] = std::to_string(*pid);
    const auto thread = ReadThread(kernel, *pid, "napi/");
    if (!thread) continue;
    for (const auto& [word, value] : *thread) fields[start + word] = value;
  }
  return fields;
}

Result<void> SetOne(EthtoolCall& call, const Fields& thread, const Fields& written) {
  const std::string where = call.device().name + " threads";
  const int changed = ChangedHands(thread, written);
  if (changed == ENODEV) return Fail(NotThatThread(where));
  if (changed != 0) return call.Failed(changed);
  const auto words = ToSet(written);
  if (!words) return call.Failed(words.error());
  const auto after = WithWritten(thread, *words);
  if (!after) return call.Failed(after.error());
  const auto pid = ParseUnsigned(FieldText(thread, "pid"));
  const auto refused = SetThread(pid.value_or(0), *after, *words);
  if (!refused) return {};
  if (refused->sys_errno == ESRCH) return Fail(NotThatThread(where));
  return call.Failed(refused->sys_errno, refused->call);
}

/// Looks whose the threads are at this moment, and sets them.
Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  for (const auto& [id, written] : NapisById(fields)) {
    const auto now = Get(call);
    if (!now) return Fail(now.error());
    const auto threads = NapisById(*now);
    const auto thread = threads.find(id);
    if (thread == threads.end()) return call.Failed(ENOENT);
    if (const auto set = SetOne(call, thread->second, written); !set) return set;
  }
  return {};
}

/// kernel/sched/syscalls.c, Linux 6.12: CPUs that cannot be are dropped, one must be online.
int Affinity(const KernelTree* tree, Fields& thread) {
  const auto host = tree == nullptr ? RecordedHost{} : ReadRecordedHost(*tree);
  const auto cpus = CpuSet::ParseList(FieldText(thread, "cpus"));
  if (!cpus || cpus->And(host.online).Empty()) return EINVAL;
  CpuSet possible = host.online;
  if (host.cpu_count > 0) possible.AddRange(0, host.cpu_count - 1);
  thread["cpus"] = cpus->And(possible).ToList();
  return 0;
}

EthtoolAccepted Accept(const RecordedRequest& request) {
  EthtoolFields fields = request.current;
  const auto threads = NapisById(request.current);
  for (const auto& [id, written] : NapisById(request.written)) {
    const auto thread = threads.find(id);
    if (thread == threads.end()) return Refused(ENOENT);
    if (const int changed = ChangedHands(thread->second, written)) return Refused(changed);
    const auto words = ToSet(written);
    if (!words) return Refused(words.error());
    auto after = WithWritten(thread->second, *words);
    if (!after) return Refused(after.error());
    const int refused = words->contains("cpus") ? Affinity(request.tree, *after) : 0;
    if (refused != 0) return Refused(refused, "sched_setaffinity");
    for (const auto& [word, value] : *after) fields[std::to_string(id) + '/' + word] = value;
  }
  return fields;
}

}  // namespace

/// The threads of an interface's NAPIs, where they are told (Linux 6.8); of the host, ksoftirqd of
/// each CPU. A set names the pid and
/// the start that the thread was seen with, and reaches no other.
constexpr EthtoolRow kThreadsRow{
    .word = "threads",
    .unnamed = AttributeKind::kText,
    .ioctl = {Get, Set},
    .accept = Accept,
    .travels = Travels::kAll,
};

}  // namespace netkeel
