// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

/// libFuzzer's entry: each target defines it, and calls Expect() for what must hold.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace netkeel {

inline void Expect(bool holds) {
  if (!holds) std::abort();
}

inline std::string_view TextOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Nothing that a terminal acts on, but for ends of lines.
inline void ExpectPrintable(std::string_view text) {
  for (const char c : text)
    Expect((static_cast<unsigned char>(c) >= ' ' && c != 0x7F) || c == '\n');
}

}  // namespace netkeel
