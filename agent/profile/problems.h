// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/report.h"

namespace netkeel {

/// Everything found wrong with a profile and with all that it extends.
class Problems {
 public:
  /// `what` is "what; what to do", and may repeat words of the file raw. Line 0: the file as a
  /// whole.
  void Add(const std::string& file, int line, std::string what);

  bool Empty() const { return problems_.empty(); }

  /// kBadInput, one problem a line: file by file as first met, each in line order; printable.
  Error ToError() const;

 private:
  struct Problem {
    size_t file = 0;  ///< place in files_
    int line = 0;
    std::string what;
  };

  std::vector<std::string> files_;
  std::vector<Problem> problems_;
};

/// "; did you mean 'rings'?", or "; known here: a, b" where nothing is near in spelling.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace netkeel
