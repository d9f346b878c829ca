// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "kernel/kernel.h"
#include "report/key_table.h"

namespace netkeel {

/// What is known of a key without a row that a profile may name all the same, made of what holds
/// for all such keys: "features.tx-esp-segmentation", "private-flags.foo", "net.ipv4.foo". None
/// where `word` is no such key. `word` must outlive it.
std::optional<KeyEntry> OpenEntry(const std::string& word);

/// Which row of the same section is spelled nearly like it; "" for none.
std::string NearOpen(const KeyEntry& entry);

/// The kernel's own document of keys of that name; "" where none is known.
std::string DocumentOf(const KeyEntry& entry);

/// What there is of it: "eth0 off, eth1 on (fixed)", a sysctl's value, or why it has none. "" of
/// what an interface has by files.
std::string PresentValue(const KeyEntry& entry, const Kernel& kernel);

}  // namespace netkeel
