// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "base/text.h"

namespace netkeel {
namespace {

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::chrono::milliseconds> Watchdog() {
  const auto microseconds = ParseUnsigned(Variable("WATCHDOG_USEC"));
  const auto pid = ParseUnsigned(Variable("WATCHDOG_PID"));
  const bool ours = !pid || *pid == static_cast<uint64_t>(::getpid());
  if (!ours || !microseconds || *microseconds < 1000) return std::nullopt;
  return std::chrono::milliseconds(*microseconds / 1000);
}

}  // namespace

ServiceManager::ServiceManager() : path_(Variable("NOTIFY_SOCKET")), watchdog_(Watchdog()) {
  const bool is_socket = path_.starts_with('/') || path_.starts_with('@');
  if (!is_socket || path_.size() >= sizeof(sockaddr_un::sun_path)) return;
  socket_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

void ServiceManager::Say(const std::string& text) const {
  if (!socket_) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path_.begin(), path_.end(), address.sun_path);
  // '@' is the abstract namespace's; there the length says where the name ends.
  if (path_.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_.size());
  ::sendto(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace netkeel
