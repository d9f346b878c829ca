// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "evidence/window.h"

namespace netkeel {

/// A window made by hand: a sample a second, in which nothing happens but what is asked for.
class WindowBuilder {
 public:
  explicit WindowBuilder(size_t seconds = 10) {
    for (size_t i = 0; i <= seconds; ++i) {
      Sample& sample = samples_.emplace_back();
      sample.uptime = std::chrono::seconds(1000 + i);
      sample.at = std::chrono::sys_seconds(std::chrono::seconds(1'800'000'000 + i));
    }
  }

  size_t seconds() const { return samples_.size() - 1; }

  /// A counter that starts at `from` and rises by `rise` in all, evenly.
  WindowBuilder& Rises(const std::string& source, const std::string& place, const std::string& name,
                       uint64_t rise, uint64_t from = 1000) {
    for (size_t i = 0; i < samples_.size(); ++i) {
      samples_[i].values[{source, place, name}] = from + rise * i / seconds();
    }
    return *this;
  }

  /// The same, all of it in one second.
  WindowBuilder& RisesAt(size_t second, const std::string& source, const std::string& place,
                         const std::string& name, uint64_t rise, uint64_t from = 1000) {
    for (size_t i = 0; i < samples_.size(); ++i) {
      samples_[i].values[{source, place, name}] = from + (i >= second ? rise : 0);
    }
    return *this;
  }

  /// A number that is the same in all samples.
  WindowBuilder& Is(const std::string& source, const std::string& place, const std::string& name,
                    uint64_t value) {
    return Rises(source, place, name, 0, value);
  }

  /// A number at one moment.
  WindowBuilder& IsAt(size_t second, const std::string& source, const std::string& place,
                      const std::string& name, uint64_t value) {
    samples_[second].values[{source, place, name}] = value;
    return *this;
  }

  WindowBuilder& Fact(const std::string& source, const std::string& place, const std::string& name,
                      const std::string& text) {
    samples_.front().facts[{source, place, name}] = text;
    samples_.back().facts[{source, place, name}] = text;
    return *this;
  }

  WindowBuilder& Setting(const std::string& place, const std::string& name,
                         const std::string& text) {
    return Fact("setting", place, name, text);
  }

  WindowBuilder& Unread(const std::string& what, const std::string& why) {
    for (Sample& sample : samples_) sample.unread[what] = why;
    return *this;
  }

  /// CPU time in percent; the rest is idle.
  struct Load {
    unsigned softirq = 0;
    unsigned user = 0;
    unsigned steal = 0;
  };
  WindowBuilder& Cpu(unsigned number, Load load = {0, 0, 0}) {
    const std::string cpu = "cpu" + std::to_string(number);
    const uint64_t s = seconds();
    Rises("cpu", cpu, "softirq", load.softirq * s).Rises("cpu", cpu, "user", load.user * s);
    Rises("cpu", cpu, "steal", load.steal * s);
    Rises("cpu", cpu, "idle", (100 - load.softirq - load.user - load.steal) * s);
    for (const char* const name : {"nice", "system", "iowait", "irq"}) Is("cpu", cpu, name, 5);
    for (const char* const name : {"dropped", "time_squeeze", "received_rps", "flow_limit"}) {
      Is("softnet", cpu, name, 7);
    }
    Is("softnet", cpu, "processed", 90).Is("softirq", cpu, "NET_RX", 80);
    return Is("task", "ksoftirqd/" + std::to_string(number), "wait_ns", 70);
  }

  /// What softirqs of a CPU did: packets, runs, squeezed runs.
  WindowBuilder& Runs(unsigned number, uint64_t packets, uint64_t runs, uint64_t squeezes) {
    const std::string cpu = "cpu" + std::to_string(number);
    return Rises("softnet", cpu, "processed", packets)
        .Rises("softirq", cpu, "NET_RX", runs)
        .Rises("softnet", cpu, "time_squeeze", squeezes);
  }

  /// An ixgbe card whose queue i has its interrupt on CPU cpus[i].
  WindowBuilder& Ixgbe(const std::string& name, const std::vector<unsigned>& cpus,
                       uint64_t packets) {
    Fact("nic", name, "driver", "ixgbe");
    Rises("link", name, "rx_packets", packets).Is("link", name, "carrier_changes", 2);
    for (const char* const word : {"rx_missed_errors", "rx_no_dma_resources", "rx_crc_errors"}) {
      Is("nic", name, word, 3);
    }
    for (size_t i = 0; i < cpus.size(); ++i) {
      const std::string number = std::to_string(i);
      const std::string vector = name + " TxRx-" + number;
      const std::string cpu = std::to_string(cpus[i]);
      Fact("vector", vector, "queue", number).Fact("vector", vector, "effective", cpu);
      Rises("vector", vector, "cpu" + cpu, 1000);
      Rises("nic", name, "rx_queue_" + number + "_packets", packets / cpus.size());
    }
    Setting(name, "rings.rx", "512").Setting(name, "rings.rx-max", "4096");
    Setting(name, "channels.combined", std::to_string(cpus.size()));
    return Setting(name, "channels.combined-max", "8");
  }

  /// Settings as Linux has them, of a host with `cpus` CPUs that are idle.
  WindowBuilder& Host(unsigned cpus) {
    Setting("host", "net.core.netdev_budget", "300");
    Setting("host", "net.core.netdev_budget_usecs", "8000").Setting("host", "hz", "250");
    Setting("host", "net.core.netdev_max_backlog", "1000");
    Setting("host", "net.core.rmem_default", "212992")
        .Setting("host", "net.core.rmem_max", "212992");
    Setting("host", "net.core.somaxconn", "4096");
    Setting("host", "net.ipv4.udp_mem", "22500 30000 45000").Setting("host", "isolated", "");
    Setting("host", "online", "0-" + std::to_string(cpus - 1));
    for (unsigned cpu = 0; cpu < cpus; ++cpu) Cpu(cpu);
    return *this;
  }

  /// A UDP socket that dropped, whose queue holds `fill` percent of its limit in every sample.
  WindowBuilder& UdpSocket(const std::string& place, uint64_t drops, unsigned fill,
                           uint64_t limit = 212992, const std::string& owner = "feedd (pid 812)") {
    Rises("socket", place, "drops", drops, 0).Is("socket", place, "limit", limit);
    Is("socket", place, "queue", limit * fill / 100);
    return owner.empty() ? *this : Fact("socket", place, "owner", owner);
  }

  std::vector<Sample>& samples() { return samples_; }
  Window Build() const { return *Window::Of(samples_); }

 private:
  std::vector<Sample> samples_;
};

}  // namespace netkeel
