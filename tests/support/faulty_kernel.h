// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "support/forwarding_kernel.h"

namespace netkeel {

/// Lets a kernel's nth write fail, or every one from then on. Reads always go through.
class FaultyKernel final : public ForwardingKernel {
 public:
  enum class Lasts { kOnce, kForEver };

  /// `nth` counts from 1; 0 fails nothing.
  FaultyKernel(Kernel& kernel, size_t nth, int sys_errno, Lasts lasts = Lasts::kOnce)
      : ForwardingKernel(kernel), nth_(nth), sys_errno_(sys_errno), lasts_(lasts) {}

  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override {
    if (IsNextToFail()) return Fail(ErrnoError(file.path, sys_errno_));
    return ForwardingKernel::WriteFile(file, content);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    if (IsNextToFail()) return Fail(ErrnoError(device.name, sys_errno_));
    return ForwardingKernel::EthtoolSet(device, topic, fields);
  }

  /// Writes asked for so far, failed ones too.
  size_t writes() const { return writes_; }
  bool failed() const { return nth_ > 0 && writes_ >= nth_; }

 private:
  bool IsNextToFail() {
    ++writes_;
    return writes_ == nth_ || (failed() && lasts_ == Lasts::kForEver);
  }

  size_t nth_;
  int sys_errno_;
  Lasts lasts_;
  size_t writes_ = 0;
};

}  // namespace netkeel
