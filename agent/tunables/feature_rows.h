// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tunables/descriptor.h"

namespace netkeel {

/// The features that receiving is about, and ethtool(8)'s words for groups. Every other name that
/// the kernel has may stand beside them.
std::span<const KeyDescriptor> FeatureRows();

}  // namespace netkeel
