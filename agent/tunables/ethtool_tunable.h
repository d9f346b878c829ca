// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tunables/tunable.h"

namespace netkeel {

/// What a change does to one device, which differs by driver.
struct Impact {
  std::string effect;
  bool disruptive = false;
};

/// A tunable that ethtool reads and writes whole: one request each, and only the fields that a
/// profile names change. Its rows are its descriptor's keys.
class EthtoolTunable : public Tunable {
 public:
  const Descriptor& descriptor() const override { return descriptor_; }
  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override;
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override;
  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override;
  bool IsWritable(const std::string& key) const override;

 protected:
  /// `descriptor` must outlive the tunable; `request` names the message in plans.
  EthtoolTunable(const Descriptor& descriptor, EthtoolTopic topic, std::string request)
      : descriptor_(descriptor), topic_(topic), request_(std::move(request)) {}

  virtual Impact ImpactOn(const Device& device) const = 0;

  /// What to do about a refusal that the driver does not explain; "" where nothing is known.
  virtual std::string Hint(const Device& device, const Step& step, const Error& error) const = 0;

 private:
  const Descriptor& descriptor_;
  EthtoolTopic topic_;
  std::string request_;
};

}  // namespace netkeel
