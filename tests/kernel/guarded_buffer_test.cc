// SPDX-License-Identifier: Apache-2.0
#include "kernel/guarded_buffer.h"

#include <gmock/gmock.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace netkeel {
namespace {

TEST(GuardedBufferTest, AllOfItIsThereAndZero) {
  const GuardedBuffer buffer(10'000);
  ASSERT_NE(buffer.data(), nullptr);
  EXPECT_GE(buffer.size(), 10'000U);
  for (size_t i = 0; i < buffer.size(); ++i) ASSERT_EQ(buffer.data()[i], 0);
  buffer.data()[buffer.size() - 1] = 1;
}

TEST(GuardedBufferTest, TheKernelCannotWriteBehindIt) {
  const GuardedBuffer buffer(1);
  char source[16] = {};
  const iovec from = {source, sizeof source};
  const iovec inside = {buffer.data() + buffer.size() - sizeof source, sizeof source};
  const iovec behind = {buffer.data() + buffer.size(), sizeof source};
  EXPECT_EQ(::process_vm_writev(::getpid(), &from, 1, &inside, 1, 0), ssize_t{sizeof source});
  EXPECT_EQ(::process_vm_writev(::getpid(), &from, 1, &behind, 1, 0), -1);
  EXPECT_EQ(errno, EFAULT);
}

}  // namespace
}  // namespace netkeel
