// SPDX-License-Identifier: Apache-2.0
#include "profile/problems.h"

#include <algorithm>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr size_t kMostShown = 50;
constexpr size_t kLongestGuess = 80;

}  // namespace

void Problems::Add(const std::string& file, int line, std::string what) {
  const auto known = std::find(files_.begin(), files_.end(), file);
  const auto index = static_cast<size_t>(known - files_.begin());
  if (known == files_.end()) files_.push_back(file);
  problems_.push_back({index, line, std::move(what)});
}

Error Problems::ToError() const {
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& left, const Problem& right) {
    return left.file != right.file ? left.file < right.file : left.line < right.line;
  });
  std::vector<std::string> lines;
  for (const Problem& problem : sorted) {
    if (lines.size() == kMostShown) {
      lines.push_back("and " + std::to_string(sorted.size() - kMostShown) + " more");
      break;
    }
    const Source where{Printable(files_[problem.file]), problem.line};
    lines.push_back(ToText(where) + ": " + Printable(problem.what));
  }
  return {ErrorCode::kBadInput, Join(lines, "\n"), 0};
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 2 && word.size() <= kLongestGuess) {
    const std::string closest = Closest(word, candidates);
    if (!closest.empty()) return "; did you mean '" + closest + "'?";
  }
  return "; known here: " + Join(candidates, ", ");
}

}  // namespace netkeel
