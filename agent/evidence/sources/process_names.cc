// SPDX-License-Identifier: Apache-2.0
#include "evidence/sources/process_names.h"

#include "base/text.h"

namespace netkeel {

void ProcessNames::Add(const Fields& row) {
  constexpr size_t kMostNames = 8;
  std::string name = FieldText(row, "name") + " (pid " + FieldText(row, "pid") + ')';
  if (name == last_) return;
  if (count_++ < kMostNames) names_.push_back(name);
  last_ = std::move(name);
}

std::string ProcessNames::Text() const {
  const size_t more = count_ - names_.size();
  const std::string text = Join(names_, ", ");
  return more == 0 ? text : text + ", and " + std::to_string(more) + " more";
}

}  // namespace netkeel
