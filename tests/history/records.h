// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "history/ledger.h"
#include "host/inventory.h"
#include "reconcile/restore.h"

namespace netkeel {

/// One with a value of each type.
inline Record SampleRecord() {
  Record record;
  record.id = 7;
  record.when = 1763923181;
  record.verb = "apply";
  record.caller = {0, "1000", "sudo"};
  record.ending = Ending::kConfirmed;
  record.before.profile = "multicast-feed.yaml";
  record.before.boot_id = "5f3c";
  Device device;
  device.name = "eth0";
  device.ifindex = 2;
  device.permanent_mac = "02:00:00:00:00:01";
  device.carrier = true;
  record.before.devices.push_back(device);
  record.before.values[{"eth0", "rings", "rx"}] = uint64_t{512};
  record.before.values[{"eth0", "irq", "TxRx-0/affinity"}] = CpuSet{2, 70};
  record.before.values[{kHostDevice, "sysctl", "net.ipv4.udp_mem"}] = std::string("1 2 3");
  record.before.values[{"eth0", "rss", "indirection"}] = std::vector<uint64_t>{0, 1, 0, 1};
  record.changes.push_back({{"eth0", "rings", "rx"}, uint64_t{512}, uint64_t{4096}});
  record.changes.push_back({{"eth0", "rings", "tx"}, std::nullopt, uint64_t{4096}});
  return record;
}

/// A run of "old.yaml" in this boot that found this value on eth0.
inline Record RunThatFound(const Kernel& kernel, const Address& address, const Value& value) {
  Record record;
  record.id = 1;
  record.verb = "apply";
  record.before.profile = "old.yaml";
  record.before.boot_id = BootId(kernel);
  const auto device = DescribeInterface(kernel, "eth0");
  if (device) record.before.devices.push_back(*device);
  Device host;
  host.name = kHostDevice;
  record.before.devices.push_back(host);
  record.before.values[address] = value;
  return record;
}

/// Opens, saves, and lets go of the lock.
inline void SaveIn(const std::string& directory, Ledger::Slot slot, const Record& record) {
  const auto ledger = Ledger::Open(directory);
  ASSERT_TRUE(ledger.has_value());
  ASSERT_TRUE(ledger->Save(slot, record).has_value());
}

/// What is in the slot now.
inline std::optional<Record> LoadFrom(const std::string& directory, Ledger::Slot slot) {
  const auto ledger = Ledger::Open(directory);
  const auto record = ledger ? ledger->Load(slot) : Fail(ledger.error());
  return record ? *record : std::nullopt;
}

/// How the runs of the history ended, by id.
inline std::vector<std::string> EndingsIn(const std::string& directory) {
  std::vector<std::string> endings;
  const auto ledger = Ledger::OpenToRead(directory);
  const auto history = ledger ? ledger->LoadHistory() : Fail(ledger.error());
  if (!history) return endings;
  for (const Record& record : history->records) endings.emplace_back(ToText(record.ending));
  return endings;
}

}  // namespace netkeel
