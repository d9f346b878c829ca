// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace netkeel {
namespace {

TEST(ResultTest, ErrnosFallIntoWhatACallerDoesAboutThem) {
  EXPECT_EQ(CodeOfErrno(ENOENT), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOfErrno(ENODEV), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOfErrno(EOPNOTSUPP), ErrorCode::kUnsupported);
  EXPECT_EQ(CodeOfErrno(524), ErrorCode::kUnsupported);
  EXPECT_EQ(CodeOfErrno(EROFS), ErrorCode::kPermission);
  EXPECT_EQ(CodeOfErrno(EBUSY), ErrorCode::kBusy);
  EXPECT_EQ(CodeOfErrno(EOVERFLOW), ErrorCode::kInvalid);
  EXPECT_EQ(CodeOfErrno(EIO), ErrorCode::kIo);
}

TEST(ResultTest, EachLayerPutsWhereInFrontAndKeepsTheRest) {
  const Error error = At("eth0 irq", ErrnoError("/proc/irq/7/smp_affinity", EIO));
  EXPECT_EQ(error.message, "eth0 irq: /proc/irq/7/smp_affinity: Input/output error");
  EXPECT_EQ(error.sys_errno, EIO);
  EXPECT_EQ(error.code, ErrorCode::kIo);
}

}  // namespace
}  // namespace netkeel
