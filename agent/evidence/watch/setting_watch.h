// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "evidence/recording/recording.h"
#include "evidence/watch/watched_folder.h"
#include "kernel/kernel.h"

namespace netkeel {

/// Sees writes to files of procfs and sysfs, and with CAP_SYS_ADMIN who made them (fanotify; else
/// inotify). It does not see what the kernel changes of itself, what is set by netlink or ioctl,
/// and writes through another instance of procfs, as containers have one.
class SettingWatch {
 public:
  SettingWatch();

  /// Readable when there is something to take; -1 where the kernel has no such thing.
  int fd() const { return fd_.get(); }
  /// Whether it knows who writes.
  bool NamesWriters() const { return names_writers_; }
  /// Why writes are not seen as they are made, or not whose they are; "" where both are.
  std::string Blindness() const;

  /// Watches these, and no others any more; what is there already and is still the same stays.
  void Watch(const std::vector<std::string>& folders);

  /// What was written since, where it made a difference: kind "setting", place the file, text "0-3
  /// -> 1, by pid 350 (irqbalance)". Of several that wrote before it was read all are named, pid 0:
  /// nobody can tell whose the value is.
  std::vector<Event> Take(WallTime now);

 private:
  struct Watched {
    WatchedFolder folder;
    int watch = -1;  // inotify's
  };
  bool Arm(Watched& watched) const;
  void Disarm(const Watched& watched) const;
  void Add(const std::string& path);
  void TakeFanotify(WallTime now, std::vector<Event>& events);
  void TakeInotify(WallTime now, std::vector<Event>& events);
  /// Who wrote a file since it was read last, in their order.
  struct Written {
    std::string folder;  // path
    std::string name;
    std::vector<int64_t> pids;
    std::vector<std::string> writers;
    WallTime at{};
  };
  static Written& FileIn(std::vector<Written>& all, const Watched& watched,
                         const std::string& name);
  /// Reads what is queued, at once: a writer lives no longer than a shell's echo.
  void TakeQueued(WallTime now, std::vector<Written>& written, std::vector<Event>& events);
  /// Adds the event where the file reads other than before, or may be somebody else's than was
  /// said.
  void Note(const Written& written, std::vector<Event>& events);
  Watched* FindFolder(const std::string& path);
  Watched* FindByPath(const std::string& real_folder);
  Watched* FindByWatch(int watch);

  UniqueFd fd_;
  bool names_writers_ = false;
  std::vector<Watched> watched_;
  std::vector<Written> recent_;  // what was noted a moment ago
};

/// Where the settings of the receive path of these interfaces and interrupts are files.
std::vector<std::string> SettingFolders(const Kernel& kernel,
                                        const std::vector<std::string>& interfaces,
                                        const std::vector<unsigned>& interrupts);

}  // namespace netkeel
