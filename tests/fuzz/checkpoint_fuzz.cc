// SPDX-License-Identifier: Apache-2.0
//
// A checkpoint file: what is understood is written as what reads the same.
#include "fuzz.h"
#include "reconcile/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto checkpoint = netkeel::CheckpointFromJson(std::string(netkeel::TextOf(data, size)));
  if (!checkpoint) return 0;
  const auto again = netkeel::CheckpointFromJson(netkeel::ToJson(*checkpoint));
  netkeel::Expect(again.has_value());
  netkeel::Expect(again->values == checkpoint->values);
  netkeel::Expect(again->devices.size() == checkpoint->devices.size());
  return 0;
}
