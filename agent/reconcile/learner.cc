// SPDX-License-Identifier: Apache-2.0
#include "reconcile/learner.h"

#include <set>

#include "tunables/rounding.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

// One setting may change another, as net.ipv4.ip_forward does: the second time counts.
constexpr int kWrites = 2;

std::string TextOf(const Address& address, const std::optional<Value>& value) {
  return value ? ShownText(address, *value) : "?";
}

}  // namespace

void Learner::Note(const Execution& execution, const Look& look) {
  for (const auto& [address, error] : execution.refusals) lessons_.refusals[address] = error;
  lessons_.held.insert(execution.held.begin(), execution.held.end());
  for (const Step& step : execution.done) {
    for (const Change& change : step.changes) {
      Trial& trial = trials_[change.address];
      if (trial.writes++ == 0) trial.before = change.before;
      trial.ifindex = look.devices.at(step.device).ifindex;
      trial.disruptive |= step.disruptive;
    }
  }
}

bool Learner::Settle(const Look& look, const Plan& plan) {
  bool settled = false;
  std::set<Address> wanted;
  for (const Step& step : plan) {
    for (const Change& change : step.changes) {
      wanted.insert(change.address);
      settled |= SettleOne(look, step, change);
    }
  }
  for (auto& [address, trial] : trials_) {
    if (!wanted.contains(address)) trial.met = true;
  }
  return settled;
}

bool Learner::SettleOne(const Look& look, const Step& step, const Change& change) {
  const auto found = trials_.find(change.address);
  if (found == trials_.end() || !change.before) return false;
  Trial& trial = found->second;
  if (trial.ifindex != look.devices.at(step.device).ifindex) {
    trials_.erase(found);
    return false;
  }
  if (!trial.disruptive && trial.writes < kWrites) {
    trial.read_back = change.before;
    return false;
  }
  const std::string actual = TextOf(change.address, change.before);
  if (trial.met) {
    lessons_.conflicts[change.address] =
        "was set, and is '" + actual + "' again: something else writes it";
  } else if (trial.read_back && *trial.read_back != *change.before) {
    lessons_.conflicts[change.address] = "accepted, and reads back as '" +
                                         TextOf(change.address, trial.read_back) + "', then as '" +
                                         actual + "': something else writes it";
  } else {
    const std::string& driver = look.devices.at(step.device).driver;
    lessons_.grants[change.address] = {driver, ToText(change.after), ToText(*change.before),
                                       trial.before != change.before,
                                       MayRound(change.address, driver)};
  }
  return true;
}

Grants Learner::ToKeep() const {
  Grants kept = lessons_.grants;
  std::erase_if(kept, [](const auto& entry) { return !entry.second.rounds; });
  return kept;
}

void Learner::GiveUp(const Plan& plan, int rounds) {
  for (const Step& step : plan) {
    for (const Change& change : step.changes) {
      lessons_.conflicts[change.address] = "still '" + TextOf(change.address, change.before) +
                                           "' after " + std::to_string(rounds) +
                                           " rounds: something else writes it";
    }
  }
}

}  // namespace netkeel
