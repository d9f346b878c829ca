// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "cli/outcome.h"
#include "cli/verbs.h"
#include "evidence/recording/recording.h"

namespace netkeel {
namespace {

constexpr size_t kLongest = 200;  // bytes

Result<void> CheckText(const std::string& text) {
  if (Trim(text).empty()) {
    return Fail(ErrorCode::kBadInput,
                "mark: a mark needs a text, by which it is found again: netkeel mark \"gap "
                "1204-1210\"");
  }
  if (text.size() > kLongest) {
    return Fail(ErrorCode::kBadInput, "mark: the text has " + std::to_string(text.size()) +
                                          " bytes; " + std::to_string(kLongest) + " are the most");
  }
  // It is printed by whoever reads the recording, sqlite3(1) among them.
  const std::string printable = Printable(text);
  if (printable == text) return {};
  return Fail(ErrorCode::kBadInput,
              "mark: the text has characters that are no text: " + Quote(text));
}

}  // namespace

Outcome RunMark(const Request& request) {
  const std::string text = request.arguments.empty() ? "" : request.arguments.front();
  const std::string& file = request.evidence.recording;
  if (const auto good = CheckText(text); !good) return FailedOutcome(request, good.error());
  const WallTime now = WallNow();
  // The command line took it already: it is a moment.
  const auto at = request.evidence.at.empty() ? now : ParseMoment(request.evidence.at, now);
  if (!at) return FailedOutcome(request, {ErrorCode::kBadInput, "mark: --at is no moment"});
  if (*at > now) {
    return FailedOutcome(request, {ErrorCode::kBadInput, "mark: " + MomentText(*at) +
                                                             " is in the future, and a mark is of"
                                                             " what has happened"});
  }
  const auto added = AddMark(file, {.at = *at, .kind = "mark", .text = text});
  if (!added) return FailedOutcome(request, added.error());
  Outcome outcome{.out = "marked " + MomentText(*at) + ": " + text + '\n'};
  if (!IsBeingRecorded(file)) {
    outcome.err =
        "netkeel: nothing is being recorded just now: the mark stands alone; "
        "`systemctl start netkeel-record` goes on with the recording\n";
  }
  return outcome;
}

}  // namespace netkeel
