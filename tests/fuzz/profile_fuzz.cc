// SPDX-License-Identifier: Apache-2.0
//
// A profile: it is understood or refused in safe words, and what is understood can be resolved.
#include <algorithm>

#include "fuzz.h"
#include "profile/load.h"
#include "profile/parse_yaml.h"
#include "tunables/tunable.h"

namespace {

/// Extends nothing but what is built in: a fuzzer must not read the machine's files.
bool NamesFiles(std::string_view text) {
  return text.find('/') != text.npos || text.find(".y") != text.npos;
}

using netkeel::YamlNode;

bool Same(const YamlNode& a, const YamlNode& b) {
  return a.kind == b.kind && a.line == b.line && a.text == b.text && a.key == b.key &&
         a.key_line == b.key_line &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), Same);
}

/// A document says the same without its comments, and is as wrong in the same places.
void TryWithoutComments(const std::string& text) {
  netkeel::Problems whole;
  netkeel::Problems cut;
  if (!netkeel::CheckText(text, "p.yaml", whole)) return;
  const auto a = netkeel::ReadYaml(text, "p.yaml", whole);
  const auto b = netkeel::ReadYaml(netkeel::WithoutComments(text), "p.yaml", cut);
  netkeel::Expect(a.has_value() == b.has_value() && (!a || Same(*a, *b)));
  netkeel::Expect(whole.ToError().message == cut.ToError().message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using netkeel::Expect;
  static const netkeel::LoadOptions kOptions{netkeel::Descriptors(), {}, netkeel::Caller{}};
  const std::string text(netkeel::TextOf(data, size));
  TryWithoutComments(text);
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
