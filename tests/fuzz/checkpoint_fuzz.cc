// SPDX-License-Identifier: Apache-2.0
//
// A checkpoint or an entry of the history behind its checksum: what is understood is written as
// what reads the same.
#include "fuzz.h"
#include "history/record.h"
#include "history/state_directory.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string content(netkeel::TextOf(data, size));
  netkeel::Expect(netkeel::Unsealed(netkeel::Sealed(content)) == content);
  if (const auto inner = netkeel::Unsealed(content)) {
    netkeel::Expect(netkeel::Sealed(*inner) == content);
  }
  const auto record = netkeel::RecordFromJson(content);
  if (!record) {
    netkeel::ExpectPrintable(record.error().message);
    return 0;
  }
  const std::string text = netkeel::ToJson(*record);
  const auto again = netkeel::RecordFromJson(text);
  netkeel::Expect(again.has_value());
  netkeel::Expect(again->before.values == record->before.values);
  netkeel::Expect(netkeel::ToJson(*again) == text);
  return 0;
}
