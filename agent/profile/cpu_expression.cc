// SPDX-License-Identifier: Apache-2.0
#include "profile/cpu_expression.h"
