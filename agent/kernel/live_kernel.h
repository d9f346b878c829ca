// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "kernel/root_folder.h"
#include "kernel/topic_netlink.h"

namespace netkeel {

/// How a live kernel is asked for ethtool's topics.
enum class EthtoolRoute {
  kNetlinkThenIoctl,  ///< ioctl only where the kernel's netlink does not know the request
  kIoctlOnly,         ///< as on kernels before 5.7
};

/// This machine: procfs, sysfs and ethtool, of the network namespace that the process is in. Reads
/// below /proc and /sys stay there. Writes reach only what is below /proc/sys/net, /proc/irq and
/// one interface's folder in /sys/class/net, go through no other link, and end in procfs or sysfs;
/// kPermission otherwise.
class LiveKernel final : public Kernel {
 public:
  explicit LiveKernel(EthtoolRoute route = EthtoolRoute::kNetlinkThenIoctl) : route_(route) {}

  Result<std::string> ReadFile(const std::string& path) const override;
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override;
  Result<std::string> ResolveLink(const std::string& path) const override;
  Result<void> CheckNamespace(const Device& device) const override;
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override;
  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const override;
  Result<std::string> AskSocket(const std::string& path,
                                const std::string& question) const override;
  void Pause(std::chrono::milliseconds time) const override;
  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override;
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override;

 private:
  /// Whether netlink takes this request of ethtool's; opens the socket at the first question. An
  /// error where that cannot be told just now: the ioctl may do, where the topic has one.
  Result<bool> UsesNetlink(uint8_t command) const;

  Result<UniqueFd> OpenToRead(const std::string& path, int flags) const;
  Result<UniqueFd> OpenToWrite(const OwnedFile& file) const;
  /// Whether `file`, below `folder`, is still its owner's.
  Result<void> CheckOwner(const OwnedFile& file, const RootFolder& folder) const;

  EthtoolRoute route_;
  RootFolder proc_{"/proc"};
  RootFolder sys_{"/sys"};
  mutable TopicNetlink netlink_;  // opened by the first request; asks and forgets
};

}  // namespace netkeel
