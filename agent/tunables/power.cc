// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"

namespace netkeel {
namespace {

constexpr std::array<std::string_view, 2> kModes{"on", "auto"};

constexpr std::array kKeys{
    KeyDescriptor{.name = "control",
                  .type = KeyType::kName,
                  .names = kModes,
                  .file = "/sys/class/net/%/device/power/control",
                  .help = "on: the device stays awake; auto: its driver may suspend it while it is "
                          "idle, as igb does while there is no link, and its vectors go"}};

constexpr Descriptor kDescriptor{
    .name = "power",
    .family = Family::kQueueFiles,
    .help = "power management at run time of an interface's device (device/power)",
    .keys = kKeys,
};

/// The device that would be suspended: what is virtio's is the function above it.
std::string FolderOf(const Device& device) {
  const bool is_virtio = device.bus == "virtio";
  return is_virtio ? device.sys_path.substr(0, device.sys_path.rfind('/')) : device.sys_path;
}

Result<Value> Read(const Kernel& kernel, const Device& device) {
  const std::string folder = FolderOf(device) + "/power/";
  const auto control = kernel.ReadFile(folder + "control");
  if (!control && control.error().code != ErrorCode::kNotFound) return Fail(control.error());
  if (!control) return Fail(ErrorCode::kUnsupported, "this kernel or device has no power/control");
  const auto status = kernel.ReadFile(folder + "runtime_status");
  if (status && Trim(*status) == "unsupported") {
    return Fail(ErrorCode::kUnsupported, "the device is never suspended at run time");
  }
  std::string word(Trim(*control));
  if (std::count(kModes.begin(), kModes.end(), word) > 0) return Value{std::move(word)};
  return Fail(ErrorCode::kBadInput,
              folder + "control: '" + Printable(word) + "' is neither on nor auto");
}

class Power : public FileTunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    Observation seen;
    const Address address{device.name, std::string(kDescriptor.name), "control"};
    const Error none{ErrorCode::kUnsupported, "a virtual interface has no device to suspend"};
    auto value = device.sys_path.empty() ? Fail(none) : Read(kernel, device);
    if (value) {
      seen.values[address] = std::move(*value);
    } else {
      seen.problems[address] = value.error();
    }
    return seen;
  }

 protected:
  std::string PathOf(const Device& device, const std::string& /*key*/,
                     const State& /*observed*/) const override {
    return FolderOf(device) + "/power/control";
  }

  Error Explain(const Kernel& /*kernel*/, const Step& /*step*/, Error error) const override {
    if (error.code == ErrorCode::kPermission) {
      error.message += "; needs root on the host itself and a writable /sys";
    }
    return error;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakePower() { return std::make_unique<Power>(); }

}  // namespace netkeel
