// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>

#include <memory>

#include "evidence/watch/setting_watch.h"

namespace netkeel {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

void AddQueues(const std::string& interface, std::vector<std::string>& folders) {
  const std::string queues = "/sys/class/net/" + interface + "/queues";
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(queues.c_str()));
  if (!directory) return;
  while (const dirent* entry = ::readdir(directory.get())) {
    if (entry->d_name[0] != '.') folders.push_back(queues + '/' + entry->d_name);
  }
}

}  // namespace

std::vector<std::string> SettingFolders(const std::vector<std::string>& interfaces,
                                        const std::vector<unsigned>& interrupts) {
  std::vector<std::string> folders{"/proc/sys/net/core", "/proc/sys/net/ipv4",
                                   "/proc/sys/net/ipv4/conf/all", "/proc/sys/net/ipv4/conf/default",
                                   "/proc/irq"};
  for (const std::string& interface : interfaces) {
    folders.push_back("/proc/sys/net/ipv4/conf/" + interface);
    folders.push_back("/sys/class/net/" + interface);
    AddQueues(interface, folders);
  }
  for (const unsigned irq : interrupts) folders.push_back("/proc/irq/" + std::to_string(irq));
  return folders;
}

}  // namespace netkeel
