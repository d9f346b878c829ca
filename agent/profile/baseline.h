// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace netkeel {

/// profiles/baseline.yaml as it was when netkeel was built.
extern const char* const kBaselineText;

}  // namespace netkeel
