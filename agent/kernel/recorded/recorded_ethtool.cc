// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdint>

#include "kernel/recorded/recorded_rules.h"

namespace netkeel {

tl::unexpected<RecordedRefusal> Refused(int sys_errno, std::string text) {
  return tl::unexpected(RecordedRefusal{sys_errno, std::move(text)});
}

EthtoolAccepted RefuseAll(const RecordedRequest& /*request*/) { return Refused(EOPNOTSUPP); }

EthtoolAccepted AcceptByCore(const RecordedRequest& request) {
  EthtoolFields after = request.current;
  for (const auto& [word, value] : request.written) {
    const AttributeRow* const row = FindAttribute(request.row.attributes, word);
    if (row == nullptr || !row->writable) return Refused(EINVAL, "Unsupported attribute");
    const std::string maximum(row->maximum);
    if (!maximum.empty() &&
        FieldNumber(request.written, word) > FieldNumber(request.current, maximum)) {
      return Refused(EINVAL, request.row.above_maximum);
    }
    const bool has = request.current.contains(word);
    if (has) after[word] = value;
    if (has || !maximum.empty()) continue;  // a 0 of what the device has not got
    return Refused(EOPNOTSUPP, row->kind == AttributeKind::kBitset ? "bit name not found" : "");
  }
  return after;
}

}  // namespace netkeel
