// SPDX-License-Identifier: Apache-2.0
//
// What a plain C program needs for the reads of one `netkeel check`: eight sysctls, one interface,
// its rings and channels, and the affinity of each of its vectors. It compares nothing.
#include <dirent.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static size_t total;

static void read_file(const char *path) {
  char buffer[4096];
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t got;
  while ((got = read(fd, buffer, sizeof buffer)) > 0) total += (size_t)got;
  close(fd);
}

static void ask_ethtool(int fd, const char *interface, void *command) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
  request.ifr_data = command;
  if (ioctl(fd, SIOCETHTOOL, &request) == 0) ++total;
}

static void read_vector(const char *irq) {
  static const char *const formats[] = {"/sys/kernel/irq/%s/actions",
                                        "/proc/irq/%s/smp_affinity_list",
                                        "/proc/irq/%s/effective_affinity_list"};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; ++i) {
    char path[300];
    snprintf(path, sizeof path, formats[i], irq);
    read_file(path);
  }
}

static void read_vectors(const char *interface) {
  static const char *const formats[] = {"/sys/class/net/%s/device/msi_irqs",
                                        "/sys/class/net/%s/device/../msi_irqs"};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; ++i) {
    char path[300];
    snprintf(path, sizeof path, formats[i], interface);
    DIR *const folder = opendir(path);
    if (folder == NULL) continue;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
      if (entry->d_name[0] != '.') read_vector(entry->d_name);
    }
    closedir(folder);
    return;
  }
}

int main(int argc, char **argv) {
  const char *const interface = argc > 1 ? argv[1] : "eth0";
  static const char *const interface_files[] = {"ifindex", "flags", "carrier", "device/numa_node"};
  for (int i = 2; i < argc; ++i) read_file(argv[i]);
  for (size_t i = 0; i < sizeof interface_files / sizeof *interface_files; ++i) {
    char path[300];
    snprintf(path, sizeof path, "/sys/class/net/%s/%s", interface, interface_files[i]);
    read_file(path);
  }
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
  struct ethtool_ringparam rings = {.cmd = ETHTOOL_GRINGPARAM};
  struct ethtool_channels channels = {.cmd = ETHTOOL_GCHANNELS};
  ask_ethtool(fd, interface, &info);
  ask_ethtool(fd, interface, &rings);
  ask_ethtool(fd, interface, &channels);
  close(fd);
  read_vectors(interface);
  read_file("/sys/devices/system/cpu/online");
  printf("%zu\n", total);
  return 0;
}
