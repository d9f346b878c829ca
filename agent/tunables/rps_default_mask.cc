// SPDX-License-Identifier: Apache-2.0
#include "tunables/rps_default_mask.h"

#include <cerrno>

#include "base/text.h"
#include "host/cpu_files.h"

namespace netkeel {
namespace {

/// Puts `before` back where it is not there any more; what came of it, for the operator.
std::string PutBack(Kernel& kernel, const std::string& before) {
  const auto now = kernel.ReadFile(kDefaultMaskFile);
  if (now && Trim(*now) == Trim(before)) return "";
  const auto written = kernel.WriteFile({kDefaultMaskFile, 0, ""}, before);
  const auto back = kernel.ReadFile(kDefaultMaskFile);
  const std::string mask(Trim(before));
  if (back && Trim(*back) == mask) return "; Linux had put it down as well: " + mask + " is back";
  return "; Linux has put it down as well, and " + mask +
         " could not be put back: " + (written ? "it reads otherwise" : written.error().message);
}

}  // namespace

Result<std::string> WriteDefaultMask(Kernel& kernel, const CpuSet& cpus,
                                     const std::function<Result<std::string>()>& write) {
  const auto steerable = ReadSteerableCpus(kernel);
  if (steerable && !cpus.Empty() && cpus.And(*steerable).Empty()) {
    return Fail(Error{ErrorCode::kInvalid,
                      std::string(kDefaultMask) + ": RPS takes no set of only CPUs that were "
                                                  "isolated at boot, are nohz_full or offline",
                      EINVAL});
  }
  const auto before = kernel.ReadFile(kDefaultMaskFile);
  auto written = write();
  if (written || !before) return written;
  Error error = written.error();
  error.message += PutBack(kernel, *before);
  return Fail(std::move(error));
}

}  // namespace netkeel
