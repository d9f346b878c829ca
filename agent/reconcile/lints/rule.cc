// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints/rule.h"

#include <algorithm>

#include "tunables/observed_vectors.h"

namespace netkeel {
namespace {

const Setting* FindSetting(const std::vector<Setting>& settings, std::string_view key) {
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found != settings.end() ? &*found : nullptr;
}

bool CountsQueues(const Address& address) {
  const Descriptor* const tunable = FindDescriptor(address.tunable);
  const KeyDescriptor* const row = tunable == nullptr ? nullptr : FindKey(*tunable, address.key);
  return row != nullptr && row->counts_queues;
}

}  // namespace

std::string Subject::Place(const Wish& wish) const {
  return ToText(wish.source) + ": " + device.name + ": ";
}

const Setting* OfHost(const Profile& profile, std::string_view key) {
  return FindSetting(profile.host, key);
}

const Setting* OfBlock(const Block& block, std::string_view tunable, std::string_view key) {
  const auto found = std::find_if(
      block.settings.begin(), block.settings.end(),
      [&](const Setting& setting) { return setting.tunable == tunable && setting.key == key; });
  return found != block.settings.end() ? &*found : nullptr;
}

std::optional<uint64_t> NumberOf(const Setting* setting) {
  const bool raises = setting != nullptr && setting->bound != Bound::kAtMost;
  const auto* const number = raises ? std::get_if<uint64_t>(&setting->literal) : nullptr;
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<uint64_t> NumberOf(const Wish& wish) {
  const auto* const number = std::get_if<uint64_t>(&wish.value);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

bool AnyInterfaceSets(const Profile& profile, std::string_view key) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    return FindSetting(block.settings, key) != nullptr;
  });
}

bool SwitchesOn(const Setting* setting) {
  if (setting == nullptr || setting->bound == Bound::kAtMost) return false;
  if (const auto* const number = std::get_if<uint64_t>(&setting->literal)) return *number > 0;
  if (const auto* const cpus = std::get_if<CpuExpression>(&setting->literal)) {
    return cpus->text() != "none";
  }
  const auto* const text = std::get_if<std::string>(&setting->literal);
  return text == nullptr || (*text != "off" && *text != "0");
}

bool AnyInterfaceSwitchesOn(const Profile& profile, std::string_view key) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    return std::any_of(block.settings.begin(), block.settings.end(), [&](const Setting& setting) {
      return setting.key == key && SwitchesOn(&setting);
    });
  });
}

bool SteersPackets(const Profile& profile) {
  return SwitchesOn(OfHost(profile, "net.core.rps_default_mask")) ||
         AnyInterfaceSwitchesOn(profile, "rps_cpus");
}

Wishes WishesOf(const Look& look, const std::string& device,
                const std::function<bool(const Address&)>& holds) {
  Wishes found;
  const auto& wishes = look.desired.wishes;
  for (auto wish = wishes.lower_bound({device, "", ""}); wish != wishes.end(); ++wish) {
    if (wish->first.device != device) break;
    if (holds(wish->first)) found.emplace_back(wish->first, &wish->second);
  }
  return found;
}

Wishes PinsOf(const Subject& subject) {
  return WishesOf(subject.look, subject.device.name, [&subject](const Address& address) {
    const auto vector = VectorAt(subject.look.observed.values, address);
    return vector && vector->queue;
  });
}

std::optional<std::pair<Address, const Wish*>> MostQueues(const Subject& subject) {
  const Wishes counts = WishesOf(subject.look, subject.device.name, CountsQueues);
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& left, const auto& right) {
        return NumberOf(*left.second) < NumberOf(*right.second);
      });
  return most == counts.end() ? std::nullopt : std::optional(*most);
}

Subject SubjectOf(const Look& look, const Device& device) {
  Subject subject{look, device};
  const auto most = MostQueues(subject);
  const auto wanted = most ? NumberOf(*most->second) : std::nullopt;
  for (const auto& [address, wish] : PinsOf(subject)) {
    const uint64_t queue = *VectorAt(look.observed.values, address)->queue;
    const auto* const cpus = std::get_if<CpuSet>(&wish->value);
    if (cpus == nullptr) continue;
    if (wanted && queue >= *wanted) continue;  // is about to go
    subject.queues[queue] = subject.queues[queue].Or(*cpus);
  }
  if (wanted && subject.queues.size() < *wanted) subject.queues.clear();
  for (const auto& [queue, cpus] : subject.queues) subject.cpus = subject.cpus.Or(cpus);
  return subject;
}

}  // namespace netkeel
