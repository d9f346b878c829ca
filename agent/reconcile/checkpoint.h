// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "model/device.h"
#include "model/state.h"

namespace netkeel {

inline constexpr const char* kStateDirectory = "/var/lib/netkeel";

/// What was there before the first write of an apply, whole: every setting of every device in the
/// plan, since a change of queues destroys settings that netkeel itself never wrote.
struct Checkpoint {
  std::string profile;
  std::string boot_id;          ///< of /proc/sys/kernel/random/boot_id: a reboot undoes by itself
  std::vector<Device> devices;  ///< name, ifindex and carrier only
  State values;
};

/// JSON text, format 1.
std::string ToJson(const Checkpoint& checkpoint);

/// kBadInput where the text is not a whole checkpoint of a known format.
Result<Checkpoint> CheckpointFromJson(const std::string& text);

/// The checkpoint file of this network namespace, and the lock that keeps two instances from
/// interleaving. Holds the lock while it lives.
class CheckpointStore {
 public:
  /// Makes the directory (mode 0700) where it is missing, and waits up to `patience` for the lock.
  /// kPermission where it cannot be written or others can write to it, kBusy where the lock is
  /// held.
  static Result<CheckpointStore> Open(const std::string& directory,
                                      std::chrono::seconds patience = std::chrono::seconds(60));

  /// Nothing where there is no checkpoint. kBadInput where it cannot be understood.
  Result<std::optional<Checkpoint>> Load() const;

  /// Durable when it returns: write, fsync, rename, fsync of the directory.
  Result<void> Save(const Checkpoint& checkpoint) const;

  Result<void> Discard() const;

  /// Renames one that cannot be understood to "<name>.bad", and returns that path.
  Result<std::string> SetAside() const;

 private:
  CheckpointStore(std::string name, UniqueFd directory, UniqueFd lock)
      : name_(std::move(name)), directory_(std::move(directory)), lock_(std::move(lock)) {}
  Result<void> SyncDirectory() const;

  std::string name_;
  UniqueFd directory_;
  UniqueFd lock_;
};

}  // namespace netkeel
