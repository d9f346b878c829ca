// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace netkeel {

/// The CRC-32 of gzip, PNG and Ethernet (IEEE 802.3, reflected 0xEDB88320). It finds every change
/// of one bit and every burst of up to 32: what disks and torn writes do, not what an adversary
/// does.
uint32_t Crc32(std::string_view data);

}  // namespace netkeel
