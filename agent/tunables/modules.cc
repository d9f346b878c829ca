// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "host/boot_config.h"
#include "kernel/judged_lines.h"
#include "tunables/expectation.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"
#include "tunables/version_wish.h"

namespace netkeel {
namespace {

constexpr std::string_view kVersionFile = "version";
constexpr std::string_view kFolder = "parameters";

constexpr std::array<std::string_view, 2> kYesNo{"Y", "N"};

constexpr KeyDescriptor Parameter(std::string_view name, std::string_view help) {
  return {.name = name, .type = KeyType::kText, .names = kYesNo, .help = help};
}

constexpr std::array kRows{
    KeyDescriptor{.name = "ixgbe.version",
                  .type = KeyType::kText,
                  .form = &kVersionForm,
                  .help = "of Intel's own driver; that of the kernel has none"},
    Parameter("bnx2x.parameters.num_queues", "queues of each port; 0: as many as CPUs"),
    Parameter("intel_idle.parameters.max_cstate", "how deep intel_idle lets CPUs sleep"),
    Parameter("kvm.parameters.halt_poll_ns", "how long the host waits for a halted CPU of a guest"),
    Parameter("mlx4_core.parameters.log_num_mgm_entry_size", "how mlx4 steers flows"),
    Parameter("nf_conntrack.parameters.hashsize", "buckets of the table of connections"),
    Parameter("pcie_aspm.parameters.policy", "how links of PCI Express sleep"),
    Parameter("sfc.parameters.rss_cpus", "queues of each port: a number, packages, cores, ..."),
    Parameter("virtio_net.parameters.napi_tx", "Y: sent packets are freed by NAPI, too"),
    Parameter("workqueue.parameters.power_efficient", "Y: work may leave the CPU that queued it"),
};

constexpr std::array kAnyModule{
    KeyDescriptor{.name = "*.version",
                  .type = KeyType::kText,
                  .form = &kVersionForm,
                  .help = "version of any module that has one"},
    Parameter("*.parameters.*", "any parameter of a module that it shows"),
};

bool IsPlain(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

constexpr size_t kLongestName = 128;

std::string WrongWith(std::string_view key) {
  const auto parts = Split(key, ".");
  const bool is_version = parts.size() == 2 && parts[1] == kVersionFile;
  const bool is_parameter = parts.size() == 3 && parts[1] == kFolder && IsPlain(parts[2]);
  if ((is_version || is_parameter) && IsPlain(parts[0]) && key.size() <= kLongestName) return "";
  const std::string start = "key " + Quote(key);
  if ((is_version || is_parameter) && parts[0].find('-') != std::string_view::npos) {
    std::string name(key);
    std::replace(name.begin(), name.end(), '-', '_');
    return start + " has a '-', which is '_' in /sys/module; write " + Quote(name);
  }
  if (parts.size() == 2 && IsPlain(parts[0]) && IsPlain(parts[1])) {
    return start + " is nothing of a module; did you mean " +
           Quote(std::string(parts[0]) + ".parameters." + std::string(parts[1])) + '?';
  }
  return start + " is nothing of a module; write MODULE.version or MODULE.parameters.NAME";
}

constexpr const char* kLoadable = "/loadable";  // companion: 1 where it is no part of the kernel
constexpr const char* kGrubby = "/grubby";      // companion: 1 where grubby edits boot entries

const Descriptor& ModulesDescriptor() {
  static const Descriptor kDescriptor{
      .name = "modules",
      .scope = Scope::kHost,
      .family = Family::kBoot,
      .help = "versions and parameters of the kernel's modules (/sys/module)",
      .effect = "takes effect when the module is loaded",
      .writable = false,
      .open = {.pattern = R"(^(?=.{1,128}$)[A-Za-z0-9_]+\.(version|parameters\.[A-Za-z0-9_]+)$)",
               .help = "a version or parameter of a module by its name",
               .wrong_with = WrongWith,
               .is_writable = [](std::string_view key) { return key.find('/') == key.npos; },
               .rows = kAnyModule},
      .keys = kRows,
  };
  return kDescriptor;
}

/// "/sys/module/ixgbe/parameters/max_vfs" of "ixgbe.parameters.max_vfs".
std::string PathOf(std::string_view key) {
  std::string path = "/sys/module/" + std::string(key);
  std::replace(path.begin(), path.end(), '.', '/');
  return path;
}

bool IsVersionKey(std::string_view key) { return Split(key, ".").size() == 2; }

/// Why there is no such file: the module, its version or the parameter is not there.
std::string WhyNone(const Kernel& kernel, const std::string& key) {
  const auto parts = Split(key, ".");
  const std::string module(parts[0]);
  const std::string folder = "/sys/module/" + module;
  if (!kernel.ListDirectory(folder)) {
    return "there is no " + folder +
           " here: it is not loaded, or this is a capture, which has the interfaces' drivers only";
  }
  if (IsVersionKey(key)) return module + " has no version of its own: it came with the kernel";
  const std::string shown = folder + '/' + std::string(kFolder);
  const auto names = kernel.ListDirectory(shown).value_or(std::vector<std::string>{});
  const std::string close = Closest(parts[2], names);
  return module + " shows no such parameter in " + shown +
         (names.empty()   ? ""
          : close.empty() ? "; there are: " + Join(names, ", ")
                          : "; did you mean '" + close + "'?");
}

/// "performance" of "default [performance] powersave": the one in brackets is in force.
std::string InForce(const std::string& text) {
  for (const std::string_view word : Words(text)) {
    if (word.size() > 2 && word.front() == '[' && word.back() == ']') {
      return std::string(word.substr(1, word.size() - 2));
    }
  }
  return text;
}

Result<Value> ReadKey(const Kernel& kernel, const std::string& key) {
  const auto content = kernel.ReadFile(PathOf(key));
  if (!content) {
    if (content.error().code != ErrorCode::kNotFound) return Fail(content.error());
    return Fail(ErrorCode::kUnsupported, WhyNone(kernel, key));
  }
  const std::string text(Trim(*content));
  if (IsVersionKey(key)) return Value{text};
  if (text == kLeftOut) return Fail(ErrorCode::kUnsupported, "its text is in no capture");
  return ParseFileValue(InForce(text), KeyType::kText);
}

/// What kstrtobool() takes for a switch: Linux shows it as Y or N.
bool IsSameSwitch(const std::string& wanted, const std::string& actual) {
  const auto is_any = [&](const std::array<const char*, 4>& words) {
    return std::find(words.begin(), words.end(), wanted) != words.end();
  };
  return (actual == "Y" && is_any({"1", "Y", "y", "on"})) ||
         (actual == "N" && is_any({"0", "N", "n", "off"}));
}

bool IsMet(const std::string& key, const Value& wanted, const Value& actual) {
  if (IsVersionKey(key)) return IsVersion(ToText(wanted), ToText(actual));
  return SameWords(wanted, actual) || IsSameSwitch(ToText(wanted), ToText(actual));
}

std::string Advice(const Address& address, const std::string& wanted, const State& observed) {
  const auto parts = Split(address.key, ".");
  const std::string module(parts[0]);
  if (IsVersionKey(address.key)) {
    return "install that version of " + module + " and load it anew, or reboot";
  }
  const std::string parameter = std::string(parts[2]) + '=' + wanted;
  const auto has = [&](const char* companion) {
    return observed.contains({address.device, address.tunable, address.key + companion});
  };
  if (has(kLoadable)) {
    return "put \"options " + module + ' ' + parameter +
           "\" into /etc/modprobe.d/netkeel.conf and load " + module +
           " anew, or reboot; an initramfs that has it is to be made anew";
  }
  const std::string at_boot = module + '.' + parameter;
  return "boot with " + at_boot + ": " + HowToBootWith(at_boot, has(kGrubby));
}

class Modules : public Expectation {
 public:
  const Descriptor& descriptor() const override { return ModulesDescriptor(); }

  Observation Observe(const Kernel& kernel, const Device& /*device*/,
                      const std::set<std::string>& keys) const override {
    std::set<std::string> asked = keys;
    if (asked.empty()) {
      for (const KeyDescriptor& row : kRows) asked.emplace(row.name);
    }
    Observation seen;
    const bool grubby = HasGrubby(kernel);
    for (const std::string& key : asked) {
      const Address address{kHostDevice, "modules", key};
      const auto value = ReadKey(kernel, key);
      if (!value) {
        seen.problems[address] = value.error();
        continue;
      }
      seen.values[address] = *value;
      if (IsLoadable(kernel, key)) seen.values[{kHostDevice, "modules", key + kLoadable}] = kOne;
      if (grubby) seen.values[{kHostDevice, "modules", key + kGrubby}] = kOne;
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != descriptor().name) continue;
      if (IsVersionKey(setting.key)) {
        ResolveVersion(situation, setting, desired);
      } else {
        ResolveSetting(situation, setting, desired);
      }
    }
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    if (IsMet(address.key, wanted, observed.at(address))) return {};
    return {Status::kDrift, Advice(address, ToText(wanted), observed)};
  }

 private:
  static constexpr uint64_t kOne = 1;

  /// What is part of the kernel has no state.
  static bool IsLoadable(const Kernel& kernel, const std::string& key) {
    const std::string module = key.substr(0, key.find('.'));
    return kernel.ReadFile("/sys/module/" + module + "/initstate").has_value();
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeModules() { return std::make_unique<Modules>(); }

}  // namespace netkeel
