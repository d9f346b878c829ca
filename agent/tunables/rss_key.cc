// SPDX-License-Identifier: Apache-2.0
#include "tunables/rss_key.h"

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::string_view kSymmetric = "symmetric";
constexpr std::string_view kPair = "6d:5a";

size_t BytesIn(std::string_view key) { return key.empty() ? 0 : (key.size() + 1) / 3; }

bool IsKey(std::string_view text) {
  for (const std::string_view byte : Split(text, ":")) {
    const bool is_hex = byte.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    if (byte.size() != 2 || !is_hex) return false;
  }
  return true;
}

/// The key itself must not come into a message.
std::string WrongWith(std::string_view text) {
  return text == kSymmetric || IsKey(text) ? "" : "is no hash key";
}

}  // namespace

const TextForm kKeyForm{.pattern = "^\\s*(symmetric|[0-9a-fA-F]{2}(:[0-9a-fA-F]{2})*)\\s*$",
                        .help = "bytes as ethtool -x prints them (6d:5a:56:...), or symmetric",
                        .wrong_with = WrongWith};

Result<std::string> KeyFor(std::string_view written, std::string_view present) {
  const size_t bytes = BytesIn(present);
  std::string key;
  if (written == kSymmetric) {
    while (key.size() < present.size()) key += (key.empty() ? "" : ":") + std::string(kPair);
    return key.substr(0, present.size());
  }
  if (BytesIn(written) != bytes) {
    return Fail(ErrorCode::kBadInput, "the device's key has " + std::to_string(bytes) +
                                          " bytes, and this one " +
                                          std::to_string(BytesIn(written)));
  }
  for (const char c : written) {
    key += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return key;
}

std::string KeyForPeople(std::string_view key) {
  if (key == kSymmetric || key.empty()) return std::string(key);
  return std::to_string(BytesIn(key)) + " bytes, " + std::string(key.substr(0, 5)) + ":..";
}

}  // namespace netkeel
