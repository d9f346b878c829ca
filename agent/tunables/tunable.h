// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/cpu_facts.h"
#include "model/desired.h"
#include "model/device.h"
#include "model/plan.h"
#include "model/report.h"
#include "model/setting.h"
#include "model/state.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// kOk, kClamped, kDrift, kPending or kConflict, and why. kError where the wish cannot be met.
struct Verdict {
  Status status = Status::kOk;
  std::string reason{};
  bool accepted = false;  ///< kPending only: the kernel will do the rest, there is nothing to do
};

/// The row of an observed value, and which of its queues, vectors or files it is of.
struct KeyPlace {
  std::string row;   ///< "rps_cpus"
  std::string item;  ///< "rx-0", "queue-3"; "" where the row has one value
};

/// What the wishes of one target are worked out from.
struct Situation {
  const Target& target;
  const Observation& observed;
  const CpuFacts& facts;
};

/// One kernel object that can be tuned. Stateless: everything it knows it reads from the kernel.
class Tunable {
 public:
  virtual ~Tunable() = default;

  virtual const Descriptor& descriptor() const = 0;

  /// Reads the object. `keys` are the profile's keys that the caller needs, all of them where
  /// empty; read-only companions (`rx-max`, `TxRx-0/irq`) come along. Never fails as a whole: what
  /// cannot be read is in `problems`, at the key, or at the empty key for the whole tunable.
  virtual Observation Observe(const Kernel& kernel, const Device& device,
                              const std::set<std::string>& keys) const = 0;

  /// What the target's settings of this tunable come to here: a wish for each address, or why there
  /// is none. Each setting by itself where a tunable does not know better.
  virtual void Resolve(const Situation& situation, Desired& desired) const;

  /// Whether `wanted` at `address` is met by what was observed there: the only place that knows
  /// rounding, clamping and filtering. The address has an observed value.
  virtual Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                            const State& observed) const;

  /// The requests that make `changes` (not empty, all of this tunable and device), in order.
  virtual std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                                      const State& observed) const = 0;

  /// Makes one of its steps. kImmovable where the kernel refuses this one for good and the others
  /// can go on; kBusy has been retried already. The value is what the kernel warns of though it did
  /// as asked, "" if nothing.
  virtual Result<std::string> Apply(Kernel& kernel, const Device& device,
                                    const Step& step) const = 0;

  /// Requests of its own without which the kernel would refuse `reshaping`, another tunable's step
  /// on the same device: an RSS table is reset before channels shrink. The look behind the reshape
  /// finds what they undid, and sets it anew. None as a rule.
  virtual std::vector<Step> StepsBefore(const Device& device, const Step& reshaping,
                                        const State& observed) const;

  /// Where an observed value stands among others of its like: a row's, or a bound of one. None for
  /// other companions, and for what is different on any two hosts: a random key.
  virtual std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const;

  /// What stands for nothing at `address`, where the look at the device shows that nothing is
  /// there: a rule can be absent. None where an address without a value has none for another
  /// reason.
  virtual std::optional<Value> NothingAt(const Address& address, const State& observed) const;

  /// Whether a reset of the device may take values along, of whomever, that mean the same behind
  /// it: rules.
  virtual bool GoesWithReset() const;

  /// Whether Linux sets the host's `other` as well when its `key` is changed, so that both are put
  /// back.
  virtual bool SetsToo(std::string_view key, std::string_view other) const;

  bool IsWritable(std::string_view key) const { return netkeel::IsWritable(descriptor(), key); }
};

/// Every tunable, in order of application (kernel-facts of each in its own file).
using Catalog = std::vector<std::unique_ptr<const Tunable>>;
Catalog MakeCatalog();

/// The tunable of that name, null where there is none.
const Tunable* FindTunable(const Catalog& catalog, std::string_view name);

}  // namespace netkeel
