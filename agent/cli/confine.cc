// SPDX-License-Identifier: Apache-2.0
#include "cli/confine.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace netkeel {
namespace {

constexpr uint64_t Bit(int capability) { return uint64_t{1} << capability; }

// A profile in the folder of who called sudo may be closed to a root without this one. Files of
// procfs and sysfs are root's own: writing them takes no capability but what their handlers ask
// for.
constexpr uint64_t kReading = Bit(CAP_DAC_READ_SEARCH);
// CAP_SYS_NICE: where threads of the kernel's run, and how.
constexpr uint64_t kWriting = kReading | Bit(CAP_NET_ADMIN) | Bit(CAP_SYS_NICE);
// A capture, and a report by --output, go to a folder that need not be root's.
constexpr uint64_t kMakingFiles = Bit(CAP_DAC_OVERRIDE);
// /proc/PID/fd of other users' processes.
constexpr uint64_t kOwners = Bit(CAP_SYS_PTRACE);
constexpr uint64_t kSeeing = kOwners | Bit(CAP_NET_ADMIN);

Result<void> KeepOnly(uint64_t wanted) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets = {};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return Fail(ErrnoError("capget", errno));
  for (size_t word = 0; word < sets.size(); ++word) {
    sets[word].permitted &= static_cast<__u32>(wanted >> (32 * word));
    sets[word].effective = sets[word].permitted;
    sets[word].inheritable = 0;
  }
  if (::syscall(SYS_capset, &header, sets.data()) != 0) return Fail(ErrnoError("capset", errno));
  return {};
}

uint64_t OfVerb(const Request& request) {
  switch (request.verb) {
    case Verb::kApply:
    case Verb::kRollback:
    case Verb::kTrial:
      return request.dry_run ? kReading : kWriting;
    case Verb::kConfirm:  // one that comes too late rolls back
      return kWriting;
    case Verb::kCapture:
      return request.as_profile ? kReading : kReading | kMakingFiles | kOwners;
    case Verb::kCoexist:
      return kReading | (request.install || request.remove ? kMakingFiles : 0);
    case Verb::kCheck:
    case Verb::kHistory:
    case Verb::kValidate:
    case Verb::kLint:
    case Verb::kDiff:
    case Verb::kMark:
      return kReading;
    // Who owns a socket is in /proc/PID/fd of others, who wrote a setting is fanotify's to tell.
    case Verb::kObserve:
    case Verb::kDiagnose:
    case Verb::kReport:
      return kReading | kSeeing;
    case Verb::kRecord:
      return kReading | kSeeing | Bit(CAP_SYS_ADMIN);
    case Verb::kExplain:
    case Verb::kSchema:
      return 0;
  }
  return 0;
}

}  // namespace

uint64_t NeededCapabilities(const Request& request) {
  return OfVerb(request) | (request.output.empty() ? 0 : kMakingFiles);
}

Result<void> Confine(const Request& request) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return Fail(At("cannot give up privileges", ErrnoError("PR_SET_NO_NEW_PRIVS", errno)));
  }
  auto kept = KeepOnly(NeededCapabilities(request));
  // A kernel without CONFIG_MULTIUSER has no capabilities to give up.
  if (kept || kept.error().sys_errno == ENOSYS) return {};
  return Fail(At("cannot give up privileges", std::move(kept.error())));
}

}  // namespace netkeel
