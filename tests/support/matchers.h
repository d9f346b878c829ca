// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include "base/result.h"

namespace netkeel {

/// A Result that holds a value.
MATCHER(IsOk, negation ? "is an error" : "holds a value") {
  if (!arg.has_value()) *result_listener << "whose error is: " << arg.error().message;
  return arg.has_value();
}

/// A Result that holds a value matching `inner`.
MATCHER_P(IsOkAnd, inner, "holds a value that matches") {
  if (!arg.has_value()) {
    *result_listener << "whose error is: " << arg.error().message;
    return false;
  }
  *result_listener << "whose value is " << testing::PrintToString(arg.value()) << ' ';
  return testing::ExplainMatchResult(inner, arg.value(), result_listener);
}

/// A Result that holds an error of that code.
MATCHER_P(HasCode, code, "is an error of that code") {
  if (arg.has_value()) *result_listener << "which holds a value";
  if (!arg.has_value() && arg.error().code != code) {
    *result_listener << "whose error is: " << arg.error().message;
  }
  return !arg.has_value() && arg.error().code == code;
}

/// A Result that holds an error with that errno.
MATCHER_P(HasErrno, sys_errno, "is an error with that errno") {
  if (arg.has_value()) *result_listener << "which holds a value";
  if (!arg.has_value()) *result_listener << "whose error is: " << arg.error().message;
  return !arg.has_value() && arg.error().sys_errno == sys_errno;
}

}  // namespace netkeel
