// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/report.h"

namespace netkeel {

inline constexpr const char* kJournalSocket = "/run/systemd/journal/socket";

/// One entry of systemd's journal in its native protocol: MESSAGE, PRIORITY (err for errors,
/// warning for the rest) and the finding's parts as NETKEEL_ADDRESS, _STATUS, _WANTED, _ACTUAL,
/// _REASON and _SOURCE; parts that are empty are left out.
std::string JournalEntry(const Report& report, const Finding& finding);

/// An entry for each message, and for each finding that keeps the host from being as wanted.
/// kNotFound where nothing listens on the socket at `path`.
Result<void> SendToJournal(const Report& report, const std::string& path = kJournalSocket);

}  // namespace netkeel
