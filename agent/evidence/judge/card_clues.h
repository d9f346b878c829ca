// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/judge/scene.h"

namespace netkeel {

/// What link, driver and queue counters say of an interface, a loss counted once however many of
/// them count it.
CardClues CardOf(const Clues& clues, const std::string& name);

}  // namespace netkeel
