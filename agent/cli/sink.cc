// SPDX-License-Identifier: Apache-2.0
#include "cli/sink.h"

#include <unistd.h>

#include <cerrno>

namespace netkeel {

int WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

Result<void> DescriptorSink::Write(std::string_view text) {
  const int failure = WriteAll(fd_, text);
  if (failure == 0) return {};
  return Fail(ErrnoError("cannot write the output", failure));
}

}  // namespace netkeel
