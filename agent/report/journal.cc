// SPDX-License-Identifier: Apache-2.0
#include "report/journal.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdint>

#include "base/unique_fd.h"

namespace netkeel {
namespace {

// journalctl MESSAGE_ID=... finds all of netkeel's findings, whichever unit sent them.
constexpr std::string_view kMessageId = "b1c70a5f4d6e4f0c9a2e6e8f3d5b7a41";

/// systemd.io/JOURNAL_NATIVE_PROTOCOL: "NAME=value\n", or, where the value has lines of its own,
/// "NAME\n", its length as 64 bits little-endian, the value, "\n".
void AddField(std::string& entry, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  entry += name;
  if (value.find('\n') == value.npos) {
    entry += '=';
  } else {
    entry += '\n';
    for (unsigned shift = 0; shift < 64; shift += 8) {
      entry += static_cast<char>((uint64_t{value.size()} >> shift) & 0xff);
    }
  }
  entry += value;
  entry += '\n';
}

std::string Message(const Finding& finding) {
  std::string text = ToText(finding.address) + ": " + ToText(finding.status);
  if (!finding.wanted.empty()) text += ", wanted " + finding.wanted;
  if (!finding.actual.empty()) text += ", actual " + finding.actual;
  if (!finding.reason.empty()) text += ": " + finding.reason;
  if (!finding.source.file.empty()) text += " (" + ToText(finding.source) + ')';
  return text;
}

Result<UniqueFd> Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return Fail(ErrnoError(path, ENAMETOOLONG));
  path.copy(address.sun_path, path.size());
  UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return Fail(ErrnoError(path, errno));
  if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return Fail(ErrnoError(path, errno));
  }
  return socket;
}

/// A run that was killed, a profile that cannot be read.
std::string NoteEntry(const Report& report, const std::string& message) {
  std::string entry;
  AddField(entry, "MESSAGE", message);
  AddField(entry, "MESSAGE_ID", kMessageId);
  AddField(entry, "PRIORITY", "4");
  AddField(entry, "SYSLOG_IDENTIFIER", "netkeel");
  AddField(entry, "NETKEEL_PROFILE", report.profile);
  return entry;
}

}  // namespace

std::string JournalEntry(const Report& report, const Finding& finding) {
  constexpr const char* kErr = "3";
  constexpr const char* kWarning = "4";
  std::string entry;
  AddField(entry, "MESSAGE", Message(finding));
  AddField(entry, "MESSAGE_ID", kMessageId);
  AddField(entry, "PRIORITY", finding.status == Status::kError ? kErr : kWarning);
  AddField(entry, "SYSLOG_IDENTIFIER", "netkeel");
  AddField(entry, "NETKEEL_PROFILE", report.profile);
  AddField(entry, "NETKEEL_ADDRESS", ToText(finding.address));
  AddField(entry, "NETKEEL_STATUS", ToText(finding.status));
  AddField(entry, "NETKEEL_WANTED", finding.wanted);
  AddField(entry, "NETKEEL_ACTUAL", finding.actual);
  AddField(entry, "NETKEEL_REASON", finding.reason);
  if (!finding.source.file.empty()) AddField(entry, "NETKEEL_SOURCE", ToText(finding.source));
  return entry;
}

Result<void> SendToJournal(const Report& report, const std::string& path) {
  const auto socket = Connect(path);
  if (!socket) return Fail(At("--journal", socket.error()));
  std::vector<std::string> entries;
  for (const std::string& message : report.messages) entries.push_back(NoteEntry(report, message));
  for (const Finding& finding : report.findings) {
    if (!IsCompliant(finding)) entries.push_back(JournalEntry(report, finding));
  }
  for (const std::string& entry : entries) {
    if (send(socket->get(), entry.data(), entry.size(), MSG_NOSIGNAL) < 0) {
      return Fail(At("--journal", ErrnoError(path, errno)));
    }
  }
  return {};
}

}  // namespace netkeel
