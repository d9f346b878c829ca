// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace netkeel {

/// Plain files by their relative path, as in one folder.
using FileMap = std::map<std::string, std::string>;

/// A POSIX ustar archive (pax(1)) that tar(1) opens, files in order of their paths, mode 0600,
/// owner 0. The same files and `mtime` (seconds since 1970) give the same bytes. kBadInput for a
/// path that ustar has no room for: 100 characters, or 255 with a slash in the right place.
Result<std::string> ToUstar(const FileMap& files, int64_t mtime);

/// The files of such an archive. It may come from anywhere: kBadInput naming entry and offset for a
/// link or anything else that is no plain file or folder, for a path that is absolute, has "..", or
/// comes twice, for a wrong checksum, and where the archive ends before its end mark. The content
/// is never more than the archive, so nothing is to be bounded beside the archive's own size.
Result<FileMap> ParseUstar(std::string_view archive);

}  // namespace netkeel
