// SPDX-License-Identifier: Apache-2.0
#include "kernel/unix_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/unique_fd.h"
#include "kernel/recorded/recorded_kernel.h"
#include "kernel/recording_kernel.h"
#include "support/temp_folder.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

/// Takes one question and answers in two pieces; says nothing where `answer` is empty.
class Server {
 public:
  Server(const std::string& path, std::string answer) : answer_(std::move(answer)) {
    sockaddr_un name = {};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path.data(), path.size());
    if (path[0] == '@') name.sun_path[0] = '\0';
    socket_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
    const size_t length = offsetof(sockaddr_un, sun_path) + path.size();
    const auto* const address = reinterpret_cast<const sockaddr*>(&name);
    bound_ = ::bind(socket_.get(), address, static_cast<socklen_t>(length)) == 0 &&
             ::listen(socket_.get(), 1) == 0;
    thread_ = std::thread([this] { Serve(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    ::shutdown(socket_.get(), SHUT_RDWR);
    thread_.join();
  }

  bool bound() const { return bound_; }
  /// "setup from uid 0", once the answer came.
  const std::string& heard() const { return heard_; }

 private:
  void Serve() {
    peer_ = UniqueFd(::accept(socket_.get(), nullptr, nullptr));
    if (!peer_) return;
    std::array<char, 100> question = {};
    alignas(cmsghdr) std::array<char, 100> control = {};
    iovec part = {question.data(), question.size()};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ::recvmsg(peer_.get(), &message, 0);
    ucred from = {};
    if (const cmsghdr* const header = CMSG_FIRSTHDR(&message)) {
      std::memcpy(&from, CMSG_DATA(header), sizeof(from));
    }
    heard_ = std::string(question.data()) + " from pid " + std::to_string(from.pid);
    if (answer_.empty()) return;
    ::send(peer_.get(), answer_.data(), 5, MSG_NOSIGNAL);
    ::send(peer_.get(), answer_.data() + 5, answer_.size() - 5, MSG_NOSIGNAL);
    peer_ = UniqueFd();
  }

  std::string answer_;
  std::string heard_;
  bool bound_ = false;
  UniqueFd socket_;
  UniqueFd peer_;  // stays open where nothing is answered
  std::thread thread_;
};

class UnixSocketTest : public ::testing::Test {
 protected:
  const TempFolder folder_;
};

TEST_F(UnixSocketTest, TheWholeAnswerIsReadAndTheServerKnowsWhoAsks) {
  const std::string path = folder_ / "socket";
  Server server(path, "SLEEP 10 IRQ 25 BANNED 00000000");
  ASSERT_TRUE(server.bound());
  const auto answer = AskUnixSocket(path, "setup");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(*answer, "SLEEP 10 IRQ 25 BANNED 00000000");
  EXPECT_EQ(server.heard(), "setup from pid " + std::to_string(::getpid()));
}

TEST_F(UnixSocketTest, AnAbstractNameIsAskedToo) {
  const std::string name = "@netkeel-test-" + std::to_string(::getpid());
  const Server server(name, "SLEEP 10");
  ASSERT_TRUE(server.bound());
  const auto answer = AskUnixSocket(name, "setup");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(*answer, "SLEEP 10");
}

TEST_F(UnixSocketTest, ASilentServerIsGivenUpAfterASecond) {
  const std::string path = folder_ / "socket";
  const Server server(path, "");
  const auto answer = AskUnixSocket(path, "setup");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::kBusy);
}

TEST_F(UnixSocketTest, ASocketThatItsServerLeftBehindIsNotThere) {
  const std::string path = folder_ / "socket";
  { const Server server(path, "12345"); }
  for (const std::string& gone : {path, path + "-never"}) {
    const auto answer = AskUnixSocket(gone, "setup");
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, ErrorCode::kNotFound) << answer.error().message;
  }
}

TEST_F(UnixSocketTest, ACaptureAnswersAsTheServerDid) {
  RecordedKernel served;
  served.AddFile("/proc/cmdline", "quiet\n");
  served.AddAnswer("/run/irqbalance/irqbalance812.sock", "stats", "IRQ 57 LOAD 1 ");
  const RecordingKernel recording(served);
  ASSERT_TRUE(recording.AskSocket("/run/irqbalance/irqbalance812.sock", "stats").has_value());
  ASSERT_TRUE(SaveTree(recording.Tree(), (folder_ / "tree").string()).has_value());
  const auto replayed = RecordedKernel::Load((folder_ / "tree").string());
  ASSERT_TRUE(replayed.has_value()) << replayed.error().message;
  const auto answer = replayed->AskSocket("/run/irqbalance/irqbalance812.sock", "stats");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(*answer, "IRQ 57 LOAD 1 ");
  EXPECT_FALSE(replayed->AskSocket("/run/irqbalance/irqbalance812.sock", "setup").has_value());
}

}  // namespace
}  // namespace netkeel
