// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_netlink.h"

#include <cerrno>
#include <limits>

#include "kernel/ethtool_message.h"

namespace netkeel {
namespace {

// Numbers of linux/ethtool_netlink.h, which older systems do not have.
constexpr int kHeaderAttribute = 1;
constexpr int kHeaderIndex = 1;
constexpr int kHeaderName = 2;

/// The header nest by index, which a rename does not change.
NetlinkAttributes HeaderOf(const Device& device) {
  NetlinkAttributes nest;
  if (device.ifindex > 0) {
    nest.Put(kHeaderIndex, static_cast<uint32_t>(device.ifindex));
  } else {
    nest.Put(kHeaderName, device.name);
  }
  return NetlinkAttributes().Put(kHeaderAttribute, nest);
}

Error AtTopic(const Device& device, EthtoolTopic topic, const Error& error) {
  return At(device.name + ' ' + ToText(topic), error);
}

}  // namespace

bool EthtoolNetlink::Has(EthtoolTopic topic, EthtoolRequest request) {
  const EthtoolWords& words = WordsOf(topic);
  return family_.Has(request == EthtoolRequest::kGet ? words.get : words.set);
}

Result<EthtoolFields> EthtoolNetlink::Get(const Device& device, EthtoolTopic topic) {
  const auto answer = family_.Get(WordsOf(topic).get, HeaderOf(device));
  if (!answer) return Fail(AtTopic(device, topic, answer.error()));
  return ReadEthtoolFields(*answer, topic);
}

Result<std::string> EthtoolNetlink::Set(const Device& device, EthtoolTopic topic,
                                        const EthtoolFields& fields) {
  NetlinkAttributes attributes = HeaderOf(device);
  for (const auto& [word, value] : fields) {
    const auto attribute = AttributeOf(topic, word);
    const uint64_t* number = std::get_if<uint64_t>(&value);
    if (!attribute || number == nullptr || *number > std::numeric_limits<uint32_t>::max()) {
      return Fail(EthtoolError(device.name, topic, EINVAL, word + " cannot be set"));
    }
    attributes.Put(*attribute, static_cast<uint32_t>(*number));
  }
  auto done = family_.Set(WordsOf(topic).set, attributes);
  if (!done) return Fail(AtTopic(device, topic, done.error()));
  return done;
}

}  // namespace netkeel
