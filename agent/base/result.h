// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace netkeel {

/// A closed set: one code per thing that a caller does differently.
enum class ErrorCode {
  kNotFound,     ///< no such file, device or interrupt (ENOENT, ENODEV)
  kUnsupported,  ///< this driver or kernel has no such thing (EOPNOTSUPP)
  kPending,      ///< will be there once the interface is up, or after a reboot
  kPermission,   ///< privilege is missing or the file system is read-only (EPERM, EACCES, EROFS)
  kImmovable,    ///< the kernel refuses for good to move this interrupt
  kUnclear,      ///< of no use on this device as it is: that is left alone, and all else goes on
  kBusy,         ///< may work a moment later (EAGAIN, EBUSY, ENOSPC of vectors)
  kInvalid,      ///< the kernel refuses this value (EINVAL, ERANGE, EOVERFLOW)
  kForeign,      ///< /sys is of another network namespace than this process: nothing was touched
  kBadInput,     ///< the profile or the command line is wrong; nothing was touched
  kIo,           ///< anything else
};

/// `message` says where, what and why in one line, without a final full stop.
struct Error {
  ErrorCode code = ErrorCode::kIo;
  std::string message;
  int sys_errno = 0;  ///< the kernel's errno, 0 where none was involved
};

template <typename T>
using Result = tl::expected<T, Error>;

/// The code that a plain file or netlink errno maps to.
ErrorCode CodeOfErrno(int sys_errno);

/// "`where`: <kernel's words for errno>".
Error ErrnoError(std::string_view where, int sys_errno);

/// The same error one layer up: "`where`: message".
Error At(std::string_view where, Error error);

inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}
inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace netkeel
