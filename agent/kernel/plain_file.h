// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace netkeel {

/// The errno of OpenPlain where a pipe, a device or a socket is in a file's place.
inline constexpr int kNotPlain = ENXIO;

enum class LastLink { kFollow, kRefuse };

/// Opens a plain file to read it, and nothing else: a pipe, a device or a socket is looked at and
/// not opened, since opening alone can do something. /dev/null, by which systemd's files are
/// hidden, is an empty file. kNotPlain, EISDIR, or ELOOP for a link that is refused.
Result<UniqueFd> OpenPlain(const std::string& path, LastLink link);

}  // namespace netkeel
