// SPDX-License-Identifier: Apache-2.0
#include "kernel/topic_netlink.h"

#include <cerrno>

namespace netkeel {
namespace {

constexpr const char* kEthtool = "ethtool";

// Numbers of linux/ethtool_netlink.h, which older systems do not have.
constexpr int kHeaderAttribute = 1;
constexpr int kHeaderIndex = 1;
constexpr int kHeaderName = 2;
constexpr int kHeaderFlags = 3;
constexpr uint32_t kFlagStatistics = 4;

/// The header nest by index, which a rename does not change.
NetlinkAttributes HeaderOf(const Device& device, uint32_t flags = 0) {
  NetlinkAttributes nest;
  if (device.ifindex > 0) {
    nest.Put(kHeaderIndex, static_cast<uint32_t>(device.ifindex));
  } else {
    nest.Put(kHeaderName, device.name);
  }
  if (flags != 0) nest.Put(kHeaderFlags, flags);
  return NetlinkAttributes().Put(kHeaderAttribute, nest);
}

Error AtTopic(const Device& device, const char* word, const Error& error) {
  return At(device.name + ' ' + word, error);
}

}  // namespace

Result<bool> TopicNetlink::Has(uint8_t ethtool_command) {
  if (ethtool_command == 0) return false;
  return netlink_.Has(kEthtool, ethtool_command);
}

Result<EthtoolFields> TopicNetlink::Get(const Device& device, const EthtoolRow& row) {
  const auto answer =
      netlink_.Get(kEthtool, row.get, HeaderOf(device, row.statistics ? kFlagStatistics : 0));
  if (!answer) return Fail(AtTopic(device, row.word, answer.error()));
  return ReadFields(*answer, row.attributes);
}

Result<std::string> TopicNetlink::Set(const Device& device, const EthtoolRow& row,
                                      const EthtoolFields& fields) {
  const auto attributes = WriteFields(fields, row.attributes);
  if (!attributes) {
    Error error = ErrnoError(device.name + ' ' + row.word, EINVAL);
    error.message += ": " + attributes.error() + " cannot be set";
    return Fail(std::move(error));
  }
  auto done = netlink_.Set(kEthtool, row.set, HeaderOf(device).Append(*attributes));
  if (!done) return Fail(AtTopic(device, row.word, done.error()));
  return done;
}

Result<std::vector<Fields>> TopicNetlink::Query(const Device& device, const QueryRow& row) {
  const std::string where = "netdev/" + device.name + '/' + row.word;
  const auto has = netlink_.Has(row.family, row.command);
  if (!has) return Fail(At(where, has.error()));
  if (!*has) return Fail(ErrnoError(where, EOPNOTSUPP));
  NetlinkAttributes wanted;
  if (row.in_header) {
    wanted = HeaderOf(device);
  } else {
    wanted.Put(row.interface, static_cast<uint32_t>(device.ifindex));
  }
  if (row.scope != 0) wanted.Put(row.scope, 1U);
  const auto messages = netlink_.Dump(row.family, row.command, wanted);
  if (!messages) return Fail(AtTopic(device, row.word, messages.error()));
  std::vector<Fields> rows;
  rows.reserve(messages->size());
  for (const std::string& message : *messages) {
    rows.push_back(ReadFields(message, row.attributes));
  }
  return rows;
}

}  // namespace netkeel
