// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel_decorator.h"
#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

/// Remembers what is read through it, errors too: what RecordedKernel then replays. Of a file it
/// remembers what JudgedContent leaves. It never writes: its write functions are kPermission.
class RecordingKernel final : public ReadOnlyKernel {
 public:
  explicit RecordingKernel(const Kernel& kernel) : ReadOnlyKernel(kernel, "a capture") {}

  Result<std::string> ReadFile(const std::string& path) const override;
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override;
  Result<std::string> ResolveLink(const std::string& path) const override;
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override;
  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const override;
  Result<std::string> AskSocket(const std::string& path,
                                const std::string& question) const override;

  /// What was seen so far, with the kernel's release and `captured-at` as meta data.
  KernelTree Tree() const;

 private:
  /// Keeps what JudgedFields leaves.
  void Keep(const Device& device, EthtoolTopic topic, const EthtoolFields& fields) const;

  /// Keeps an error that a replay would not give by itself; missing files it gives anyway.
  void Remember(const std::string& path, const Error& error) const;

  mutable KernelTree tree_;  // reading is const, and remembering it is this class's purpose
};

}  // namespace netkeel
