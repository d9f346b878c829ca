// SPDX-License-Identifier: Apache-2.0
#include "kernel/errno_names.h"

#include <array>
#include <cerrno>
#include <string_view>

#include "base/text.h"

namespace netkeel {
namespace {

struct ErrnoName {
  int number;
  std::string_view name;
};
constexpr std::array<ErrnoName, 18> kErrnoNames = {{{EACCES, "EACCES"},
                                                    {EAGAIN, "EAGAIN"},
                                                    {EBUSY, "EBUSY"},
                                                    {EFBIG, "EFBIG"},
                                                    {EINVAL, "EINVAL"},
                                                    {EIO, "EIO"},
                                                    {EISDIR, "EISDIR"},
                                                    {ELOOP, "ELOOP"},
                                                    {ENODEV, "ENODEV"},
                                                    {ENOENT, "ENOENT"},
                                                    {ENOMEM, "ENOMEM"},
                                                    {ENOSPC, "ENOSPC"},
                                                    {ENOTDIR, "ENOTDIR"},
                                                    {ENXIO, "ENXIO"},
                                                    {EOPNOTSUPP, "EOPNOTSUPP"},
                                                    {EPERM, "EPERM"},
                                                    {ERANGE, "ERANGE"},
                                                    {EROFS, "EROFS"}}};

}  // namespace

std::string NameOfErrno(int number) {
  for (const ErrnoName& row : kErrnoNames) {
    if (row.number == number) return std::string(row.name);
  }
  return std::to_string(number);
}

Result<int> ErrnoOfName(const std::string& name) {
  for (const ErrnoName& row : kErrnoNames) {
    if (row.name == name) return row.number;
  }
  const auto number = ParseUnsigned(name);
  if (number && *number > 0 && *number < 4096) return static_cast<int>(*number);
  return Fail(ErrorCode::kBadInput, "'" + Printable(name) + "' is not an errno name");
}

}  // namespace netkeel
