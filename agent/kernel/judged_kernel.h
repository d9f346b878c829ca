// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// Another kernel through the eyes of a capture: of each file what JudgedContent leaves, so that
/// what is said of files of others is the same live and of a capture. It never writes.
class JudgedKernel final : public Kernel {
 public:
  explicit JudgedKernel(const Kernel& kernel) : kernel_(kernel) {}

  Result<std::string> ReadFile(const std::string& path) const override;
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override;
  Result<std::string> ResolveLink(const std::string& path) const override;
  Result<void> CheckNamespace(const Device& device) const override;
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override;
  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const override;
  Result<std::string> AskSocket(const std::string& path,
                                const std::string& question) const override;
  void Pause(std::chrono::milliseconds time) const override;
  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override;
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override;

  /// Files that are there and could not be read though we may: a pipe or a device in the place of a
  /// file, one that is too large. A sentence each, in the order of their paths.
  std::vector<std::string> Remarks() const { return {remarks_.begin(), remarks_.end()}; }

 private:
  const Kernel& kernel_;
  mutable std::set<std::string> remarks_;  // reading is const; what it met is kept aside
};

}  // namespace netkeel
