// SPDX-License-Identifier: Apache-2.0
#include "report/render_history.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "history/run_record.h"
#include "history/unended.h"
#include "report/columns.h"
#include "report/report_json.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

/// When the time of one that waits is over; "" for any other.
std::string DeadlineOf(const Record& record) {
  if (record.ending != Ending::kWaiting) return "";
  const auto now = static_cast<uint64_t>(std::time(nullptr));
  return TimeText(now + record.deadline - SecondsSinceBoot());
}

/// "applied", "waits for confirmation until 2026-11-23 18:40:01Z", "overdue since ...".
std::string EndingOf(const Record& record) {
  if (record.ending != Ending::kWaiting) return ToText(record.ending);
  return IsOverdue(record) ? "not confirmed, overdue since " + DeadlineOf(record)
                           : ToText(record.ending) + (" until " + DeadlineOf(record));
}

/// How many settings the run changed; one that was killed could not say.
std::string CountOf(const Record& record) {
  const bool told = record.ending != Ending::kKilled && record.ending != Ending::kUnfinished &&
                    record.ending != Ending::kUnrecorded;
  return told ? std::to_string(record.changes.size()) : "?";
}

/// "root by sshd", "uid 0 (login 1000) by sudo".
std::string CallerOf(const StartedBy& caller) {
  std::string text = "uid " + std::to_string(caller.uid);
  if (!caller.login_uid.empty()) text += " (login " + caller.login_uid + ')';
  if (!caller.parent.empty()) text += " by " + caller.parent;
  return Printable(text);
}

/// What the run destroyed without writing it: masks of queues that a change of channels took away.
std::vector<Change> LostBy(const Record& record) {
  std::vector<Change> lost;
  for (const auto& [address, value] : record.before.values) {
    const bool named = std::any_of(
        record.changes.begin(), record.changes.end(),
        [&lost_one = address](const Change& change) { return change.address == lost_one; });
    if (!named) lost.push_back({address, value, std::string()});
  }
  return lost;
}

std::string Rows(const std::vector<Change>& changes) {
  std::vector<Row> rows;
  for (const Change& change : changes) {
    const std::string after = ShownText(change.address, change.after);
    rows.push_back({Printable(ToText(change.address)),
                    change.before ? Printable(ShownText(change.address, *change.before)) : "-",
                    after.empty() ? "" : "->", Printable(after)});
  }
  std::string text;
  for (const std::string& line : AlignColumns(rows, 2, 0)) text += line;
  return text;
}

Json JsonOf(const Change& change) {
  return {
      {"address", ToText(change.address)},
      {"before", change.before ? Json(ShownText(change.address, *change.before)) : Json(nullptr)},
      {"after", ShownText(change.address, change.after)}};
}

Json JsonOf(const Record& record) {
  Json changes = Json::array();
  for (const Change& change : record.changes) changes.push_back(JsonOf(change));
  Json lost = Json::array();
  for (const Change& change : LostBy(record)) {
    lost.push_back({{"address", ToText(change.address)},
                    {"before", ShownText(change.address, *change.before)}});
  }
  const StartedBy& caller = record.caller;
  const std::string deadline = DeadlineOf(record);
  return {{"id", record.id},
          {"when", TimeText(record.when)},
          {"uid", caller.uid},
          {"login_uid", caller.login_uid.empty() ? Json(nullptr) : Json(caller.login_uid)},
          {"parent", caller.parent},
          {"verb", record.verb},
          {"profile", record.before.profile},
          {"ending", ToText(record.ending)},
          {"deadline", deadline.empty() ? Json(nullptr) : Json(deadline)},
          {"overdue", !deadline.empty() && IsOverdue(record)},
          {"reason", record.reason},
          {"changes", std::move(changes)},
          {"lost", std::move(lost)}};
}

}  // namespace

std::string HistoryText(const std::vector<Record>& records, const Terminal& terminal) {
  if (records.empty()) return "no run has changed anything here\n";
  std::vector<Row> rows = {{"run", "when", "verb", "changes", "ending", "caller", "profile"}};
  for (const Record& record : records) {
    rows.push_back({std::to_string(record.id), TimeText(record.when), Printable(record.verb),
                    CountOf(record), EndingOf(record), CallerOf(record.caller),
                    Printable(record.before.profile)});
  }
  std::string text;
  for (const std::string& line : AlignColumns(rows, 0, terminal.width)) text += line;
  return text;
}

std::string RunText(const Record& record) {
  std::string text = Printable(record.verb) + ' ' + std::to_string(record.id) + ", profile " +
                     Printable(record.before.profile) + ", " + TimeText(record.when) + ", " +
                     CallerOf(record.caller) + '\n' + EndingOf(record) +
                     (record.reason.empty() ? "" : ": " + Printable(record.reason)) + '\n';
  if (!record.changes.empty()) text += "changed\n" + Rows(record.changes);
  const std::vector<Change> lost = LostBy(record);
  if (!lost.empty()) text += "was before, and is put back by a rollback\n" + Rows(lost);
  return text;
}

std::string HistoryJson(const std::vector<Record>& records) {
  constexpr int kFormatVersion = 1;
  Json document = {{"version", kFormatVersion}, {"runs", Json::array()}};
  for (const Record& record : records) document["runs"].push_back(JsonOf(record));
  return DumpJson(document);
}

}  // namespace netkeel
