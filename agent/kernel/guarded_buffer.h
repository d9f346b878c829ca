// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace netkeel {

/// Zeroed memory for a kernel that may write more than it was asked for: what does not fit ends in
/// EFAULT, and never in other memory of ours. Pages cost something only where they are used.
class GuardedBuffer {
 public:
  /// `size` is rounded up to whole pages.
  explicit GuardedBuffer(size_t size);
  ~GuardedBuffer();
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  /// Null where there was no memory.
  char* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  size_t size_;
  char* data_ = nullptr;
};

}  // namespace netkeel
