// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "kernel/kernel_decorator.h"

namespace netkeel {

/// Another kernel through the eyes of a capture: of each file what JudgedContent leaves, so that
/// what is said of files of others is the same live and of a capture. It never writes.
class JudgedKernel final : public ReadOnlyKernel {
 public:
  explicit JudgedKernel(const Kernel& kernel) : ReadOnlyKernel(kernel, "who judges") {}

  Result<std::string> ReadFile(const std::string& path) const override;

  /// Files that are there and could not be read though we may: a pipe or a device in the place of a
  /// file, one that is too large. A sentence each, in the order of their paths.
  std::vector<std::string> Remarks() const { return {remarks_.begin(), remarks_.end()}; }

 private:
  mutable std::set<std::string> remarks_;  // reading is const; what it met is kept aside
};

}  // namespace netkeel
