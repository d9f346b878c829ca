// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "evidence/recording/recording.h"
#include "evidence/sources.h"
#include "kernel/own_namespace.h"

namespace netkeel {

/// Looks at a host again and again. What is no counter is looked at every ten seconds, and where
/// something says that it is new; in the samples between it is as it was.
class Looker {
 public:
  Looker(const Kernel& kernel, const std::vector<std::string>& interfaces)
      : kernel_(kernel), interfaces_(interfaces) {}

  /// One more sample. kForeign where /sys became another network namespace's, or the first look
  /// fails; later an interface that is gone, or a list that cannot be read, is in the sample.
  Result<Sample> Look();

  /// The next look finds interfaces, vectors and threads anew, or one soon: of a link that flaps
  /// not every one.
  void Renew() { renew_ = true; }

  /// Of the last look.
  bool scope_is_new() const { return scope_is_new_; }
  bool facts_are_new() const { return scope_.facts; }
  const std::string& boot() const { return boot_; }
  std::vector<std::string> SettingFolders() const;

  /// What is different from the look before; of settings without those in `known`.
  std::vector<Event> Events(const std::set<std::string>& known) const;

 private:
  Result<void> RenewScope(std::chrono::milliseconds now);

  const Kernel& kernel_;
  const std::vector<std::string>& interfaces_;
  CounterScope scope_;
  std::string boot_;
  const std::string namespace_ = OwnNamespaceNumber();
  bool renew_ = true;
  bool scope_is_new_ = false;
  std::chrono::milliseconds scope_time_{0};
  std::chrono::milliseconds facts_time_{0};
  Sample before_;  // of the look before: its links, and the facts of the last that had some
  Sample now_;     // of the last look, as much
};

}  // namespace netkeel
