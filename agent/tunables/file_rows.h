// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "tunables/file_tunable.h"

namespace netkeel {

/// A tunable whose keys are rows with a `file` each: a further knob is a further row. A CPU set is
/// a list where the file's name ends in `_list`, else a mask.
class FileRows : public FileTunable {
 public:
  /// `descriptor` must outlive the tunable.
  explicit FileRows(const Descriptor& descriptor) : descriptor_(descriptor) {}

  const Descriptor& descriptor() const override { return descriptor_; }
  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override;

 protected:
  std::string PathOf(const Device& device, const std::string& key,
                     const State& observed) const override;

  /// Why there is no such file, for the operator.
  virtual std::string WhyAbsent(const Kernel& kernel, const KeyDescriptor& row) const;

 private:
  const Descriptor& descriptor_;
};

}  // namespace netkeel
