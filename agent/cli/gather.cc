// SPDX-License-Identifier: Apache-2.0
#include "cli/gather.h"

#include <algorithm>

#include "base/text.h"
#include "cli/looks.h"
#include "cli/setup.h"
#include "evidence/sources.h"
#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kUsual{10'000};
constexpr milliseconds kSecond{1000};
/// Samples are held in memory.
constexpr int64_t kMostSteps = 120;
constexpr int64_t kLeastSteps = 4;

/// Between two looks: a second, shorter where there is little time, longer where there is much.
milliseconds IntervalOf(milliseconds duration) {
  return std::max(std::min(kSecond, duration / kLeastSteps), duration / kMostSteps);
}

Result<Gathered> GatherLive(const Request& request) {
  auto kernel = OpenKernel(request);
  if (!kernel) return Fail(kernel.error());
  if (const auto there = NeedInterfaces(request, **kernel); !there) return Fail(there.error());
  const milliseconds asked = request.evidence.duration;
  const milliseconds duration = asked.count() == 0 ? kUsual : asked;
  const milliseconds interval = IntervalOf(duration);
  Gathered gathered;
  gathered.owner = OwnerOfLooks(request, **kernel);
  const auto looked =
      LookAt(**kernel, request.interfaces, {interval, duration / interval},
             [&gathered](Sample sample) { gathered.samples.push_back(std::move(sample)); });
  if (!looked) return Fail(looked.error());
  gathered.kernel = std::move(*kernel);
  return gathered;
}

/// One sample of a capture, for which the counters must be in it.
Result<Sample> SampleOf(const Kernel& kernel, const std::string& capture) {
  const auto scope = ScopeOf(kernel, {});
  if (!scope) return Fail(At(Printable(capture), scope.error()));
  Sample sample = TakeSample(kernel, *scope);
  if (sample.uptime.count() == 0 || sample.values.empty()) {
    return Fail(ErrorCode::kBadInput,
                Printable(capture) + ": has no counters; make it anew with `netkeel capture`");
  }
  return sample;
}

/// Of which network namespace a capture is; "" where it does not say.
std::string NamespaceOf(const RecordedKernel& kernel) {
  const auto found = kernel.tree().meta.find(kNamespaceFact);
  return found == kernel.tree().meta.end() ? "" : found->second;
}

/// Namespaces are numbered anew at each boot, of which it is said later.
bool AreOfTwoNamespaces(const Sample& before, const Sample& after) {
  const CounterId id{"setting", "host", kNamespaceFact};
  const auto was = before.facts.find(id);
  const auto is = after.facts.find(id);
  return was != before.facts.end() && is != after.facts.end() && was->second != is->second &&
         !AreOfTwoBoots(before, after);
}

Result<void> NeedOneNamespace(const std::string& what, const std::vector<Sample>& samples) {
  const bool two =
      std::adjacent_find(samples.begin(), samples.end(), AreOfTwoNamespaces) != samples.end();
  if (!two) return {};
  return Fail(ErrorCode::kBadInput,
              what + " of two network namespaces: the counters of one say nothing of the other's");
}

Result<Gathered> GatherBetween(const Request& request) {
  Gathered gathered;
  for (const std::string& capture : request.evidence.between) {
    auto recorded = RecordedKernel::Load(capture);
    if (!recorded) return Fail(At("--between", recorded.error()));
    const std::string network = NamespaceOf(*recorded);
    auto kernel = std::make_unique<RecordedKernel>(std::move(*recorded));
    const std::string host = HostName(*kernel);
    if (gathered.kernel != nullptr && host != gathered.owner.host) {
      return Fail(ErrorCode::kBadInput, "--between: the captures are of two hosts, " +
                                            Printable(gathered.owner.host) + " and " +
                                            Printable(host));
    }
    auto sample = SampleOf(*kernel, capture);
    if (!sample) return Fail(sample.error());
    if (!network.empty()) sample->facts[{"setting", "host", kNamespaceFact}] = network;
    gathered.samples.push_back(std::move(*sample));
    gathered.owner.host = host;
    gathered.kernel = std::move(kernel);
  }
  if (auto one = NeedOneNamespace("--between: the captures are", gathered.samples); !one) {
    return Fail(one.error());
  }
  return gathered;
}

/// The moment that was asked for.
Result<WallTime> MomentOf(const EvidenceRequest& evidence) {
  if (evidence.mark.empty()) {
    const auto moment = ParseMoment(evidence.at, WallNow());
    if (moment) return *moment;
    return Fail(ErrorCode::kBadInput, "--at: " + Quote(evidence.at) + " is no moment");
  }
  const auto mark = FindMark(evidence.recording, evidence.mark);
  if (!mark) return Fail(mark.error());
  return mark->at;
}

/// What is to be said of samples that were not judged.
std::vector<std::string> RemarksOn(const SamplesAround& around) {
  if (around.left_out == 0) return {};
  return {"the clock was set back in this time: " + std::to_string(around.left_out) +
          (around.left_out == 1 ? " sample" : " samples") +
          " of the recording with times of this window were left out"};
}

Result<Gathered> GatherRecorded(const Request& request) {
  const EvidenceRequest& evidence = request.evidence;
  const auto moment = MomentOf(evidence);
  if (!moment) return Fail(moment.error());
  auto around = ReadSamplesAround(evidence.recording, *moment, evidence.window);
  if (!around) return Fail(around.error());
  const auto one =
      NeedOneNamespace(Printable(evidence.recording) + ": at that time it is", around->samples);
  if (!one) return Fail(one.error());
  const Sample& last = around->samples.back();
  auto events =
      ReadEvents(evidence.recording, *moment - evidence.window / 2, *moment + evidence.window / 2);
  if (!events) return Fail(events.error());
  auto kernel = OpenKernel(request);
  if (!kernel) return Fail(kernel.error());
  const auto name = last.facts.find({"setting", "host", kHostNameFact});
  Owner owner = OwnerOf(request, name == last.facts.end() ? "" : name->second, **kernel);
  auto remarks = RemarksOn(*around);
  return Gathered{.owner = std::move(owner),
                  .samples = std::move(around->samples),
                  .events = std::move(*events),
                  .remarks = std::move(remarks),
                  .kernel = std::move(*kernel)};
}

/// Which options were given that each mean another time to look at.
std::vector<std::string> TimesOf(const EvidenceRequest& evidence) {
  std::vector<std::string> given;
  if (evidence.duration.count() > 0) given.emplace_back("--for");
  if (!evidence.at.empty()) given.emplace_back("--at");
  if (!evidence.mark.empty()) given.emplace_back("--mark");
  if (!evidence.between.empty()) given.emplace_back("--between");
  return given;
}

}  // namespace

Result<Gathered> Gather(const Request& request) {
  const auto times = TimesOf(request.evidence);
  if (times.size() > 1) {
    return Fail(ErrorCode::kBadInput,
                "diagnose: " + Join(times, " and ") + " each say what to look at; give one");
  }
  const bool recorded = !times.empty() && (times.front() == "--at" || times.front() == "--mark");
  if (request.evidence.of_recording && !recorded) {
    return Fail(ErrorCode::kBadInput,
                "diagnose: --recording and --window are of a recording; say which moment of it with"
                " --at or --mark");
  }
  const bool live = times.empty() || times.front() == "--for";
  if (live) return GatherLive(request);
  if (!request.interfaces.empty()) {
    return Fail(ErrorCode::kBadInput, "diagnose " + times.front() +
                                          ": goes without --interface; what was recorded is judged"
                                          " as a whole");
  }
  return request.evidence.between.empty() ? GatherRecorded(request) : GatherBetween(request);
}

}  // namespace netkeel
