// SPDX-License-Identifier: Apache-2.0
#include "cli/setup.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "host/inventory.h"
#include "kernel/live_kernel.h"
#include "kernel/recorded/recorded_kernel.h"
#include "profile/profile_file.h"

namespace netkeel {
namespace {

constexpr const char* kBaseline = "baseline";
constexpr const char* kShippedProfiles = "/usr/share/netkeel/profiles";

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

/// Names in `wanted` that no interface has.
std::vector<std::string> Missing(const std::vector<std::string>& wanted,
                                 const std::vector<std::string>& present) {
  std::vector<std::string> missing;
  for (const std::string& name : wanted) {
    if (std::count(present.begin(), present.end(), name) == 0) missing.push_back(name);
  }
  return missing;
}

}  // namespace

std::vector<std::string> ProfileFolders() {
  std::vector<std::string> folders(1, kShippedProfiles);
  if (folders.front() != NETKEEL_PROFILES) folders.emplace_back(NETKEEL_PROFILES);
  return folders;
}

Result<Profile> OpenProfile(const std::string& argument) {
  const std::vector<std::string> folders = ProfileFolders();
  if (IsProfilePath(argument)) return LoadProfile(argument, folders);
  for (const std::string& folder : folders) {
    const std::string path = folder + '/' + argument + ".yaml";
    if (Exists(path)) return LoadProfile(path, folders);
  }
  if (argument == kBaseline) return BaselineProfile();
  const std::string name = Printable(argument);
  return Fail(
      ErrorCode::kNotFound,
      "no profile \"" + name + "\" in " + Join(folders, " or ") +
          (Exists(argument) ? "; the file of that name is ./" + name
                            : "; a file is named with a slash or its .yaml, as in ./" + name));
}

std::string TextOfProfile(const std::string& argument) {
  if (!IsProfilePath(argument)) return "";
  return ReadProfileFile(argument, Caller::Current()).value_or("");
}

Result<Profile> ProfileOf(const Request& request, std::string& note) {
  if (!request.arguments.empty()) return OpenProfile(request.arguments.front());
  // One that is there and cannot be read is an error: a check of something else would mislead.
  if (Exists(kDefaultProfile) || errno != ENOENT) {
    return LoadProfile(kDefaultProfile, ProfileFolders());
  }
  if (request.verb == Verb::kApply) {
    return Fail(ErrorCode::kNotFound, std::string("apply: no ") + kDefaultProfile +
                                          "; name a profile: netkeel apply PROFILE");
  }
  note = std::string("no ") + kDefaultProfile + ": checking against the built-in baseline";
  return BaselineProfile();
}

Result<std::vector<Waiver>> WaiversOf(const Request& request) {
  if (!request.waivers.empty()) return LoadWaivers(request.waivers);
  // They belong to the profile beside them, also where somebody names it.
  const bool ours = request.arguments.empty() || request.arguments.front() == kDefaultProfile;
  const bool beside = ours && (Exists(kDefaultWaivers) || errno != ENOENT);
  return beside ? LoadWaivers(kDefaultWaivers) : std::vector<Waiver>{};
}

std::chrono::sys_days Today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

Result<std::unique_ptr<Kernel>> OpenKernel(const Request& request) {
  if (request.root.empty()) {
    auto live = std::make_unique<LiveKernel>();
    if (const auto own = NeedOwnSys(*live); !own) return Fail(own.error());
    return live;
  }
  auto recorded = RecordedKernel::Load(request.root);
  if (!recorded) return Fail(At("--root", recorded.error()));
  return std::make_unique<RecordedKernel>(std::move(*recorded));
}

Result<void> NeedInterfaces(const Request& request, const Kernel& kernel) {
  if (request.interfaces.empty()) return {};
  constexpr std::chrono::milliseconds kBetweenLooks(250);
  for (std::chrono::milliseconds waited(0);; waited += kBetweenLooks) {
    const auto present = InterfaceNames(kernel);
    if (!present) return Fail(present.error());
    const std::vector<std::string> missing = Missing(request.interfaces, *present);
    if (missing.empty()) return {};
    if (waited >= request.wait) {
      const std::string close = Closest(missing.front(), *present);
      return Fail(ErrorCode::kBadInput,
                  "no interface " + Printable(missing.front()) + " here; " +
                      (close.empty() ? "there are " + Printable(Join(*present, ", "))
                                     : "did you mean " + Printable(close) + '?'));
    }
    kernel.Pause(kBetweenLooks);
  }
}

Result<Subject> OpenSubject(const Request& request) {
  Subject subject;
  auto profile = ProfileOf(request, subject.note);
  if (!profile) return Fail(profile.error());
  subject.profile = std::move(*profile);
  auto kernel = OpenKernel(request);
  if (!kernel) return Fail(kernel.error());
  subject.kernel = std::move(*kernel);
  if (const auto there = NeedInterfaces(request, *subject.kernel); !there) {
    return Fail(there.error());
  }
  return subject;
}

}  // namespace netkeel
