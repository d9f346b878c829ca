// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {

/// The tree of tests/trees/`name`.
inline RecordedKernel LoadTestTree(const std::string& name) {
  auto kernel = RecordedKernel::Load("trees/" + name);
  EXPECT_TRUE(kernel) << (kernel ? "" : kernel.error().message);
  return kernel ? std::move(*kernel) : RecordedKernel();
}

inline Device Interface(const Kernel& kernel, const std::string& name) {
  auto device = DescribeInterface(kernel, name);
  EXPECT_TRUE(device) << name;
  return device ? *device : Device{};
}

}  // namespace netkeel
