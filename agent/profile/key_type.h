// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/value.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// What may be written for a key: "a number", "CPUs: 2-5, isolated, ...".
std::string TypeText(const KeyDescriptor& row);

/// Whether a profile can say this value: the kernel takes some that a profile may not have.
bool CanSay(const KeyDescriptor& row, const Value& value);

}  // namespace netkeel
