// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace netkeel {

ErrorCode CodeOfErrno(int sys_errno) {
  switch (sys_errno) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return ErrorCode::kNotFound;
    case EOPNOTSUPP:
    case 524:  // ENOTSUPP, kernel-internal but leaked by some drivers
      return ErrorCode::kUnsupported;
    case EPERM:
    case EACCES:
    case EROFS:
      return ErrorCode::kPermission;
    case EAGAIN:
    case EBUSY:
    case EINTR:
      return ErrorCode::kBusy;
    case EINVAL:
    case ERANGE:
    case EOVERFLOW:
      return ErrorCode::kInvalid;
    default:
      return ErrorCode::kIo;
  }
}

Error ErrnoError(std::string_view where, int sys_errno) {
  return {CodeOfErrno(sys_errno),
          std::string(where) + ": " + std::generic_category().message(sys_errno), sys_errno};
}

Error At(std::string_view where, Error error) {
  error.message.insert(0, std::string(where) + ": ");
  return error;
}

}  // namespace netkeel
