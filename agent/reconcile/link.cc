// SPDX-License-Identifier: Apache-2.0
#include "reconcile/link.h"

#include "base/text.h"
#include "host/inventory.h"

namespace netkeel {
namespace {

constexpr std::chrono::milliseconds kPoll(100);

// A bond sees a carrier that was away only when its monitor polls, commonly every 100 ms, and LACP
// begins anew after that: until then its old state still reads as good.
constexpr int kPollsOfABond = 10;

// IEEE 802.1AX, the state octet of a LACP port: bits "collecting" and "distributing".
constexpr uint64_t kCarriesTraffic = 0x30;

std::string Read(const Kernel& kernel, const std::string& path) {
  const auto text = kernel.ReadFile(path);
  return text ? std::string(Trim(*text)) : "";
}

/// bonding_slave/ad_*_oper_port_state: a decimal number, "N/A" outside of 802.3ad.
bool CarriesTraffic(const Kernel& kernel, const std::string& path) {
  const auto state = ParseUnsigned(Read(kernel, path));
  return state && (*state & kCarriesTraffic) == kCarriesTraffic;
}

/// What of `before` is not there now; "" where nothing is missing.
std::string Missing(const Link& before, const Link& now, const std::string& interface) {
  if (before.carrier && !now.carrier) return interface + " has no carrier";
  if (before.bond_uses && !now.bond_uses) return before.bond + " does not use " + interface;
  if (before.lacp && !now.lacp) return interface + " has no LACP partner that takes traffic";
  return "";
}

}  // namespace

Link LookAtLink(const Kernel& kernel, const std::string& interface) {
  const std::string folder = "/sys/class/net/" + interface;
  Link link;
  link.carrier = Read(kernel, folder + "/carrier") == "1";
  const std::string port = folder + "/bonding_slave/";
  const std::string status = Read(kernel, port + "mii_status");
  if (status.empty()) return link;
  link.bond_uses = status == "up";
  link.lacp = CarriesTraffic(kernel, port + "ad_actor_oper_port_state") &&
              CarriesTraffic(kernel, port + "ad_partner_oper_port_state");
  const auto bond = kernel.ResolveLink(folder + "/master");
  link.bond = bond ? bond->substr(bond->rfind('/') + 1) : "its bond";
  return link;
}

Result<std::chrono::milliseconds> AwaitLink(const Kernel& kernel, const std::string& interface,
                                            const Link& before, std::chrono::seconds patience) {
  std::string missing;
  std::chrono::milliseconds back_after(0);
  int good_polls = 0;
  for (std::chrono::milliseconds waited(0); waited <= patience; waited += kPoll) {
    const auto index = InterfaceIndex(kernel, interface);
    if (!index || (before.ifindex != 0 && *index != before.ifindex)) {
      return Fail(ErrorCode::kNotFound,
                  interface + ": went away, or got another name, while it was reset");
    }
    missing = Missing(before, LookAtLink(kernel, interface), interface);
    good_polls = missing.empty() ? good_polls + 1 : 0;
    if (good_polls == 1) back_after = waited;
    if (good_polls >= (before.bond.empty() ? 1 : kPollsOfABond)) return back_after;
    kernel.Pause(kPoll);
  }
  if (missing.empty()) return back_after;
  return Fail(ErrorCode::kIo,
              missing + ", " + std::to_string(patience.count()) + " s after it was reset");
}

std::optional<uint64_t> DownsOf(const Kernel& kernel, const std::string& interface) {
  return ParseUnsigned(Read(kernel, "/sys/class/net/" + interface + "/carrier_down_count"));
}

std::set<std::string> CarriersOf(const std::vector<Device>& devices) {
  std::set<std::string> names;
  for (const Device& device : devices) {
    if (device.carrier) names.insert(device.name);
  }
  return names;
}

}  // namespace netkeel
