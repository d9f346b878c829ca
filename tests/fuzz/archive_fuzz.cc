// SPDX-License-Identifier: Apache-2.0
//
// A captured tree as a tar archive from somebody else: no path in it leads out of a folder, and
// what is read is written as what reads the same.
#include "base/text.h"
#include "fuzz.h"
#include "kernel/recorded/ustar.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using netkeel::Expect;
  const auto files = netkeel::ParseUstar(netkeel::TextOf(data, size));
  if (!files) {
    netkeel::ExpectPrintable(files.error().message);
    return 0;
  }
  for (const auto& [path, content] : *files) {
    for (const std::string_view part : netkeel::Split(path, "/")) Expect(part != "..");
    Expect(!path.starts_with('/') && content.size() <= size);
  }
  const auto archive = netkeel::ToUstar(*files, 0);
  if (!archive) return 0;
  const auto again = netkeel::ParseUstar(*archive);
  Expect(again && *again == *files);
  return 0;
}
