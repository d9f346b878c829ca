// SPDX-License-Identifier: Apache-2.0
#include "evidence/watch/setting_watch.h"

namespace netkeel {
namespace {

void AddQueues(const Kernel& kernel, const std::string& interface,
               std::vector<std::string>& folders) {
  const std::string queues = "/sys/class/net/" + interface + "/queues";
  const auto names = kernel.ListDirectory(queues);
  if (!names) return;
  for (const std::string& name : *names) folders.push_back(queues + '/' + name);
}

}  // namespace

std::vector<std::string> SettingFolders(const Kernel& kernel,
                                        const std::vector<std::string>& interfaces,
                                        const std::vector<unsigned>& interrupts) {
  std::vector<std::string> folders{"/proc/sys/net/core", "/proc/sys/net/ipv4",
                                   "/proc/sys/net/ipv4/conf/all", "/proc/sys/net/ipv4/conf/default",
                                   "/proc/irq"};
  for (const std::string& interface : interfaces) {
    folders.push_back("/proc/sys/net/ipv4/conf/" + interface);
    folders.push_back("/sys/class/net/" + interface);
    AddQueues(kernel, interface, folders);
  }
  for (const unsigned irq : interrupts) folders.push_back("/proc/irq/" + std::to_string(irq));
  return folders;
}

}  // namespace netkeel
