// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kernel/kernel.h"

namespace netkeel {

/// A captured kernel: what netkeel read of one, and how it is kept in a folder.
///
/// On disk: `proc/`, `sys/`, `etc/`, `boot/`, `run/`, `usr/` and `lib/` hold plain files at the
/// paths that were read, and `else/` those of other paths; `values.yaml`, in an archive, is `PATH:
/// CONTENT` of the kernel's files of one line; `ethtool/<interface>/<topic>.yaml` ethtool's words;
/// `netdev/<interface>/<topic>.yaml` rows of fields, `ROW/WORD: VALUE`; of the host both are
/// `host/<topic>.yaml`; `sockets.yaml` what servers
/// of sockets answered, `PATH QUESTION: ANSWER`; `links.yaml` symbolic links with their canonical
/// targets; `directories.yaml` entries that were listed but hold nothing; `meta.yaml` where it
/// comes from, `unreadable PATH: ERRNO` and `immovable PATH: ERRNO`. There are no symbolic links: a
/// tree from somewhere else must not lead out of its folder.
struct KernelTree {
  using EthtoolKey = std::pair<std::string, EthtoolTopic>;  ///< interface, topic
  using QueryKey = std::pair<std::string, QueryTopic>;

  std::map<std::string, std::string> files;  ///< absolute path -> content
  std::map<std::string, std::string> links;  ///< absolute path -> canonical target
  std::set<std::string> listed;              ///< entries known only by name
  std::map<EthtoolKey, EthtoolFields> ethtool;
  std::map<QueryKey, std::vector<Fields>> rows;
  std::map<std::string, std::string> answers;  ///< socket's path, blank, question -> answer
  std::map<std::string, int> unreadable;       ///< path, or "ethtool/eth0/rings" -> errno
  std::map<std::string, int> immovable;        ///< path of a file or folder -> errno of every write
  std::map<std::string, std::string> meta;
};

/// "ethtool/eth0/rings": the name of a topic where a path is asked.
std::string EthtoolPath(const std::string& interface, EthtoolTopic topic);

/// The tree's files by their path below its folder; equal trees give equal maps.
std::map<std::string, std::string> TreeFiles(const KernelTree& tree);

/// Adds what one file of a tree's folder holds; `relative` is its path there. kBadInput with file
/// and line.
Result<void> AddTreeFile(const std::string& relative, std::string content, KernelTree& tree);

// Bounds what a hostile archive can make us hold.
inline constexpr size_t kLargestArchive = size_t{256} << 20;

/// A tar archive of the tree. kBadInput where it would be larger than what LoadTree reads.
Result<std::string> ArchiveOfTree(const KernelTree& tree, int64_t mtime);

/// Of a folder, or of a tar archive of such a folder's files: see ParseUstar. kNotFound, kBadInput
/// with file and line, or kIo.
Result<KernelTree> LoadTree(const std::string& path);

/// Writes TreeFiles below `folder`, which is made, for its owner alone; kBadInput where it is there
/// and not empty, or others can write to it.
Result<void> SaveTree(const KernelTree& tree, const std::string& folder);

}  // namespace netkeel
