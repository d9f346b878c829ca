// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"

namespace netkeel {

/// Where a report goes that is too long to be held as a whole.
class Sink {
 public:
  virtual ~Sink() = default;

  /// After an error the report is lost, and nothing more is to be written.
  virtual Result<void> Write(std::string_view text) = 0;
};

/// An open descriptor: standard output.
class DescriptorSink : public Sink {
 public:
  explicit DescriptorSink(int fd) : fd_(fd) {}

  Result<void> Write(std::string_view text) override;

 private:
  int fd_;
};

}  // namespace netkeel
