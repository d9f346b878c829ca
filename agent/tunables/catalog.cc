// SPDX-License-Identifier: Apache-2.0
#include "tunables/tunable.h"
