// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernel/kernel_decorator.h"

namespace netkeel {

/// Passes everything on to another kernel: what a test changes of one, it overrides.
class ForwardingKernel : public ReadOnlyKernel {
 public:
  /// `kernel` must outlive it.
  explicit ForwardingKernel(Kernel& kernel) : ReadOnlyKernel(kernel, ""), kernel_(kernel) {}

  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override {
    return kernel_.WriteFile(file, content);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    return kernel_.EthtoolSet(device, topic, fields);
  }

 private:
  Kernel& kernel_;
};

}  // namespace netkeel
