// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>

#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/attribute_parts.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// ETH_RSS_HASH_* and RXH_XFRM_* of linux/ethtool.h are bits, of which a device has one.
constexpr std::array<std::string_view, 5> kHashes{"none", "toeplitz", "xor", "3", "crc32"};
constexpr std::array<std::string_view, 3> kInputs{"none", "symmetric-xor", "symmetric-or-xor"};

// Of the main context alone. The table is empty in a request for the driver's default.
constexpr std::array kAttributes{
    AttributeRow{.number = 3, .word = "hash-function", .writable = true, .names = kHashes},
    AttributeRow{
        .number = 4, .word = "indirection", .kind = AttributeKind::kNumbers, .writable = true},
    AttributeRow{.number = 5,
                 .word = "key",
                 .kind = AttributeKind::kBytes,
                 .writable = true,
                 .secret = true},
    AttributeRow{.number = 6, .word = "input-transformation", .writable = true, .names = kInputs},
    AttributeRow{.word = kTableByHand},
};

/// struct ethtool_rxfh, whose input_xfrm is newer than many a system's header (Linux 6.8).
struct Head {
  __u32 cmd = 0;
  __u32 rss_context = 0;
  __u32 indir_size = 0;
  __u32 key_size = 0;
  __u8 hfunc = 0;
  __u8 input_xfrm = 0;
  __u8 reserved8[2] = {};
  __u32 reserved32 = 0;
};

constexpr __u32 kSameTable = 0xffffffff;  // ETH_RXFH_INDIR_NO_CHANGE
constexpr __u8 kSameFunction = 0;         // ETH_RSS_HASH_NO_CHANGE

/// A head, and its table and key behind it, as the ioctl has them.
class Config {
 public:
  Config(const Head& head, size_t entries, size_t key)
      : memory_(sizeof(Head) / sizeof(__u32) + entries + (key + 3) / sizeof(__u32)) {
    std::memcpy(memory_.data(), &head, sizeof head);
  }

  void* memory() { return memory_.data(); }
  __u32* table() { return memory_.data() + sizeof(Head) / sizeof(__u32); }
  char* key(size_t entries) { return reinterpret_cast<char*>(table() + entries); }

 private:
  std::vector<__u32> memory_;
};

Result<EthtoolFields> Get(EthtoolCall& call) {
  const auto sizes = call.Fetch<Head>(ETHTOOL_GRSSH);
  if (!sizes) return Fail(sizes.error());
  Config config(
      {.cmd = ETHTOOL_GRSSH, .indir_size = sizes->indir_size, .key_size = sizes->key_size},
      sizes->indir_size, sizes->key_size);
  const int failed = call.Call(config.memory());
  if (failed != 0) return call.Failed(failed);
  EthtoolFields fields;
  if (sizes->hfunc != 0) fields["hash-function"] = uint64_t{sizes->hfunc};
  if (sizes->input_xfrm != 0) fields["input-transformation"] = uint64_t{sizes->input_xfrm};
  const __u32* const table = config.table();
  if (sizes->indir_size > 0) {
    fields["indirection"] = std::vector<uint64_t>(table, table + sizes->indir_size);
  }
  if (sizes->key_size > 0) {
    fields["key"] = BytesText({config.key(sizes->indir_size), sizes->key_size});
  }
  return fields;
}

template <typename T>
const T* FieldOf(const EthtoolFields& fields, const char* word) {
  const auto field = fields.find(word);
  return field == fields.end() ? nullptr : std::get_if<T>(&field->second);
}

/// What is not in `fields` stays: there is a number for each that says so, but for the input
/// transformation, where kernels before 6.8 take nothing but 0.
Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  const auto present = call.Fetch<Head>(ETHTOOL_GRSSH);
  if (!present) return Fail(present.error());
  const auto* const table = FieldOf<std::vector<uint64_t>>(fields, "indirection");
  const auto* const key = FieldOf<std::string>(fields, "key");
  const auto* const function = FieldOf<uint64_t>(fields, "hash-function");
  const auto* const input = FieldOf<uint64_t>(fields, "input-transformation");
  const auto bytes = key != nullptr ? BytesOf(*key) : std::string();
  if (!bytes) return call.Failed(EINVAL, "key cannot be set");
  Head head{.cmd = ETHTOOL_SRSSH, .indir_size = kSameTable, .hfunc = kSameFunction};
  head.key_size = static_cast<__u32>(bytes->size());
  head.input_xfrm = input != nullptr ? static_cast<__u8>(*input) : present->input_xfrm;
  if (function != nullptr) head.hfunc = static_cast<__u8>(*function);
  if (table != nullptr) head.indir_size = table->empty() ? 0 : present->indir_size;
  const size_t entries = table == nullptr || table->empty() ? 0 : present->indir_size;
  if (entries % std::max<size_t>(table == nullptr ? 1 : table->size(), 1) != 0) {
    return call.Failed(EINVAL, "the table has " + std::to_string(entries) + " entries");
  }
  Config config(head, entries, bytes->size());
  for (size_t i = 0; i < entries; ++i) {
    config.table()[i] = static_cast<__u32>((*table)[i % table->size()]);
  }
  bytes->copy(config.key(entries), bytes->size());
  const int failed = call.Call(config.memory());
  if (failed != 0) return call.Failed(failed);
  return {};
}

}  // namespace

constexpr EthtoolRow kRssRow{
    .word = "rss",
    .get = 38,
    .set = 48,
    .attributes = kAttributes,
    .ioctl = {Get, Set},
    .accept = AcceptRss,
    .travels = Travels::kAll,
};

}  // namespace netkeel
