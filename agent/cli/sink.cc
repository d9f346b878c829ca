// SPDX-License-Identifier: Apache-2.0
#include "cli/sink.h"

#include "base/write_all.h"

namespace netkeel {

Result<void> DescriptorSink::Write(std::string_view text) {
  const int failure = WriteAll(fd_, text);
  if (failure == 0) return {};
  return Fail(ErrnoError("cannot write the output", failure));
}

}  // namespace netkeel
