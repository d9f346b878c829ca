// SPDX-License-Identifier: Apache-2.0
#include "report/journal.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <filesystem>

#include "base/unique_fd.h"
#include "report/sample_report.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Listens where the journal would.
class Listener {
 public:
  explicit Listener(const std::string& path) : socket_(socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }

  std::vector<std::string> Received() const {
    std::vector<std::string> entries;
    std::array<char, 4096> buffer{};
    for (ssize_t size;
         (size = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0;) {
      entries.emplace_back(buffer.data(), static_cast<size_t>(size));
    }
    return entries;
  }

 private:
  UniqueFd socket_;
};

std::string SocketPath(const std::string& name) {
  const std::string path = testing::TempDir() + "/netkeel-" + name;
  std::filesystem::remove(path);
  return path;
}

TEST(JournalTest, EachFindingThatIsNotAsWantedIsAnEntry) {
  const std::string path = SocketPath("journal");
  const Listener listener(path);
  ASSERT_TRUE(SendToJournal(SampleReport(), path));
  EXPECT_THAT(listener.Received(),
              ElementsAre(HasSubstr("\nNETKEEL_ADDRESS=eth0/channels/combined\n"),
                          HasSubstr("\nNETKEEL_ADDRESS=eth0/rings/rx\n")));
}

TEST(JournalTest, AnEntryHasTheFindingsPartsAsFields) {
  const Report report = SampleReport();
  EXPECT_EQ(JournalEntry(report, report.findings[2]),
            "MESSAGE=eth0/rings/rx: drift, wanted max (4096), actual 512 "
            "(/etc/netkeel/profile.yaml:12)\n"
            "MESSAGE_ID=b1c70a5f4d6e4f0c9a2e6e8f3d5b7a41\n"
            "PRIORITY=4\n"
            "SYSLOG_IDENTIFIER=netkeel\n"
            "NETKEEL_PROFILE=/etc/netkeel/profile.yaml\n"
            "NETKEEL_ADDRESS=eth0/rings/rx\n"
            "NETKEEL_STATUS=drift\n"
            "NETKEEL_WANTED=max (4096)\n"
            "NETKEEL_ACTUAL=512\n"
            "NETKEEL_SOURCE=/etc/netkeel/profile.yaml:12\n");
}

TEST(JournalTest, AnErrorHasAHigherPriority) {
  Report report = SampleReport();
  report.findings[2].status = Status::kError;
  EXPECT_THAT(JournalEntry(report, report.findings[2]), HasSubstr("\nPRIORITY=3\n"));
}

TEST(JournalTest, AValueWithLinesCannotMakeAFieldOfItsOwn) {
  Report report = SampleReport();
  report.findings[2].reason = "refused\nPRIORITY=0";
  const std::string entry = JournalEntry(report, report.findings[2]);
  const std::string length("\x12\0\0\0\0\0\0\0", 8);
  EXPECT_THAT(entry, HasSubstr("NETKEEL_REASON\n" + length + "refused\nPRIORITY=0\n"));
  EXPECT_THAT(entry, Not(HasSubstr("NETKEEL_REASON=")));
}

TEST(JournalTest, NobodyListeningIsAnErrorThatNamesTheSocket) {
  const auto sent = SendToJournal(SampleReport(), SocketPath("nobody"));
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(sent.error().message, HasSubstr("netkeel-nobody"));
}

}  // namespace
}  // namespace netkeel
