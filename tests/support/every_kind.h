// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "kernel/topics/attribute.h"

namespace netkeel {

/// Attributes of every kind that a topic may have, all of them writable.
inline constexpr std::array<std::string_view, 2> kHashes{"toeplitz", "xor"};
inline constexpr std::array kNested{
    AttributeRow{.number = 1, .word = "on", .kind = AttributeKind::kFlag, .writable = true},
    AttributeRow{.number = 2, .word = "depth", .kind = AttributeKind::kU8, .writable = true},
    AttributeRow{.number = 3, .word = "bits", .kind = AttributeKind::kBitset, .writable = true},
};
inline constexpr std::array kEveryKind{
    AttributeRow{.number = 2, .word = "u8", .kind = AttributeKind::kU8, .writable = true},
    AttributeRow{.number = 3, .word = "u32", .writable = true},
    AttributeRow{.number = 4, .word = "uint", .kind = AttributeKind::kUint, .writable = true},
    AttributeRow{.number = 5, .word = "flag", .kind = AttributeKind::kFlag, .writable = true},
    AttributeRow{.number = 6, .word = "text", .kind = AttributeKind::kText, .writable = true},
    AttributeRow{.number = 7, .word = "key", .kind = AttributeKind::kBytes, .writable = true},
    AttributeRow{.number = 8, .word = "table", .kind = AttributeKind::kNumbers, .writable = true},
    AttributeRow{.number = 9, .word = "bits", .kind = AttributeKind::kBitset, .writable = true},
    AttributeRow{.number = 10, .word = "nest", .kind = AttributeKind::kNest, .nest = kNested},
    AttributeRow{.number = 11,
                 .word = "switch",
                 .kind = AttributeKind::kU8,
                 .writable = true,
                 .names = kOffOn},
    AttributeRow{.number = 12, .word = "hash", .writable = true, .names = kHashes},
};

}  // namespace netkeel
