// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cmath>
#include <iostream>
#include <random>

#include "evidence/trial/verdict.h"

namespace netkeel {
namespace {

/// A load as feeds have it: its level has a memory (autoregressive, 0.9 from a second to the next),
/// and upon it bursts come, 5-fold and 20-fold.
class Load {
 public:
  explicit Load(uint32_t seed) : random_(seed), level_(normal_(random_) * kSpread) {}

  /// One window of `seconds`, of which a change leaves `kept` of the loss.
  Arm Window(int seconds, double kept) {
    Arm arm;
    for (int i = 0; i < seconds; ++i) {
      const double packets = Second();
      // The busier it is, the greater the part of it that is lost.
      const double over = packets * 0.002 * std::pow(packets / 10'000, 0.7);
      std::poisson_distribution<uint64_t> lost(over * kept);
      arm.loss += lost(random_);
      arm.packets += static_cast<uint64_t>(packets);
    }
    return arm;
  }

  bool Lot() { return (random_() & 1) != 0; }

 private:
  static constexpr double kMemory = 0.9;
  static constexpr double kSpread = 0.5;

  double Second() {
    level_ = kMemory * level_ + std::sqrt(1 - kMemory * kMemory) * kSpread * normal_(random_);
    const double chance = uniform_(random_);
    const double burst = chance < 0.03 ? 20 : chance < 0.18 ? 5 : 1;
    return 10'000 * burst * std::exp(level_);
  }

  std::mt19937 random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_;
  double level_;
};

constexpr int kWindow = 3;
constexpr int kSettle = 1;

/// Whether a trial by lot, on a load that does not stop for it, ends with "better". Of a verdict
/// only what decides it is worked out here: the rest takes long.
bool IsFoundBetter(Load& load, size_t pairs, double kept) {
  std::vector<double> differences;
  double sum = 0;
  for (size_t i = 0; i < pairs; ++i) {
    TrialPair pair{.changed_first = load.Lot()};
    for (const bool changed : {pair.changed_first, !pair.changed_first}) {
      load.Window(kSettle, 1);
      (changed ? pair.changed : pair.as_is) = load.Window(kWindow, changed ? kept : 1);
    }
    differences.push_back(DifferenceOf(pair));
    sum += differences.back();
  }
  return sum < 0 && SignFlipP(differences) <= kSignificant;
}

/// Of 1,000 trials those that said "better", in percent.
double Found(size_t pairs, double kept) {
  int better = 0;
  for (uint32_t seed = 1; seed <= 1000; ++seed) {
    Load load(seed);
    if (IsFoundBetter(load, pairs, kept)) ++better;
  }
  return better / 10.0;
}

/// The same for what people do: one stretch before, one after, and a test of two proportions.
double FoundByBeforeAndAfter(double kept) {
  constexpr int kWindows = 12;
  int better = 0;
  for (uint32_t seed = 1; seed <= 1000; ++seed) {
    Load load(seed);
    const Arm before = load.Window(kWindow * kWindows, 1);
    const Arm after = load.Window(kWindow * kWindows, kept);
    const auto share = [](const Arm& arm) {
      return static_cast<double>(arm.loss) / static_cast<double>(arm.packets);
    };
    const double all = static_cast<double>(before.loss + after.loss) /
                       static_cast<double>(before.packets + after.packets);
    const double error = std::sqrt(
        all * (1 - all) *
        (1 / static_cast<double>(before.packets) + 1 / static_cast<double>(after.packets)));
    if ((share(after) - share(before)) / error < -1.96) ++better;
  }
  return better / 10.0;
}

struct Power {
  size_t pairs;
  double halved;  ///< at least, percent
  double fifth;
};

TEST(TrialSimulationTest, LotsFindWhatIsThereAndHardlyEverWhatIsNot) {
  for (const Power& power : {Power{8, 40, 92}, Power{10, 51, 98}, Power{12, 61, 99.5}}) {
    const double nothing = Found(power.pairs, 1);
    const double halved = Found(power.pairs, 0.5);
    const double fifth = Found(power.pairs, 0.2);
    std::cout << power.pairs << " pairs: better " << nothing << " % where nothing changed, "
              << halved << " % of losses halved, " << fifth << " % of losses cut to a fifth\n";
    EXPECT_LE(nothing, 5);
    EXPECT_GE(halved, power.halved);
    EXPECT_GE(fifth, power.fifth);
  }
}

TEST(TrialSimulationTest, BeforeAndAfterFindsWhatIsNotThere) {
  const double found = FoundByBeforeAndAfter(1);
  std::cout << "before and after: better " << found << " % where nothing changed\n";
  EXPECT_GT(found, 30);
}

}  // namespace
}  // namespace netkeel
