// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "profile/profile.h"
#include "profile/profile_file.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// What loading a profile depends on, besides the file.
struct LoadOptions {
  std::vector<Descriptor> descriptors;
  std::vector<std::string> search;  ///< folders of shipped profiles
  Caller caller;
};

/// LoadProfile and ParseProfile with everything named.
Result<Profile> LoadProfileWith(const std::string& path, const LoadOptions& options);
Result<Profile> ParseProfileWith(const std::string& text, const std::string& name,
                                 const LoadOptions& options);

/// ProfileSchema for these descriptors.
std::string ProfileSchema(const std::vector<Descriptor>& descriptors);

}  // namespace netkeel
