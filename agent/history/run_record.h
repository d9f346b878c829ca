// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "history/record.h"
#include "kernel/kernel.h"

namespace netkeel {

/// A record that begins now, by who calls, in this boot.
Record StartRecord(const Kernel& kernel, const std::string& verb, const std::string& profile);

/// "2026-11-23 18:40:01Z", of seconds since 1970.
std::string TimeText(uint64_t seconds);

/// "apply 3 of feed.yaml".
std::string NameOf(const Record& record);

}  // namespace netkeel
