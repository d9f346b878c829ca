// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/service_manager.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>

#include "support/temp_folder.h"

namespace netkeel {
namespace {

/// A systemd that listens on `name`, '@' for the abstract namespace.
class Listener {
 public:
  explicit Listener(const std::string& name)
      : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path);
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Listener() { ::unsetenv("NOTIFY_SOCKET"); }

  std::string Heard() const {
    std::array<char, 200> text{};
    const ssize_t size = ::recv(fd_.get(), text.data(), text.size(), 0);
    return size < 0 ? "" : std::string(text.data(), static_cast<size_t>(size));
  }

 private:
  UniqueFd fd_;
};

TEST(ServiceManagerTest, ItIsToldAtTheSocketThatItNames) {
  const TempFolder folder;
  const Listener listener(folder / "notify");
  ServiceManager().Say("READY=1\nSTATUS=Recording");
  EXPECT_EQ(listener.Heard(), "READY=1\nSTATUS=Recording");
}

TEST(ServiceManagerTest, ItIsToldInTheAbstractNamespace) {
  const Listener listener("@netkeel-test-" + std::to_string(::getpid()));
  ServiceManager().Say("WATCHDOG=1");
  EXPECT_EQ(listener.Heard(), "WATCHDOG=1");
}

TEST(ServiceManagerTest, WithoutOneNothingIsSaid) {
  ::unsetenv("NOTIFY_SOCKET");
  ServiceManager().Say("READY=1");
}

TEST(ServiceManagerTest, ASocketNameThatIsTooLongIsNone) {
  ::setenv("NOTIFY_SOCKET", ('/' + std::string(200, 'x')).c_str(), 1);
  ServiceManager().Say("READY=1");
  ::unsetenv("NOTIFY_SOCKET");
}

TEST(ServiceManagerTest, TheWatchdogOfAnotherProcessIsNotOurs) {
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(ServiceManager().watchdog(), std::chrono::milliseconds(30'000));
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(ServiceManager().watchdog());
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("WATCHDOG_PID");
}

}  // namespace
}  // namespace netkeel
