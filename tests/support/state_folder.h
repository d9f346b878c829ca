// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "support/temp_folder.h"

namespace netkeel {

/// Where files are not written to a disk each time a test asks for that: hundreds of records are
/// made durable.
inline std::filesystem::path FolderInMemory() {
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
}

/// A test with a state directory of its own, which is not there yet.
class StateFolderTest : public ::testing::Test {
 protected:
  std::string StateFolder() const { return (folder_ / "state").string(); }

  const TempFolder folder_{FolderInMemory()};
};

}  // namespace netkeel
