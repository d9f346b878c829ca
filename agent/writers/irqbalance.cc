// SPDX-License-Identifier: Apache-2.0
#include "writers/irqbalance.h"

#include <algorithm>

#include "base/text.h"
#include "host/cpu_files.h"
#include "host/isolated_cpus.h"
#include "writers/drop_in_files.h"
#include "writers/irqbalance_policy.h"
#include "writers/root_process.h"

namespace netkeel {
namespace {

constexpr const char* kFolder = "/run/irqbalance";
constexpr std::string_view kName = "irqbalance";
constexpr std::string_view kSocketStart = kName;
constexpr std::string_view kSocketEnd = ".sock";

/// The pid in "irqbalance812.sock".
std::optional<uint64_t> PidOfSocket(std::string_view name) {
  if (!name.starts_with(kSocketStart) || !name.ends_with(kSocketEnd)) return std::nullopt;
  name.remove_prefix(kSocketStart.size());
  return ParseUnsigned(name.substr(0, name.size() - kSocketEnd.size()));
}

/// Where systemd (cgroup 2 and 1) and other init systems say which process it is.
constexpr const char* kPidFiles[] = {
    "/sys/fs/cgroup/system.slice/irqbalance.service/cgroup.procs",
    "/sys/fs/cgroup/systemd/system.slice/irqbalance.service/cgroup.procs",
    "/run/irqbalance.pid",
};

std::vector<uint64_t> PossiblePids(const Kernel& kernel) {
  std::vector<uint64_t> pids;
  for (const std::string& name : NamesIn(kernel, kFolder)) {
    if (const auto pid = PidOfSocket(name)) pids.push_back(*pid);
  }
  if (!pids.empty()) return pids;
  for (const char* const path : kPidFiles) {
    const std::string text = kernel.ReadFile(path).value_or("");
    for (const std::string_view word : Words(text)) {
      if (const auto pid = ParseUnsigned(word)) pids.push_back(*pid);
    }
    if (!pids.empty()) break;
  }
  return pids;
}

/// The value where `argument` is the option: "--banirq=5", "-i5", or the word after "-i".
std::optional<std::string> ValueOf(const std::vector<std::string>& arguments, size_t at,
                                   const std::string& name, char letter) {
  const std::string& argument = arguments[at];
  const std::string flag = {'-', letter};
  const std::string next = at + 1 < arguments.size() ? arguments[at + 1] : "";
  if (argument == flag || argument == "--" + name) return next;
  if (argument.starts_with("--" + name + '=')) return argument.substr(name.size() + 3);
  if (argument.starts_with(flag)) return argument.substr(flag.size());
  return std::nullopt;
}

void TakeCommandLine(const std::string& text, Irqbalance& irqbalance) {
  std::vector<std::string> arguments;
  for (const std::string_view word : Split(text, std::string_view("\0", 1))) {
    arguments.emplace_back(word);
  }
  for (size_t at = 1; at < arguments.size(); ++at) {
    if (const auto irq = ValueOf(arguments, at, "banirq", 'i')) {
      if (const auto number = ParseUnsigned(*irq)) irqbalance.banned.insert(*number);
    }
    if (auto module = ValueOf(arguments, at, "banmod", 'm')) {
      if (!module->empty()) irqbalance.modules.push_back(std::move(*module));
    }
    if (auto policy = ValueOf(arguments, at, "policyscript", 'l')) {
      irqbalance.policy = std::move(*policy);
    }
  }
}

/// The numbers behind every "IRQ" of an answer: "SLEEP 10 IRQ 57 LOAD 1 DIFF 0 CLASS 4 BANNED 0".
std::set<uint64_t> IrqsIn(const std::string& answer) {
  std::set<uint64_t> irqs;
  const auto words = Words(answer);
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const auto irq = words[i] == "IRQ" ? ParseUnsigned(words[i + 1]) : std::nullopt;
    if (irq) irqs.insert(*irq);
  }
  return irqs;
}

std::optional<CpuSet> BannedCpusIn(const std::string& answer) {
  const auto words = Words(answer);
  if (words.size() < 2 || words[words.size() - 2] != "BANNED") return std::nullopt;
  const auto cpus = CpuSet::ParseMask(words.back());
  return cpus ? std::optional(*cpus) : std::nullopt;
}

/// `setup` has what was banned by number, and not what a policy script or --banmod bans; `stats`
/// has what it places (irqbalance 1.9.2).
void TakeAnswers(const Kernel& kernel, Irqbalance& irqbalance) {
  const std::string name = "irqbalance" + std::to_string(irqbalance.pid) + ".sock";
  for (const std::string& socket : {kFolder + ("/" + name), "@" + name}) {
    const auto setup = kernel.AskSocket(socket, "setup");
    if (!setup && setup.error().code == ErrorCode::kNotFound) continue;
    const auto stats = setup ? kernel.AskSocket(socket, "stats") : setup;
    // It ends the connection without a word with whoever is not root.
    if (!setup || !stats || setup->empty()) return;
    irqbalance.answered = true;
    irqbalance.banned = IrqsIn(*setup);
    irqbalance.banned_cpus = BannedCpusIn(*setup);
    irqbalance.balanced = IrqsIn(*stats);
    return;
  }
}

/// Names that an interrupt goes by: its PCI driver's (irqbalance 1.9 and newer), and its handlers'.
std::vector<std::string> NamesOf(const Kernel& kernel, const Sought& sought) {
  std::vector<std::string> names;
  const std::string pci = sought.device->pci;
  if (!pci.empty()) {
    const auto driver = kernel.ResolveLink("/sys/bus/pci/devices/" + pci + "/driver");
    if (driver) names.push_back(driver->substr(driver->rfind('/') + 1));
  }
  for (const std::string& entry : NamesIn(kernel, "/proc/irq/" + std::to_string(*sought.irq))) {
    // A folder for each handler, among files of Linux's own.
    if (entry.find("affinity") == entry.npos && entry != "node" && entry != "spurious") {
      names.push_back(entry);
    }
  }
  return names;
}

bool BansByName(const Kernel& kernel, const Irqbalance& irqbalance, const Sought& sought) {
  if (irqbalance.modules.empty()) return false;
  const std::vector<std::string> names = NamesOf(kernel, sought);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(irqbalance.modules.begin(), irqbalance.modules.end(),
                       [&](const std::string& part) { return name.find(part) != name.npos; });
  });
}

/// Why the vector is not safe from irqbalance; "" where it is.
std::string Danger(const Kernel& kernel, const Irqbalance& irqbalance, const Sought& sought) {
  const bool by_name =
      irqbalance.banned.contains(*sought.irq) || BansByName(kernel, irqbalance, sought);
  const PolicyVerdict policy =
      by_name ? PolicyVerdict::kBans : JudgePolicy(kernel, irqbalance.policy, *sought.device);
  const bool bans = policy == PolicyVerdict::kBans;
  if (irqbalance.balanced.contains(*sought.irq)) {
    return bans ? "places it, as it did before it was to ban it: restart it" : "does not ban it";
  }
  if (bans) return "";
  if (policy == PolicyVerdict::kUnknown && irqbalance.answered) return "";
  return policy == PolicyVerdict::kUnknown
             ? "may move it: its policy script decides, and only root is told how"
             : "does not ban it";
}

}  // namespace

std::optional<Irqbalance> FindIrqbalance(const Kernel& kernel) {
  for (const uint64_t pid : PossiblePids(kernel)) {
    const std::string folder = "/proc/" + std::to_string(pid);
    if (!IsRootProcess(kernel, pid, kName)) continue;
    const std::string command_line = kernel.ReadFile(folder + "/cmdline").value_or("");
    // Not that of another one, which got the number in between.
    if (!IsRootProcess(kernel, pid, kName)) continue;
    Irqbalance irqbalance;
    irqbalance.pid = pid;
    TakeCommandLine(command_line, irqbalance);
    TakeAnswers(kernel, irqbalance);
    return irqbalance;
  }
  return std::nullopt;
}

std::vector<Writer> IrqbalanceWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  const auto is_vector = [](const Sought& each) { return each.irq && each.device != nullptr; };
  if (std::none_of(sought.begin(), sought.end(), is_vector)) return writers;
  const auto irqbalance = FindIrqbalance(kernel);
  if (!irqbalance) return writers;
  for (const Sought& each : sought) {
    if (!is_vector(each)) continue;
    std::string danger = Danger(kernel, *irqbalance, each);
    if (danger.empty()) continue;
    writers.push_back(
        {"irqbalance", irqbalance->Who(), std::move(danger), each.address, std::nullopt, true});
  }
  return writers;
}

std::string IsolationGap(const Kernel& kernel, const Irqbalance& irqbalance) {
  if (!irqbalance.banned_cpus) return "";
  const IsolatedCpus isolated = ReadIsolatedCpus(kernel).value_or(IsolatedCpus{});
  const CpuSet nohz = ReadCpuList(kernel, kNohzFullCpus).value_or(CpuSet{});
  const CpuSet open = isolated.now.Or(nohz).Except(*irqbalance.banned_cpus);
  if (open.Empty()) return "";
  // Its own list is of what was isolated at boot: cpuset partitions are unknown to it.
  const bool is_of_boot = open.Except(isolated.at_boot.Or(nohz)).Empty();
  return irqbalance.Who() + " may place interrupts on CPU " + open.ToList() +
         (is_of_boot
              ? ", isolated or nohz_full: IRQBALANCE_BANNED_CPULIST replaces its own list, "
                "which has them"
              : ", isolated or nohz_full, and cpuset partitions are unknown to it: name them "
                "all in IRQBALANCE_BANNED_CPULIST");
}

}  // namespace netkeel
