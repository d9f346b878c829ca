// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "evidence/recording/database.h"

namespace netkeel {

/// "there is no recording ...": and how one is begun.
std::string NoRecordingText(const std::string& file);

/// The path of a recording with all links of its folder resolved. kNotFound where there is none;
/// kPermission where the file or its folder is not ours, or others can write to it, or it is a
/// symbolic link: what is written there could be somebody else's.
Result<std::string> ResolveRecording(const std::string& file);

/// A recording that is ours to write.
struct ClaimedFile {
  std::string path;
  UniqueFd lock;  ///< to be closed after the database: its end would drop SQLite's own locks
};

/// Makes the file (0600), and its folder (0700), where they are missing. The errors of
/// ResolveRecording; kBusy where another one records to it.
Result<ClaimedFile> ClaimRecording(const std::string& file);

/// To read, in whatever folder it is. The errors of ReadSamples.
Result<Database> OpenToRead(const std::string& file);

}  // namespace netkeel
