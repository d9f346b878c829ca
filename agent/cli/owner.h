// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/request.h"
#include "kernel/kernel.h"
#include "profile/profile.h"

namespace netkeel {

/// Whose data a verdict is made of: a recording or a capture can be another host's.
struct Owner {
  std::string host = "unknown";  ///< as the data say, else this one where they are its own
  bool own = false;              ///< this host's: its default profile and its history are of it
  bool at_hand = true;  ///< the kernel at hand can be that host: a profile can be compared with it
};

/// Of looks at the kernel that is open.
Owner OwnerOfLooks(const Request& request, const Kernel& here);

/// Of a recording that says it is of `recorded`, "" where it says nothing. One that another file
/// than the usual holds may be of any host.
Owner OwnerOf(const Request& request, const std::string& recorded, const Kernel& here);

/// What is wanted of the host that data are of.
struct Wanted {
  std::optional<Profile> profile;
  std::string note;  ///< why there is none, or which one it is; "" for nothing to say
};

/// The profile that was named. kNotFound, kBadInput.
Result<Wanted> NamedProfile(const Request& request);

/// Without one, of its own data, that of this host where it is there: one that cannot be read is no
/// reason to say nothing of losses. None that cannot be compared with `owner`.
Wanted WantedOf(Wanted named, const Owner& owner, const Kernel& here);

}  // namespace netkeel
