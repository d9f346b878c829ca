// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"

namespace netkeel {
namespace {

/// What stands before the queue's number in the names that drivers give their vectors.
enum class Serves { kBoth, kRx, kTx };
struct NamePart {
  std::string_view text;
  Serves serves = Serves::kBoth;
};
// What is longer comes first.
constexpr std::array kNameParts = {
    NamePart{"-Tx-Rx-"},
    NamePart{"-TxRx-"},
    NamePart{"-rxtx-"},
    NamePart{"-txrx-"},
    NamePart{"-rxtx"},
    NamePart{"-rx-", Serves::kRx},
    NamePart{"-tx-", Serves::kTx},
    NamePart{":rx-", Serves::kRx},
    NamePart{":tx-", Serves::kTx},
    NamePart{"_rxq", Serves::kRx},
    NamePart{"_txq", Serves::kTx},
    NamePart{"-rx", Serves::kRx},
    NamePart{"-tx", Serves::kTx},
    NamePart{"-Rx"},
    NamePart{" CQ ", Serves::kRx},
    NamePart{" TXQ ", Serves::kTx},
    NamePart{"-fp-"},
    NamePart{"-q"},
    NamePart{"_qp"},
    NamePart{"_int"},
    NamePart{":slice-"},
    NamePart{"-input.", Serves::kRx},
    NamePart{"-output.", Serves::kTx},
    NamePart{"mlx5_comp"},
    NamePart{"mlx4-"},
    NamePart{"ntfy-blk"},
    NamePart{"ntfy-block."},
    NamePart{"mana_q"},
};

struct Vector {
  std::string number;
  std::string name;    ///< "eth0-TxRx-3", "mlx5_comp3@pci:0000:03:00.0"
  std::string before;  ///< "eth0", ""; the next three are for queue vectors only
  std::string behind;  ///< "", "@pci:0000:03:00.0"
  const NamePart* part = nullptr;
};

/// Takes the name apart; `part` stays null where it is not a queue's.
void ParseName(Vector& vector) {
  const std::string head = vector.name.substr(0, vector.name.find('@'));
  const size_t digits = head.find_last_not_of("0123456789") + 1;
  if (digits == head.size() || head.find("fdir") != std::string::npos) return;
  for (const NamePart& part : kNameParts) {
    if (!std::string_view(head).substr(0, digits).ends_with(part.text)) continue;
    vector.part = &part;
    vector.before = head.substr(0, digits - part.text.size());
    vector.behind = vector.name.substr(head.size());
    return;
  }
}

/// The name of a requested interrupt, "" where nobody requested it.
std::string ActionOf(const KernelTree& tree, const std::string& number) {
  const std::string folder = "/proc/irq/" + number;
  const std::string actions = ContentOf(tree, "/sys/kernel/irq/" + number + "/actions");
  if (!actions.empty()) return std::string(Trim(actions));
  for (const std::string& name : NamesIn(tree, folder)) {
    if (IsFolder(tree, folder + '/' + name)) return name;
  }
  return "";
}

/// The folder of the device's vectors; virtio's are its PCI parent's.
std::string VectorFolder(const KernelTree& tree, const std::string& interface) {
  const std::string device = CanonicalPath(tree, "/sys/class/net/" + interface + "/device");
  if (IsFolder(tree, device + "/msi_irqs")) return device + "/msi_irqs";
  return device.substr(0, device.rfind('/')) + "/msi_irqs";
}

std::vector<Vector> VectorsIn(const KernelTree& tree, const std::string& folder) {
  std::vector<Vector> vectors;
  for (const std::string& number : NamesIn(tree, folder)) {
    vectors.push_back({number, ActionOf(tree, number), "", ""});
    ParseName(vectors.back());
  }
  return vectors;
}

/// Names of the vectors that the driver would request for these channels.
std::vector<std::string> WantedNames(const std::vector<Vector>& vectors, const std::string& driver,
                                     const EthtoolFields& channels) {
  const uint64_t combined = FieldNumber(channels, "combined");
  const uint64_t rx = combined + FieldNumber(channels, "rx");
  const uint64_t tx = combined + FieldNumber(channels, "tx");
  const Vector& sample = *std::find_if(vectors.begin(), vectors.end(),
                                       [](const Vector& vector) { return vector.part; });
  std::set<std::string_view> parts;
  for (const Vector& vector : vectors) {
    if (vector.part) parts.insert(vector.part->text);
  }
  if (driver == "igb") {
    // igb pairs rx and tx on one vector only above half of its maximum.
    const bool pairs = combined > FieldNumber(channels, "combined-max") / 2;
    parts =
        pairs ? std::set<std::string_view>{"-TxRx-"} : std::set<std::string_view>{"-rx-", "-tx-"};
  }
  std::vector<std::string> names;
  for (const NamePart& part : kNameParts) {
    if (!parts.contains(part.text)) continue;
    const uint64_t both = combined > 0 ? combined : std::max(rx, tx);
    const uint64_t count = part.serves == Serves::kBoth ? both
                           : part.serves == Serves::kRx ? rx
                                                        : tx;
    for (uint64_t i = 0; i < count; ++i) {
      names.push_back(sample.before + std::string(part.text) + std::to_string(i) + sample.behind);
    }
  }
  return names;
}

/// A number above every interrupt there is.
std::string NextNumber(const KernelTree& tree, const std::string& folder) {
  uint64_t highest = 0;
  for (const std::string& place :
       {std::string("/proc/irq"), std::string("/sys/kernel/irq"), folder}) {
    for (const std::string& name : NamesIn(tree, place)) {
      highest = std::max(highest, ParseUnsigned(name).value_or(0));
    }
  }
  return std::to_string(highest + 1);
}

/// Takes the vector's line out of /proc/interrupts, or adds one like `sample`'s for it.
void EditInterrupts(KernelTree& tree, const Vector& vector, const Vector* sample) {
  std::string text;
  std::string added;
  const std::string before = ContentOf(tree, "/proc/interrupts");
  for (const std::string_view line : Split(before, "\n")) {
    const std::string_view label = Trim(line.substr(0, line.find(':')));
    if (sample && label == sample->number && line.ends_with(sample->name)) {
      const std::string_view middle = line.substr(line.find(':'));
      added = ' ' + vector.number +
              std::string(middle.substr(0, middle.size() - sample->name.size())) + vector.name +
              '\n';
    }
    if (!line.empty() && (sample || label != vector.number)) text += std::string(line) + '\n';
  }
  ReplaceContent(tree, "/proc/interrupts", text + added);
}

void AddVector(KernelTree& tree, const std::string& folder, const Vector& sample,
               const std::string& name) {
  const std::string number = NextNumber(tree, folder);
  const std::string irq = "/proc/irq/" + number;
  EditInterrupts(tree, {number, name, "", ""}, &sample);
  CopyFolder(tree, "/proc/irq/" + sample.number, irq);
  CopyFolder(tree, "/sys/kernel/irq/" + sample.number, "/sys/kernel/irq/" + number);
  ReplaceContent(tree, "/sys/kernel/irq/" + number + "/actions", name + '\n');
  if (IsFolder(tree, irq + '/' + sample.name)) {
    CopyFolder(tree, irq + '/' + sample.name, irq + '/' + name);
    Erase(tree, irq + '/' + sample.name);
  }
  const auto key = FileKey(tree, folder + '/' + sample.number);
  if (key) tree.files[key->substr(0, key->rfind('/') + 1) + number] = tree.files.at(*key);
  if (!key) tree.listed.insert(folder + '/' + number);
}

void EraseVector(KernelTree& tree, const std::string& folder, const Vector& vector) {
  EditInterrupts(tree, vector, nullptr);
  Erase(tree, "/proc/irq/" + vector.number);
  Erase(tree, "/sys/kernel/irq/" + vector.number);
  Erase(tree, folder + '/' + vector.number);
}

/// request_irq starts every vector from the default affinity, on the device's node if it can.
CpuSet StartAffinity(const KernelTree& tree, const std::string& device) {
  const RecordedHost host = ReadRecordedHost(tree);
  CpuSet cpus = CpusOfMask(ContentOf(tree, "/proc/irq/default_smp_affinity"));
  cpus = cpus.And(host.online).Empty() ? host.online : cpus.And(host.online);
  const std::string node(Trim(ContentOf(tree, device + "/numa_node")));
  const auto local =
      CpuSet::ParseList(ContentOf(tree, "/sys/devices/system/node/node" + node + "/cpulist"));
  return !local || cpus.And(*local).Empty() ? cpus : cpus.And(*local);
}

}  // namespace

void RemakeVectors(KernelTree& tree, const std::string& interface, const std::string& driver) {
  // What the kernel told of the vectors before says nothing of those that come.
  std::erase_if(tree.rows, [&](const auto& rows) { return rows.first.first == interface; });
  const std::string folder = VectorFolder(tree, interface);
  const std::vector<Vector> old = VectorsIn(tree, folder);
  const auto is_queue = [](const Vector& vector) { return vector.part != nullptr; };
  const auto sample = std::find_if(old.begin(), old.end(), is_queue);
  // Down since boot: nothing is requested, and no vector has a name yet.
  if (sample == old.end()) return;
  const auto wanted = WantedNames(old, driver, tree.ethtool[{interface, EthtoolTopic::kChannels}]);
  for (const std::string& name : wanted) {
    const auto same = [&name](const Vector& vector) { return vector.name == name; };
    if (std::none_of(old.begin(), old.end(), same)) AddVector(tree, folder, *sample, name);
  }
  for (const Vector& vector : old) {
    const bool kept = std::find(wanted.begin(), wanted.end(), vector.name) != wanted.end();
    if (vector.part && !kept) EraseVector(tree, folder, vector);
  }
  const CpuSet start = StartAffinity(tree, folder.substr(0, folder.rfind('/')));
  for (const Vector& vector : VectorsIn(tree, folder)) {
    StoreAffinity(tree, "/proc/irq/" + vector.number, start);
  }
}

}  // namespace netkeel
