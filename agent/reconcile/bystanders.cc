// SPDX-License-Identifier: Apache-2.0
#include "reconcile/bystanders.h"

#include "base/text.h"
#include "tunables/shown.h"

namespace netkeel {

Bystanders::Bystanders(const Kernel& kernel, const Catalog& catalog, const Look& look,
                       const Device& device)
    : catalog_(catalog), device_(device) {
  for (const auto& tunable : catalog) {
    if (!tunable->GoesWithReset()) continue;
    for (auto& [address, value] : tunable->Observe(kernel, device, {}).values) {
      const auto wish = look.desired.wishes.find(address);
      const bool in_hand = wish != look.desired.wishes.end() && !wish->second.audit;
      if (!in_hand && tunable->IsWritable(address.key)) values_[address] = value;
    }
  }
  for (const auto& [address, value] : look.observed.values) {
    const Tunable* const tunable = FindTunable(catalog, address.tunable);
    if (address.device == device.name && !tunable->GoesWithReset()) others_[address] = value;
  }
}

Result<void> Bystanders::LetPass(const Step& step) const {
  State observed = values_;
  observed.insert(others_.begin(), others_.end());
  for (const auto& tunable : catalog_) {
    if (!tunable->GoesWithReset()) continue;
    for (const Step& hindered : tunable->StepsBefore(device_, step, observed)) {
      const Change& change = hindered.changes.front();
      return Fail(ErrorCode::kBusy, ToText(change.address) + " is " +
                                        ShownText(change.address, *change.before) +
                                        ", which could not stay, and is not this profile's to "
                                        "delete; name it there, or delete it first");
    }
  }
  return {};
}

Bystanders::Back Bystanders::BringBack(Kernel& kernel) const {
  Back back;
  for (const auto& tunable : catalog_) {
    if (values_.empty() || !tunable->GoesWithReset()) continue;
    const State now = tunable->Observe(kernel, device_, {}).values;
    std::vector<Change> gone;
    for (const auto& [address, value] : values_) {
      if (address.tunable != tunable->descriptor().name || now.contains(address)) continue;
      gone.push_back({address, tunable->NothingAt(address, now), value});
    }
    if (gone.empty()) continue;
    for (const Step& step : tunable->MakeSteps(device_, gone, now)) {
      const auto set = tunable->Apply(kernel, device_, step);
      if (set) back.count += step.changes.size();
      if (!set) back.lost.push_back(set.error());
    }
  }
  return back;
}

}  // namespace netkeel
