// SPDX-License-Identifier: Apache-2.0
#include "kernel/socket_diag.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <linux/inet_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/unique_fd.h"
#include "kernel/live_kernel.h"
#include "model/state.h"
#include "support/matchers.h"
#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

/// SK_MEMINFO: 100 bytes wait, of 4096 that may; 7 were dropped.
std::string Memory() {
  std::string memory;
  for (const uint32_t number : {100U, 4096U, 0U, 0U, 0U, 0U, 0U, 0U, 7U}) {
    memory += wire::Number(number);
  }
  return memory;
}

inet_diag_msg Udp(uint8_t family, const char* address, uint16_t port) {
  inet_diag_msg head = {};
  head.idiag_family = family;
  head.idiag_inode = 771;
  head.id.idiag_sport = htons(port);
  EXPECT_EQ(::inet_pton(family, address, head.id.idiag_src), 1);
  return head;
}

std::string WithMemory(const inet_diag_msg& head) {
  return wire::Bytes(head) + wire::Attribute(INET_DIAG_SKMEMINFO, Memory());
}

TEST(SocketDiagTest, AUdpSocketHasItsAddressMemoryAndDrops) {
  EXPECT_EQ(InetSocketIn(WithMemory(Udp(AF_INET, "239.1.1.1", 5000))),
            (Fields{{"local", std::string("239.1.1.1:5000")},
                    {"inode", 771UL},
                    {"queue", 100UL},
                    {"limit", 4096UL},
                    {"drops", 7UL}}));
}

TEST(SocketDiagTest, AnAddressIsWrittenAsPeopleDo) {
  const auto local = [](uint8_t family, const char* address) {
    return ToText(InetSocketIn(WithMemory(Udp(family, address, 53)))->at("local"));
  };
  EXPECT_EQ(local(AF_INET, "0.0.0.0"), "*:53");
  EXPECT_EQ(local(AF_INET6, "::"), "[::]:53");
  EXPECT_EQ(local(AF_INET6, "ff02::1"), "[ff02::1]:53");
}

TEST(SocketDiagTest, AListenersQueueIsConnections) {
  inet_diag_msg head = Udp(AF_INET, "10.0.0.1", 80);
  head.idiag_state = TCP_LISTEN;
  head.idiag_rqueue = 5;
  head.idiag_wqueue = 128;
  const auto row = InetSocketIn(WithMemory(head));
  ASSERT_TRUE(row);
  EXPECT_EQ(row->at("queue"), Value(5UL));
  EXPECT_EQ(row->at("limit"), Value(128UL));
  EXPECT_EQ(row->at("drops"), Value(7UL));
}

TEST(SocketDiagTest, APacketSocketHasItsInterface) {
  packet_diag_msg head = {};
  head.pdiag_ino = 12;
  packet_diag_info info = {};
  info.pdi_index = 4;
  const auto row =
      PacketSocketIn(wire::Bytes(head) + wire::Attribute(PACKET_DIAG_INFO, wire::Bytes(info)) +
                     wire::Attribute(PACKET_DIAG_MEMINFO, Memory()));
  EXPECT_EQ(row, (Fields{{"interface", 4UL},
                         {"inode", 12UL},
                         {"queue", 100UL},
                         {"limit", 4096UL},
                         {"drops", 7UL}}));
}

TEST(SocketDiagTest, APacketSocketWithARingIsListedAlsoWhereNothingWaits) {
  const std::string idle(Memory().size(), '\0');
  const std::string message =
      wire::Bytes(packet_diag_msg{}) + wire::Attribute(PACKET_DIAG_MEMINFO, idle);
  EXPECT_FALSE(PacketSocketIn(message));
  const auto row = PacketSocketIn(
      message + wire::Attribute(PACKET_DIAG_RX_RING, wire::Bytes(packet_diag_ring{})));
  ASSERT_TRUE(row);
  EXPECT_EQ(row->at("ring"), Value(1UL));
}

TEST(SocketDiagTest, HalfAMessageHasNoRowAndNoHarm) {
  const std::string whole = WithMemory(Udp(AF_INET, "10.0.0.1", 80));
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string half = whole.substr(0, size);
    EXPECT_FALSE(InetSocketIn(half)) << size;
    static_cast<void>(PacketSocketIn(half));
  }
}

TEST(SocketDiagTest, AnOlderKernelSaysNothingOfDrops) {
  const auto row = InetSocketIn(wire::Bytes(Udp(AF_INET, "10.0.0.1", 80)) +
                                wire::Attribute(INET_DIAG_SKMEMINFO, Memory().substr(0, 32)));
  ASSERT_TRUE(row);
  EXPECT_FALSE(row->contains("drops"));
  EXPECT_EQ(row->at("limit"), Value(4096UL));
}

/// InetSockets of a peer that has answered both lists with these datagrams.
Result<std::vector<Fields>> ListsOf(const std::string& ipv4, const std::string& ipv6) {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd ours(ends[0]);
  const UniqueFd peer(ends[1]);
  for (const std::string& answer : {ipv4, ipv6}) {
    EXPECT_EQ(::send(peer.get(), answer.data(), answer.size(), 0),
              static_cast<ssize_t>(answer.size()));
  }
  return InetSockets(ours, IPPROTO_UDP, ~0U);
}

std::string ListOf(uint8_t family, const char* address) {
  return wire::Message({SOCK_DIAG_BY_FAMILY, 1, NLM_F_MULTI},
                       WithMemory(Udp(family, address, 53))) +
         wire::Done(1, 0);
}

TEST(SocketDiagTest, WithoutIpv6TheSocketsAreThoseOfIpv4) {
  const auto both = ListsOf(ListOf(AF_INET, "10.0.0.1"), ListOf(AF_INET6, "::1"));
  ASSERT_THAT(both, IsOk());
  EXPECT_EQ(both->size(), 2U);
  const auto rows = ListsOf(ListOf(AF_INET, "10.0.0.1"), wire::Error(1, -ENOENT));
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->size(), 1U);
}

TEST(SocketDiagTest, AListOfIpv6ThatFailsIsNoEmptyOne) {
  EXPECT_THAT(ListsOf(ListOf(AF_INET, "10.0.0.1"), wire::Done(1, -ENOMEM)), HasErrno(ENOMEM));
  EXPECT_THAT(ListsOf(ListOf(AF_INET, "10.0.0.1"), wire::Error(1, -EPERM)), HasErrno(EPERM));
}

/// A socket of this process, with its inode.
struct OwnSocket {
  UniqueFd fd;
  uint64_t inode = 0;
  sockaddr_in address = {};
  std::string local;
};

OwnSocket Bound(int type) {
  OwnSocket own;
  own.fd = UniqueFd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  sockaddr_in& address = own.address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(own.fd.get(), any, size), 0);
  EXPECT_EQ(::getsockname(own.fd.get(), any, &size), 0);
  struct stat status = {};
  EXPECT_EQ(::fstat(own.fd.get(), &status), 0);
  own.inode = status.st_ino;
  own.local = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  return own;
}

/// The row with the inode; null where there is none.
const Fields* RowOfInode(const std::vector<Fields>& rows, uint64_t inode) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Fields& each) {
    return each.at("inode") == Value(inode);
  });
  return row == rows.end() ? nullptr : &*row;
}

TEST(SocketDiagTest, ASocketThatNeitherDroppedNorHoldsAnythingIsNotListed) {
  std::string idle;
  for (const uint32_t number : {0U, 4096U, 0U, 0U, 0U, 0U, 0U, 0U, 0U})
    idle += wire::Number(number);
  EXPECT_FALSE(InetSocketIn(wire::Bytes(Udp(AF_INET, "10.0.0.1", 80)) +
                            wire::Attribute(INET_DIAG_SKMEMINFO, idle)));
  EXPECT_FALSE(
      PacketSocketIn(wire::Bytes(packet_diag_msg{}) + wire::Attribute(PACKET_DIAG_MEMINFO, idle)));
}

TEST(SocketDiagTest, TheKernelListsOurSocketsOnceSomethingWaitsInThem) {
  const LiveKernel kernel;
  const OwnSocket udp = Bound(SOCK_DGRAM);
  const OwnSocket tcp = Bound(SOCK_STREAM);
  ASSERT_EQ(::listen(tcp.fd.get(), 17), 0);
  const auto before = kernel.Query(HostDevice(), QueryTopic::kUdpSockets);
  if (!before && before.error().code == ErrorCode::kUnsupported) {
    GTEST_SKIP() << before.error().message;
  }
  ASSERT_THAT(before, IsOk());
  EXPECT_EQ(RowOfInode(*before, udp.inode), nullptr);
  const UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto* const to_udp = reinterpret_cast<const sockaddr*>(&udp.address);
  const auto* const to_tcp = reinterpret_cast<const sockaddr*>(&tcp.address);
  ASSERT_EQ(::sendto(udp.fd.get(), "x", 1, 0, to_udp, sizeof udp.address), 1);
  ASSERT_EQ(::connect(client.get(), to_tcp, sizeof tcp.address), 0);
  const auto sockets = kernel.Query(HostDevice(), QueryTopic::kUdpSockets);
  const auto listeners = kernel.Query(HostDevice(), QueryTopic::kTcpListeners);
  ASSERT_THAT(sockets, IsOk());
  const Fields* const row = RowOfInode(*sockets, udp.inode);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->at("local"), Value(udp.local));
  EXPECT_EQ(row->at("drops"), Value(0UL));
  ASSERT_THAT(listeners, IsOk());
  const Fields* const listener = RowOfInode(*listeners, tcp.inode);
  ASSERT_NE(listener, nullptr);
  EXPECT_EQ(listener->at("queue"), Value(1UL));
  EXPECT_EQ(listener->at("limit"), Value(17UL));
}

TEST(SocketDiagTest, OurOwnSocketsHaveUsForAnOwner) {
  const LiveKernel kernel;
  const OwnSocket udp = Bound(SOCK_DGRAM);
  const auto owners = kernel.Query(HostDevice(), QueryTopic::kSocketOwners);
  ASSERT_THAT(owners, IsOk());
  const Fields* const row = RowOfInode(*owners, udp.inode);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->at("pid"), Value(static_cast<uint64_t>(::getpid())));
  EXPECT_THAT(ToText(row->at("name")), testing::StartsWith("netkeel_kernel"));
}

TEST(SocketDiagTest, TheHostsListsAreNoInterfaces) {
  Device lo;
  lo.name = "lo";
  lo.ifindex = 1;
  EXPECT_THAT(LiveKernel().Query(lo, QueryTopic::kUdpSockets), HasCode(ErrorCode::kUnsupported));
}

}  // namespace
}  // namespace netkeel
