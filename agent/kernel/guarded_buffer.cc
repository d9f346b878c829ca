// SPDX-License-Identifier: Apache-2.0
#include "kernel/guarded_buffer.h"

#include <sys/mman.h>
#include <unistd.h>

namespace netkeel {
namespace {

size_t PageSize() { return static_cast<size_t>(::sysconf(_SC_PAGESIZE)); }

}  // namespace

GuardedBuffer::GuardedBuffer(size_t size)
    : size_((size + PageSize() - 1) / PageSize() * PageSize()) {
  const size_t all = size_ + PageSize();
  void* const memory =
      ::mmap(nullptr, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  if (::mprotect(memory, size_, PROT_READ | PROT_WRITE) == 0) {
    data_ = static_cast<char*>(memory);
  } else {
    ::munmap(memory, all);
  }
}

GuardedBuffer::~GuardedBuffer() {
  if (data_ != nullptr) ::munmap(data_, size_ + PageSize());
}

}  // namespace netkeel
