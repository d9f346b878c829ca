// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tunables/tunable.h"

namespace netkeel {

/// What changes do to one device, which differs by driver and by what is changed.
struct Impact {
  std::string effect;
  bool disruptive = false;
  bool reshapes = false;
};

/// A tunable that ethtool reads and writes whole: one request each, and only the fields that a
/// profile names change. Its rows are its descriptor's keys: a row with a device maximum is there
/// where the device's `KEY-max` is not 0, any other where the device has the field. `KEY-min` and
/// `KEY-max` come along.
class EthtoolTunable : public Tunable {
 public:
  const Descriptor& descriptor() const override { return descriptor_; }
  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override;
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override;
  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override;

 protected:
  /// `descriptor` must outlive the tunable; `request` names the message in plans.
  EthtoolTunable(const Descriptor& descriptor, EthtoolTopic topic, std::string request)
      : descriptor_(descriptor), topic_(topic), request_(std::move(request)) {}

  /// What the request of `changes` does. What the descriptor says of all of them, where nothing is
  /// known of the device.
  virtual Impact ImpactOf(const Device& device, const std::vector<Change>& changes,
                          const State& observed) const;

  /// What the request of a step sets: its keys, as the topic's words.
  virtual EthtoolFields FieldsOf(const Step& step) const;

  /// What to do about a refusal that the driver does not explain; "" where nothing is known.
  virtual std::string Hint(const Device& device, const Step& step, const Error& error) const;

 private:
  const Descriptor& descriptor_;
  EthtoolTopic topic_;
  std::string request_;
};

}  // namespace netkeel
