// SPDX-License-Identifier: Apache-2.0
//
// A tunable that a reshape of another one would be refused for, and that it undoes: it has steps on
// both sides of it.
#include <gmock/gmock.h>

#include <array>

#include "reconcile/planner.h"
#include "tunables/factories.h"

namespace netkeel {
namespace {

using testing::ElementsAre;

constexpr std::array kKeys{
    KeyDescriptor{.name = "first", .type = KeyType::kText},
    KeyDescriptor{.name = "second", .type = KeyType::kText},
};
constexpr Descriptor kDescriptor{.name = "table", .keys = kKeys};

/// As an RSS table: channels cannot shrink below what it has, and a step writes one key.
class Table : public Tunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& /*kernel*/, const Device& /*device*/,
                      const std::set<std::string>& /*keys*/) const override {
    return {};
  }

  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& /*observed*/) const override {
    std::vector<Step> steps;
    for (const Change& change : changes) {
      Step step;
      step.device = device.name;
      step.tunable = kDescriptor.name;
      step.changes = {change};
      steps.push_back(step);
    }
    return steps;
  }

  std::vector<Step> StepsBefore(const Device& device, const Step& /*reshaping*/,
                                const State& observed) const override {
    const Address address{device.name, "table", "first"};
    const auto value = observed.find(address);
    const Value by_default = std::string("default");
    if (value == observed.end() || value->second == by_default) return {};
    return MakeSteps(device, {{address, value->second, by_default}}, observed);
  }

  Result<std::string> Apply(Kernel& /*kernel*/, const Device& /*device*/,
                            const Step& /*step*/) const override {
    return "";
  }
};

class BothSidesTest : public testing::Test {
 protected:
  BothSidesTest() {
    look_.devices["eth0"].name = "eth0";
    catalog_.push_back(MakeChannels());
    catalog_.push_back(std::make_unique<Table>());
    Want("channels", "combined", uint64_t{8}, uint64_t{4});
  }

  void Want(const std::string& tunable, const std::string& key, Value observed, Value wanted) {
    look_.observed.values[{"eth0", tunable, key}] = std::move(observed);
    look_.desired.wishes[{"eth0", tunable, key}].value = std::move(wanted);
  }

  /// "table/first=default" for each change of each step.
  std::vector<std::string> Planned() const {
    std::vector<std::string> texts;
    for (const Step& step : MakePlan(catalog_, look_, {}, {}).plan) {
      for (const Change& change : step.changes) {
        texts.push_back(step.tunable + '/' + change.address.key + '=' + ToText(change.after));
      }
    }
    return texts;
  }

  Catalog catalog_;
  Look look_;
};

TEST_F(BothSidesTest, WhatStandsInTheWayOfAReshapeGoesBeforeItAndIsSetAnewBehindIt) {
  Want("table", "first", Value{"of eight"}, Value{"of eight"});
  EXPECT_THAT(Planned(), ElementsAre("table/first=default", "channels/combined=4"));
  Want("channels", "combined", uint64_t{4}, uint64_t{4});
  Want("table", "first", "default", "of four");
  EXPECT_THAT(Planned(), ElementsAre("table/first=of four"));
}

TEST_F(BothSidesTest, WhatNobodyWantsOrIsOnlyAuditedIsNotTouchedForAReshape) {
  look_.observed.values[{"eth0", "table", "first"}] = std::string("of eight");
  EXPECT_THAT(Planned(), ElementsAre("channels/combined=4"));
  Want("table", "first", Value{"of eight"}, Value{"of eight"});
  look_.desired.wishes[{"eth0", "table", "first"}].audit = true;
  EXPECT_THAT(Planned(), ElementsAre("channels/combined=4"));
}

TEST_F(BothSidesTest, SeveralStepsOfATunableStayInItsOrder) {
  look_.desired.wishes.clear();
  Want("table", "first", "a", "b");
  Want("table", "second", "c", "d");
  EXPECT_THAT(Planned(), ElementsAre("table/first=b", "table/second=d"));
}

}  // namespace
}  // namespace netkeel
