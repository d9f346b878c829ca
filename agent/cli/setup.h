// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/request.h"
#include "kernel/kernel.h"
#include "profile/profile.h"
#include "profile/waivers.h"

namespace netkeel {

inline constexpr const char* kDefaultProfile = "/etc/netkeel/profile.yaml";
inline constexpr const char* kDefaultWaivers = "/etc/netkeel/waivers.yaml";

/// Folders of shipped profiles, in order of search.
std::vector<std::string> ProfileFolders();

/// A file, or else a shipped profile of that name ("multicast-feed"). kNotFound, kBadInput.
Result<Profile> OpenProfile(const std::string& argument);

/// That file's own text; "" of a shipped profile, whatever file there is of its name.
std::string TextOfProfile(const std::string& argument);

/// The profile that was asked for, else kDefaultProfile. Where that is missing too, `check` has the
/// built-in baseline, and `note` says so; `apply` has kNotFound.
Result<Profile> ProfileOf(const Request& request, std::string& note);

/// The waivers that were asked for; without any, and where no profile but kDefaultProfile is named,
/// those of kDefaultWaivers where they are there.
Result<std::vector<Waiver>> WaiversOf(const Request& request);

/// The day it is, UTC.
std::chrono::sys_days Today();

/// What check and apply work on.
struct Subject {
  Profile profile;
  std::string note;  ///< what the operator should know of the choice of profile; "" for nothing
  std::unique_ptr<Kernel> kernel;
};

/// Profile, kernel and the interfaces asked for, or why one of them is not to be had.
Result<Subject> OpenSubject(const Request& request);

/// This machine, or the captured tree of `--root`. kForeign where /sys is not this process's.
Result<std::unique_ptr<Kernel>> OpenKernel(const Request& request);

/// kBadInput naming what is there where an interface of `--interface` is not, even after
/// `request.wait`.
Result<void> NeedInterfaces(const Request& request, const Kernel& kernel);

}  // namespace netkeel
