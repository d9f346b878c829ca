// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// Processes in the order of a list's rows, in which those of one process follow each other.
class ProcessNames {
 public:
  /// Adds the process of a row {pid, name, ...}, once.
  void Add(const Fields& row);

  /// "feedd (pid 812), indexd (pid 813)"; of many the first 8, "and 3 more".
  std::string Text() const;

 private:
  std::vector<std::string> names_;  ///< no more than are named
  std::string last_;
  size_t count_ = 0;
};

}  // namespace netkeel
