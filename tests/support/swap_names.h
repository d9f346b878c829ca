// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {

/// `path` where the interfaces `a` and `b` have each other's name.
inline std::string SwappedPath(const std::string& path, const std::string& a,
                               const std::string& b) {
  for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
    const std::string folder = "/net/" + from;
    const size_t at = path.find(folder);
    const size_t end = at + folder.size();
    if (at == std::string::npos || (end != path.size() && path[end] != '/')) continue;
    return path.substr(0, at) + "/net/" + to + path.substr(end);
  }
  return path;
}

/// The tree after `ip link set` has given two interfaces each other's name: all that is theirs goes
/// with the ifindex; their interrupts keep the names that they were requested by.
inline KernelTree SwappedNames(const KernelTree& tree, const std::string& a, const std::string& b) {
  KernelTree swapped = tree;
  swapped.files.clear();
  swapped.links.clear();
  swapped.listed.clear();
  swapped.ethtool.clear();
  for (const auto& [path, content] : tree.files) swapped.files[SwappedPath(path, a, b)] = content;
  for (const auto& [path, target] : tree.links) {
    swapped.links[SwappedPath(path, a, b)] = SwappedPath(target, a, b);
  }
  for (const std::string& path : tree.listed) swapped.listed.insert(SwappedPath(path, a, b));
  for (const auto& [key, fields] : tree.ethtool) {
    const std::string& name = key.first;
    swapped.ethtool[{name == a ? b : name == b ? a : name, key.second}] = fields;
  }
  return swapped;
}

}  // namespace netkeel
