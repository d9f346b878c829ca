// SPDX-License-Identifier: Apache-2.0
#include "history/ledger.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "base/text.h"
#include "host/inventory.h"
#include "kernel/live_kernel.h"
#include "kernel/own_namespace.h"

namespace netkeel {
namespace {

constexpr size_t kRecordsKept = 50;
constexpr size_t kBytesKept = size_t{8} << 20;
constexpr const char* kGranted = "granted";
constexpr std::string_view kHistoryPrefix = "history-";
constexpr std::string_view kNoLongerKept = "last-apply";

constexpr std::string_view kOfNamespace = "-netns-";

std::string ThisBoot() { return BootId(LiveKernel()); }

/// Namespaces share a file system, but not interfaces: each has files of its own, and none outlives
/// a boot. The initial one, which every boot has, is known by a sysctl that no other one has.
std::string NamespaceSuffix() {
  if (Ledger::IsOfInitialNamespace()) return "";
  return std::string(kOfNamespace) + ThisBoot() + '-' + OwnNamespaceNumber();
}

/// Whether the file is of a namespace of another boot: "history-3-netns-<boot id>-cookie-8".
bool IsOfAnotherBoot(const std::string& name, const std::string& boot) {
  constexpr size_t kBootIdLength = 36;
  const size_t at = name.find(kOfNamespace);
  if (at == name.npos || boot.size() != kBootIdLength) return false;
  const std::string rest = name.substr(at + kOfNamespace.size());
  const bool keyed = rest.size() > kBootIdLength && rest[kBootIdLength] == '-' && rest[8] == '-';
  return keyed && !rest.starts_with(boot);
}

}  // namespace

bool Ledger::IsOfInitialNamespace() {
  return ::access("/proc/sys/net/core/netdev_budget", F_OK) == 0;
}

Ledger::Ledger(StateDirectory directory)
    : directory_(std::move(directory)), suffix_(NamespaceSuffix()) {}

Result<Ledger> Ledger::Open(const std::string& directory, std::chrono::seconds patience,
                            const std::string& verb) {
  auto opened = StateDirectory::Open(directory, patience, verb);
  if (!opened) return Fail(opened.error());
  Ledger ledger(std::move(*opened));
  if (const auto dropped = ledger.DropUnfinished(); !dropped) return Fail(dropped.error());
  return ledger;
}

Result<Ledger> Ledger::OpenToRead(const std::string& directory) {
  auto opened = StateDirectory::OpenToRead(directory);
  if (!opened) return Fail(opened.error());
  return Ledger(std::move(*opened));
}

Result<void> Ledger::DropUnfinished() const {
  const auto files = directory_.List();
  if (!files) return Fail(files.error());
  const std::string boot = ThisBoot();
  for (const StateDirectory::File& file : *files) {
    const bool unfinished = file.name.ends_with(suffix_ + StateDirectory::kUnfinished);
    if (!unfinished && file.name != kNoLongerKept && !IsOfAnotherBoot(file.name, boot)) continue;
    if (auto removed = directory_.Remove(file.name); !removed) return removed;
  }
  return {};
}

std::string Ledger::NameOf(Slot slot) const {
  return (slot == Slot::kCheckpoint ? "checkpoint" : "pending") + suffix_;
}

std::string Ledger::NameOf(uint64_t id) const {
  return std::string(kHistoryPrefix) + std::to_string(id) + suffix_;
}

Result<std::optional<Record>> Ledger::Load(Slot slot) const {
  const auto text = directory_.Read(NameOf(slot));
  if (!text) return Fail(text.error());
  if (!*text) return std::nullopt;
  auto record = RecordFromJson(**text);
  if (!record) return Fail(At(NameOf(slot), record.error()));
  return std::move(*record);
}

Result<void> Ledger::Save(Slot slot, const Record& record) const {
  return directory_.Write(NameOf(slot), ToJson(record));
}

Result<void> Ledger::Discard(Slot slot) const {
  if (auto removed = directory_.Remove(NameOf(slot)); !removed) return removed;
  return DropUnfinished();
}

Result<void> Ledger::Reserve(const Record& begun, bool waits) const {
  // At the end each value is there once more, in the list of changes.
  constexpr size_t kForWordsOfTheEnd = 4096;
  const size_t room = 3 * ToJson(begun).size() + kForWordsOfTheEnd;
  return directory_.Reserve(waits ? NameOf(Slot::kPending) : NameOf(begun.id), room);
}

Result<std::string> Ledger::Conclude(Slot slot, const Record& record) const {
  const auto added = AddToHistory(record);
  if (added) {
    if (const auto gone = Discard(slot); !gone) return Fail(gone.error());
    return "";
  }
  const auto moved = directory_.Rename(NameOf(slot), NameOf(record.id));
  if (!moved) return Fail(At(added.error().message, moved.error()));
  return added.error().message;
}

Result<void> Ledger::Forget(uint64_t id) const { return directory_.Remove(NameOf(id)); }

Result<std::optional<Record>> Ledger::LastOfHistory() const {
  const auto files = HistoryFiles();
  if (!files) return Fail(files.error());
  if (files->empty()) return std::nullopt;
  const auto text = directory_.Read(files->back().file.name);
  if (!text) return Fail(text.error());
  if (!*text) return std::nullopt;
  auto record = RecordFromJson(**text);
  if (!record) return Fail(record.error());
  return std::move(*record);
}

bool Ledger::HasEnded(uint64_t id) const {
  const auto text = directory_.Read(NameOf(id));
  return text && *text;
}

Result<std::string> Ledger::SetAside(Slot slot) const { return directory_.SetAside(NameOf(slot)); }

Result<std::vector<Ledger::Entry>> Ledger::HistoryFiles() const {
  const auto files = directory_.List();
  if (!files) return Fail(files.error());
  std::vector<Entry> found;
  for (const StateDirectory::File& file : *files) {
    std::string_view name = file.name;
    if (!name.starts_with(kHistoryPrefix) || !name.ends_with(suffix_)) continue;
    name.remove_prefix(kHistoryPrefix.size());
    name.remove_suffix(suffix_.size());
    if (const auto id = ParseUnsigned(name)) found.push_back({*id, file});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return found;
}

Result<Ledger::History> Ledger::LoadHistory() const {
  const auto files = HistoryFiles();
  if (!files) return Fail(files.error());
  History history;
  for (const Entry& entry : *files) {
    const auto text = directory_.Read(entry.file.name);
    if (text && !*text) continue;  // forgotten just now by another run
    auto record = text ? RecordFromJson(**text) : Fail(text.error());
    if (record && record->id != entry.id) record = Fail(ErrorCode::kBadInput, "of another id");
    if (record && record->ending == Ending::kUnfinished) record->ending = Ending::kUnrecorded;
    if (record) {
      history.records.push_back(std::move(*record));
    } else {
      history.unreadable[entry.id] = record.error();
    }
  }
  return history;
}

Result<void> Ledger::AddToHistory(const Record& record) const {
  if (auto written = directory_.Write(NameOf(record.id), ToJson(record)); !written) return written;
  Prune();
  return {};
}

bool Ledger::LeftNothing(const Entry& entry) const {
  const auto text = directory_.Read(entry.file.name);
  if (!text || !*text) return false;
  const auto record = RecordFromJson(**text);
  return record && !LeftChanges(record->ending);
}

size_t Ledger::BytesOf(const std::vector<Entry>& entries) {
  size_t bytes = 0;
  for (const Entry& entry : entries) bytes += entry.file.size;
  return bytes;
}

void Ledger::Prune() const {
  struct Kept {
    size_t records = 0;
    size_t bytes = 0;
  };
  const auto files = HistoryFiles();
  if (!files || (files->size() <= kRecordsKept && BytesOf(*files) <= kBytesKept)) return;
  Kept kept[2];
  for (auto entry = files->rbegin(); entry != files->rend(); ++entry) {
    // What was put back must not push out the way back of what stays.
    Kept& kind = kept[LeftNothing(*entry) ? 1 : 0];
    kind.bytes += entry->file.size;
    const bool keep =
        ++kind.records == 1 || (kind.records <= kRecordsKept && kind.bytes <= kBytesKept);
    // One too many does no harm; the record that counts is in place.
    if (!keep && !directory_.Remove(entry->file.name)) return;
  }
}

Result<uint64_t> Ledger::NextId() const {
  const auto files = HistoryFiles();
  if (!files) return Fail(files.error());
  return files->empty() ? 1 : files->back().id + 1;
}

Result<Grants> Ledger::LoadGrants() const {
  const auto text = directory_.Read(kGranted + suffix_);
  if (!text) return Fail(text.error());
  return *text ? GrantsFromJson(**text) : Grants{};
}

Result<void> Ledger::SaveGrants(const Grants& grants) const {
  return directory_.Write(kGranted + suffix_, ToJson(grants));
}

Grants GrantsIn(const std::string& state_directory) {
  const auto ledger = Ledger::OpenToRead(state_directory);
  return ledger ? ledger->LoadGrants().value_or(Grants{}) : Grants{};
}

uint64_t SecondsSinceBoot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<uint64_t>(now.tv_sec);
}

}  // namespace netkeel
