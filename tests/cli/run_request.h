// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/verbs.h"

namespace netkeel {

/// Keeps what is written.
class TextSink : public Sink {
 public:
  Result<void> Write(std::string_view written) override {
    text += written;
    return {};
  }

  std::string text;
};

/// What `request` comes to without a terminal, all of it in the outcome.
inline Outcome RunRequest(const Request& request) {
  TextSink sink;
  Outcome outcome = Run(request, {}, sink);
  outcome.out.insert(0, sink.text);
  return outcome;
}

}  // namespace netkeel
