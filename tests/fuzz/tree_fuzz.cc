// SPDX-License-Identifier: Apache-2.0
//
// A captured tree from somebody else: files laid over a good tree, loaded, checked and printed. The
// input is "=== PATH" lines, each followed by that file's content.
#include <algorithm>

#include "base/text.h"
#include "fuzz.h"
#include "kernel/recorded/recorded_kernel.h"
#include "profile/load.h"
#include "reconcile/reconciler.h"
#include "report/render_text.h"
#include "tunables/tunable.h"

namespace {

using netkeel::KernelTree;
using netkeel::RecordedKernel;

constexpr const char* kProfile = R"(version: 1
host:
  sysctl: {net.core.netdev_budget: 600, net.core.rps_default_mask: 0-1}
  cpu: {isolated: 1, nohz_full: {value: 1, optional: true}}
interfaces:
  - match: {name: "*"}
    channels: {combined: max}
    rings: {rx: max, tx: {value: 8192, on-exceed: clamp}}
    queues: {rps_cpus: housekeeping, xps_cpus: online}
    irq: {affinity: one-to-one, cpus: online and local, other: housekeeping}
)";

/// What every run shares.
struct Bench {
  netkeel::Catalog catalog = netkeel::MakeCatalog();
  netkeel::Profile profile =
      netkeel::ParseProfileWith(kProfile, "p.yaml", {netkeel::Descriptors(), {}, {}}).value();
  KernelTree base = RecordedKernel::Load(NETKEEL_TREES "/igb-paired").value().tree();
};

/// The files of the input, as if they were in a folder.
netkeel::Result<KernelTree> TreeOf(std::string_view text) {
  constexpr std::string_view kMark = "=== ";
  KernelTree tree;
  for (size_t at = text.find(kMark); at != text.npos;) {
    const size_t next = text.find(kMark, at + 1);
    const std::string_view file = text.substr(at + kMark.size(), next - at - kMark.size());
    const size_t line = std::min(file.find('\n'), file.size());
    const std::string content(file.substr(std::min(line + 1, file.size())));
    const auto added = netkeel::AddTreeFile(std::string(file.substr(0, line)), content, tree);
    if (!added) return netkeel::Fail(added.error());
    at = next;
  }
  return tree;
}

/// The files, links and answers of `over` on top of `base`.
KernelTree Merged(KernelTree base, KernelTree over) {
  for (auto& [path, content] : over.files) base.files[path] = std::move(content);
  for (auto& [path, target] : over.links) base.links[path] = std::move(target);
  for (auto& [path, answer] : over.answers) base.answers[path] = std::move(answer);
  for (auto& [key, fields] : over.ethtool) base.ethtool[key] = std::move(fields);
  for (auto& [path, number] : over.unreadable) base.unreadable[path] = number;
  base.listed.merge(over.listed);
  return base;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Bench bench;
  auto loaded = TreeOf(netkeel::TextOf(data, size));
  if (!loaded) {
    netkeel::ExpectPrintable(loaded.error().message);
    return 0;
  }
  const RecordedKernel kernel(Merged(bench.base, std::move(*loaded)));
  const auto report = netkeel::Reconciler(bench.catalog, bench.profile, {}).Check(kernel);
  netkeel::ExpectPrintable(netkeel::RenderText(report, {netkeel::Verb::kCheck, true, {}}));
  return 0;
}
