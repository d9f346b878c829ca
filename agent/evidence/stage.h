// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace netkeel {

/// Where on the way from the wire to the application something stands, in the order in which a
/// packet passes.
enum class Stage { kWire, kCard, kInterrupt, kSoftirq, kBacklog, kIp, kSocket, kTcp };

inline constexpr std::array kStages{Stage::kWire,    Stage::kCard,    Stage::kInterrupt,
                                    Stage::kSoftirq, Stage::kBacklog, Stage::kIp,
                                    Stage::kSocket,  Stage::kTcp};

/// "wire", "card", ...
const char* ToText(Stage stage);

}  // namespace netkeel
