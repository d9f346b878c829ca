// SPDX-License-Identifier: Apache-2.0
//
// CPU lists, masks and expressions: what is read prints as what reads the same.
#include "base/cpu_set.h"
#include "fuzz.h"
#include "model/cpu_expression.h"

namespace {

using netkeel::CpuSet;

netkeel::CpuFacts SmallHost() {
  netkeel::CpuFacts facts;
  facts.present = CpuSet::Range(0, 15);
  facts.online = CpuSet::Range(0, 11);
  facts.isolated = CpuSet::Range(4, 7);
  facts.nodes = {{0, CpuSet::Range(0, 7)}, {1, CpuSet::Range(8, 15)}};
  return facts;
}

void TryList(std::string_view text) {
  const auto cpus = CpuSet::ParseList(text, 63);
  if (!cpus) return;
  const auto again = CpuSet::ParseList(cpus->ToList());
  netkeel::Expect(again && *again == *cpus);
  netkeel::Expect(cpus->Cpus().size() == cpus->Size());
}

void TryMask(std::string_view text) {
  const auto cpus = CpuSet::ParseMask(text);
  if (!cpus) return;
  const unsigned count = cpus->Empty() ? 1 : cpus->Last() + 1;
  const auto again = CpuSet::ParseMask(cpus->ToMask(count));
  netkeel::Expect(again && *again == *cpus);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const netkeel::CpuFacts kFacts = SmallHost();
  const std::string_view text = netkeel::TextOf(data, size);
  TryList(text);
  TryMask(text);
  const auto expression = netkeel::CpuExpression::Parse(text);
  if (!expression) {
    netkeel::ExpectPrintable(expression.error().message);
    return 0;
  }
  for (const int node : {-1, 1}) {
    const auto cpus = expression->Evaluate(kFacts, node);
    if (cpus) netkeel::Expect(cpus->Except(kFacts.present).Empty());
  }
  return 0;
}
