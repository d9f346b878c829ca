// SPDX-License-Identifier: Apache-2.0
#include "evidence/watch/setting_watch.h"

#include <fcntl.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "evidence/watch/writer_process.h"
#include "kernel/root_folder.h"

namespace netkeel {
namespace {

constexpr uint64_t kMask = FAN_MODIFY | FAN_EVENT_ON_CHILD;

/// Whether /proc is another instance of procfs than process 1 has. Where that cannot be looked at
/// (CAP_SYS_PTRACE), it is taken for the same.
bool IsOtherProc() {
  struct stat ours {};
  struct stat hosts {};
  return ::stat("/proc", &ours) == 0 && ::stat("/proc/1/root/proc", &hosts) == 0 &&
         ours.st_dev != hosts.st_dev;
}

Event Overflow(WallTime now) {
  return {now, "setting", "/proc",
          "settings were written faster than could be noted: some are missing"};
}

bool Has(const std::vector<int64_t>& pids, int64_t pid) {
  return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

/// "by pid 350 (irqbalance) or by pid 353 (sh)"; the last of many.
std::string WritersText(std::vector<std::string> writers) {
  constexpr size_t kMost = 4;
  const size_t more = writers.size() - std::min(writers.size(), kMost);
  writers.erase(writers.begin(), writers.begin() + static_cast<std::ptrdiff_t>(more));
  return Join(writers, " or ") + (more == 0 ? "" : " or " + std::to_string(more) + " before them");
}

}  // namespace

SettingWatch::SettingWatch()
    : fd_(::fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK,
                          O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  names_writers_ = static_cast<bool>(fd_);
  if (!fd_) fd_ = UniqueFd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
}

bool SettingWatch::Arm(Watched& watched) const {
  const int folder = watched.folder.fd();
  if (names_writers_) {
    return ::fanotify_mark(fd_.get(), FAN_MARK_ADD | FAN_MARK_ONLYDIR, kMask, folder, ".") == 0;
  }
  // The folder that is open, whatever has its name by now.
  const std::string path = "/proc/self/fd/" + std::to_string(folder);
  watched.watch = ::inotify_add_watch(fd_.get(), path.c_str(), IN_MODIFY | IN_ONLYDIR);
  return watched.watch >= 0;
}

void SettingWatch::Disarm(const Watched& watched) const {
  if (names_writers_) {
    ::fanotify_mark(fd_.get(), FAN_MARK_REMOVE, kMask, watched.folder.fd(), nullptr);
  } else {
    ::inotify_rm_watch(fd_.get(), watched.watch);
  }
}

std::string SettingWatch::Blindness() const {
  if (IsOtherProc()) {
    return "who changes a setting in /proc cannot be told: this is another mount than that of "
           "process 1, as systemd makes one for ProtectControlGroups=, ProtectKernelTunables=, "
           "ProtectProc= and ProcSubset=";
  }
  return names_writers_ ? "" : "who changes a setting cannot be told: fanotify needs CAP_SYS_ADMIN";
}

void SettingWatch::Watch(const std::vector<std::string>& folders) {
  if (!fd_) return;
  std::set<std::string> wanted(folders.begin(), folders.end());
  std::erase_if(watched_, [&](const Watched& watched) {
    const auto found = wanted.find(watched.folder.path());
    if (found != wanted.end() && watched.folder.IsCurrent()) {
      wanted.erase(found);
      return false;
    }
    Disarm(watched);
    return true;
  });
  for (const std::string& path : wanted) Add(path);
}

void SettingWatch::Add(const std::string& path) {
  auto folder = WatchedFolder::Open(path);
  if (!folder) return;
  Watched watched{std::move(*folder)};
  if (Arm(watched)) watched_.push_back(std::move(watched));
}

std::vector<Event> SettingWatch::Take(WallTime now) {
  std::vector<Event> events;
  if (!fd_) return events;
  if (names_writers_) {
    TakeFanotify(now, events);
  } else {
    TakeInotify(now, events);
  }
  return events;
}

void SettingWatch::TakeFanotify(WallTime now, std::vector<Event>& events) {
  // A write is told after it was made: what was noted before this may be of who is told of now.
  constexpr std::chrono::seconds kMoment(1);
  std::erase_if(recent_, [now, kMoment](const Written& each) {
    return now - each.at > kMoment || now < each.at;
  });
  std::vector<Written> written;
  TakeQueued(now, written, events);
  for (const Written& each : written) Note(each, events);
}

void SettingWatch::TakeQueued(WallTime now, std::vector<Written>& written,
                              std::vector<Event>& events) {
  alignas(fanotify_event_metadata) std::array<char, 8192> buffer{};
  ssize_t size = 0;
  while ((size = ::read(fd_.get(), buffer.data(), buffer.size())) > 0) {
    const auto* event = reinterpret_cast<const fanotify_event_metadata*>(buffer.data());
    for (; FAN_EVENT_OK(event, size); event = FAN_EVENT_NEXT(event, size)) {
      if ((event->mask & FAN_Q_OVERFLOW) != 0) events.push_back(Overflow(now));
      if (event->fd < 0) continue;
      const std::string writer = WriterText(event->pid);
      const UniqueFd file(event->fd);
      const std::string path = PathOfOpen(file).value_or("");
      const size_t slash = path.rfind('/');
      if (slash == std::string::npos) continue;
      const Watched* const watched = FindByPath(path.substr(0, slash));
      if (watched == nullptr) continue;
      Written& one = FileIn(written, *watched, path.substr(slash + 1));
      one.at = now;
      if (Has(one.pids, event->pid)) continue;
      one.pids.push_back(event->pid);
      one.writers.push_back(writer);
    }
  }
}

SettingWatch::Written& SettingWatch::FileIn(std::vector<Written>& all, const Watched& watched,
                                            const std::string& name) {
  const std::string& folder = watched.folder.path();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Written& each) {
    return each.folder == folder && WatchedFolder::KeyOf(each.name) == WatchedFolder::KeyOf(name);
  });
  if (found != all.end()) return *found;
  return all.emplace_back(Written{.folder = folder, .name = name, .pids = {}, .writers = {}});
}

void SettingWatch::Note(const Written& written, std::vector<Event>& events) {
  Watched* const watched = FindFolder(written.folder);
  if (watched == nullptr) return;
  const std::string change = watched->folder.Change(written.name);
  Written& recent = FileIn(recent_, *watched, written.name);
  const bool is_new = std::any_of(written.pids.begin(), written.pids.end(),
                                  [&](int64_t pid) { return !Has(recent.pids, pid); });
  const bool is_late = !recent.pids.empty() && is_new;
  if (change.empty() && !is_late) {
    if (recent.pids.empty()) std::erase_if(recent_, [](auto& each) { return each.pids.empty(); });
    return;
  }
  const std::string again =
      watched->folder.Known(written.name) + " was written a moment later, too";
  const std::string& what = change.empty() ? again : change;
  const int64_t pid = written.pids.size() == 1 ? written.pids.front() : 0;
  events.push_back({written.at, "setting", written.folder + '/' + written.name,
                    what + ", " + WritersText(written.writers), pid});
  recent = written;
}

void SettingWatch::TakeInotify(WallTime now, std::vector<Event>& events) {
  alignas(inotify_event) std::array<char, 8192> buffer{};
  ssize_t size = 0;
  while ((size = ::read(fd_.get(), buffer.data(), buffer.size())) > 0) {
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      if ((event->mask & IN_Q_OVERFLOW) != 0) events.push_back(Overflow(now));
      Watched* const watched = FindByWatch(event->wd);
      const std::string change =
          watched != nullptr && event->len > 0 ? watched->folder.Change(event->name) : "";
      if (change.empty()) continue;
      events.push_back({now, "setting", watched->folder.path() + '/' + event->name, change});
    }
  }
}

SettingWatch::Watched* SettingWatch::FindFolder(const std::string& path) {
  const auto found = std::find_if(watched_.begin(), watched_.end(),
                                  [&](const Watched& each) { return each.folder.path() == path; });
  return found == watched_.end() ? nullptr : &*found;
}

SettingWatch::Watched* SettingWatch::FindByPath(const std::string& real_folder) {
  // The writer may have /sys and /proc mounted elsewhere: what is above them does not count.
  const auto found = std::find_if(watched_.begin(), watched_.end(), [&](const Watched& each) {
    const std::string& known = each.folder.real_path();
    return real_folder.ends_with(std::string_view(known).substr(known.find('/', 1)));
  });
  return found == watched_.end() ? nullptr : &*found;
}

SettingWatch::Watched* SettingWatch::FindByWatch(int watch) {
  const auto found = std::find_if(watched_.begin(), watched_.end(),
                                  [&](const Watched& each) { return each.watch == watch; });
  return found == watched_.end() ? nullptr : &*found;
}

}  // namespace netkeel
