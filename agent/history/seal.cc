// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>

#include "base/crc32.h"
#include "history/state_directory.h"

namespace netkeel {
namespace {

constexpr std::string_view kFormat = "netkeel state, format 2, ";

std::string SealOf(std::string_view content) {
  std::array<char, 16> checksum;
  std::snprintf(checksum.data(), checksum.size(), "%08x", Crc32(content));
  return std::string(kFormat) + std::to_string(content.size()) + " bytes, CRC-32 " +
         checksum.data() + '\n';
}

}  // namespace

std::string Sealed(const std::string& content) { return SealOf(content) + content; }

Result<std::string> Unsealed(const std::string& text) {
  const size_t line_end = text.find('\n');
  if (!text.starts_with(kFormat) || line_end == text.npos) {
    return Fail(ErrorCode::kBadInput, "of another format, or cut short");
  }
  std::string content = text.substr(line_end + 1);
  if (SealOf(content) != text.substr(0, line_end + 1)) {
    return Fail(ErrorCode::kBadInput, "damaged: length or checksum do not fit");
  }
  return content;
}

}  // namespace netkeel
