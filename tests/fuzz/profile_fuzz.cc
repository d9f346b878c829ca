// SPDX-License-Identifier: Apache-2.0
//
// A profile: it is understood or refused in safe words, and what is understood can be resolved.
#include "fuzz.h"
#include "profile/load.h"
#include "tunables/tunable.h"

namespace {

/// Extends nothing but what is built in: a fuzzer must not read the machine's files.
bool NamesFiles(std::string_view text) {
  return text.find('/') != text.npos || text.find(".y") != text.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using netkeel::Expect;
  static const netkeel::LoadOptions kOptions{netkeel::Descriptors(), {}, netkeel::Caller{}};
  const std::string text(netkeel::TextOf(data, size));
  if (text.find("extends") != text.npos && NamesFiles(text)) return 0;
  const auto profile = netkeel::ParseProfileWith(text, "p.yaml", kOptions);
  if (!profile) {
    Expect(!profile.error().message.empty());
    netkeel::ExpectPrintable(profile.error().message);
    return 0;
  }
  for (const auto& block : profile->interfaces) {
    for (const auto& setting : block.settings) Expect(setting.source.line > 0);
  }
  return 0;
}
