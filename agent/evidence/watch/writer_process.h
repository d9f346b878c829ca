// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace netkeel {

/// "by pid 350 (irqbalance)", "by pid 353 (sh /opt/tune.sh)" of what an interpreter runs, "by pid
/// 353, gone" of one that is there no more, "by a process of another pid namespace" of pid 0.
/// `proc` is where procfs is.
std::string WriterText(int64_t pid, const std::string& proc = "/proc");

}  // namespace netkeel
