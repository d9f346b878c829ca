// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

/// A captured kernel in memory: what `check --root` replays and what the tests write to. It refuses
/// what Linux refuses, and rounds, filters and re-makes what Linux and the drivers do.
class RecordedKernel final : public Kernel {
 public:
  RecordedKernel() = default;
  explicit RecordedKernel(KernelTree tree) : tree_(std::move(tree)) {}

  /// The tree in `folder`: see KernelTree for its form. kNotFound, kBadInput or kIo.
  static Result<RecordedKernel> Load(const std::string& folder);

  Result<std::string> ReadFile(const std::string& path) const override;
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override;
  Result<std::string> ResolveLink(const std::string& path) const override;
  /// A capture is of one namespace.
  Result<void> CheckNamespace(const Device& device) const override;
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override;
  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const override;
  Result<std::string> AskSocket(const std::string& path,
                                const std::string& question) const override;
  /// Returns at once: nothing here changes with time.
  void Pause(std::chrono::milliseconds time) const override;
  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override;
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override;

  /// What the tree is made of, put in without any of Linux's rules. Paths are absolute.
  void AddFile(const std::string& path, const std::string& content);
  void AddLink(const std::string& path, const std::string& target);
  void AddDirectory(const std::string& path);
  void SetEthtool(const std::string& interface, EthtoolTopic topic, EthtoolFields fields);
  void SetRows(const std::string& interface, QueryTopic topic, std::vector<Fields> rows);
  void AddAnswer(const std::string& socket, const std::string& question, const std::string& answer);
  /// Reading `path` (or EthtoolPath, or asking a socket) fails with this errno.
  void SetUnreadable(const std::string& path, int sys_errno);
  /// Writing `path` (or EthtoolPath), or anything below it, fails with this errno.
  void SetImmovable(const std::string& path, int sys_errno);
  /// Takes out a file, a link, or a folder with all below it.
  void Remove(const std::string& path);

  const KernelTree& tree() const { return tree_; }

  /// The whole state as the files of a tree on disk, by relative path: equal maps, equal kernels.
  std::map<std::string, std::string> Files() const { return TreeFiles(tree_); }

  /// Every request to write, in order, refused ones too: "write /proc/sys/net/core/dev_weight 64",
  /// "ethtool eth0 rings rx=512 tx=512".
  const std::vector<std::string>& writes() const { return writes_; }

 private:
  /// The name that the device has in the tree now, by its ifindex; "" where it is gone.
  std::string NameOf(const Device& device) const;

  Result<void> CheckOwner(const OwnedFile& file) const;

  /// The errno that every write of `path` gets, 0 if none.
  int RefusalOf(const std::string& path) const;

  KernelTree tree_;
  std::vector<std::string> writes_;
};

}  // namespace netkeel
