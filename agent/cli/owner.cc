// SPDX-License-Identifier: Apache-2.0
#include "cli/owner.h"

#include <unistd.h>

#include "base/text.h"
#include "cli/setup.h"
#include "evidence/recording/recording.h"
#include "host/inventory.h"

namespace netkeel {

Owner OwnerOfLooks(const Request& request, const Kernel& here) {
  return {HostName(here), request.root.empty(), true};
}

Owner OwnerOf(const Request& request, const std::string& recorded, const Kernel& here) {
  const std::string name = HostName(here);
  const std::string& file = request.evidence.recording;
  Owner owner;
  owner.at_hand = recorded.empty() || recorded == name;
  owner.own = owner.at_hand && request.root.empty() && (file.empty() || file == kRecordingFile);
  if (!recorded.empty()) owner.host = recorded;
  if (recorded.empty() && owner.own) owner.host = name;
  return owner;
}

Result<Wanted> NamedProfile(const Request& request) {
  if (request.arguments.empty()) return Wanted{};
  auto profile = OpenProfile(request.arguments.front());
  if (!profile) return Fail(profile.error());
  return Wanted{std::move(*profile), ""};
}

Wanted WantedOf(Wanted named, const Owner& owner, const Kernel& here) {
  if (named.profile && !owner.at_hand) {
    return {std::nullopt, "The profile is not compared: the recording is of " +
                              Printable(owner.host) + ", and this host is " +
                              Printable(HostName(here)) + "."};
  }
  if (named.profile || !owner.own || access(kDefaultProfile, F_OK) != 0) return named;
  auto profile = LoadProfile(kDefaultProfile, ProfileFolders());
  if (profile) return {std::move(*profile), ""};
  return {std::nullopt, std::string("What ") + kDefaultProfile +
                            " wants is not said: " + Printable(profile.error().message)};
}

}  // namespace netkeel
