// SPDX-License-Identifier: Apache-2.0
#include "cli/report_source.h"

#include <algorithm>

#include "base/text.h"
#include "cli/looks.h"
#include "evidence/figures.h"
#include "evidence/judge/judge.h"
#include "evidence/nic_table.h"
#include "evidence/sources.h"
#include "evidence/timeline/path_totals.h"
#include "host/ports.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Samples of the whole time, as many as memory allows, evenly: what the verdict needs.
class Digest {
 public:
  void Add(const Sample& sample) {
    const bool booted = !samples_.empty() && TimeBetween(last_, sample).count() == 0;
    if (booted) {
      samples_.clear();
      booted_ = true;
    }
    last_ = sample;
    if (seen_++ % stride_ != 0 && !booted) return;
    samples_.push_back(sample);
    constexpr size_t kMost = 240;
    if (samples_.size() < kMost) return;
    for (size_t i = 1; 2 * i < samples_.size(); ++i) samples_[i] = std::move(samples_[2 * i]);
    samples_.resize(samples_.size() / 2);
    stride_ *= 2;
  }

  /// From the first to the last.
  std::vector<Sample> Take() {
    const bool later = !samples_.empty() && TimeBetween(samples_.back(), last_).count() > 0;
    if (later) samples_.push_back(last_);
    return std::move(samples_);
  }
  bool booted() const { return booted_; }

 private:
  std::vector<Sample> samples_;
  Sample last_;
  size_t seen_ = 0;
  size_t stride_ = 1;
  bool booted_ = false;
};

/// Sources whose places begin with an interface.
bool IsOfInterface(const CounterId& id) {
  constexpr std::string_view kSources[] = {"nic", "nicstat", "qstats", "link", "vector", "group"};
  const bool setting = id.source == "setting" && id.place != "host";
  return setting || std::count(std::begin(kSources), std::end(kSources), id.source) > 0;
}

/// Leaves out the other interfaces; of none all is asked for.
Sample OnlyOf(const Sample& sample, const std::vector<std::string>& interfaces) {
  const auto other = [&interfaces](const auto& each) {
    const std::string& place = each.first.place;
    return IsOfInterface(each.first) &&
           std::count(interfaces.begin(), interfaces.end(), place.substr(0, place.find(' '))) == 0;
  };
  Sample only = sample;
  if (interfaces.empty()) return only;
  std::erase_if(only.values, other);
  std::erase_if(only.facts, other);
  only.facts[{"setting", "host", kInterfacesFact}] = Join(interfaces, " ");
  return only;
}

std::optional<Diagnosis> JudgeOf(std::vector<Sample> samples) {
  const auto window = Window::Of(std::move(samples));
  if (!window) return std::nullopt;
  return Judge(*window);
}

NicTable NicsOf(const Sample& sample) {
  std::vector<CounterId> ids;
  for (const auto& [id, value] : sample.values) ids.push_back(id);
  return {ids, [&sample](const CounterId& id) {
            const auto fact = sample.facts.find(id);
            return fact == sample.facts.end() ? std::string() : fact->second;
          }};
}

/// Adds to both; takes every sample once.
class Gatherer {
 public:
  explicit Gatherer(std::vector<std::string> interfaces) : interfaces_(std::move(interfaces)) {}

  void Add(const Sample& sample) {
    if (!interfaces_.empty()) {
      if (!nics_) nics_ = NicsOf(sample);
      return AddOnly(OnlyOf(sample, interfaces_));
    }
    AddOnly(sample);
  }

  /// An interface above cards, where no card is asked for; "" where there is none. The loopback is
  /// above none.
  std::string Upper() const {
    std::string upper;
    for (const std::string& name : interfaces_) {
      if (!nics_ || !nics_->Named(name).upper) return "";
      if (name != "lo") upper = name;
    }
    return upper;
  }

  ReportSource Finish() {
    ReportSource source;
    source.host = timeline_.Fact({"setting", "host", kHostNameFact});
    source.kernel = timeline_.Fact({"setting", "host", kReleaseFact});
    source.timeline = std::move(timeline_);
    if (digest_.booted()) {
      source.remarks.emplace_back(
          "The host was booted in this time: the verdict is of what came after the last boot.");
    }
    AddClockRemark(source);
    source.diagnosis = JudgeOf(digest_.Take());
    return source;
  }

 private:
  static void AddClockRemark(ReportSource& source) {
    const auto by = std::chrono::ceil<seconds>(source.timeline.set_back()).count();
    if (by == 0) return;
    source.remarks.push_back("The clock was set back by " + NumberText(static_cast<uint64_t>(by)) +
                             " s in this time: charts go on as it went before, lines of events are "
                             "where the clock was.");
  }

  void AddOnly(const Sample& sample) {
    timeline_.Add(sample);
    digest_.Add(sample);
  }

  const std::vector<std::string> interfaces_;
  std::optional<NicTable> nics_;  ///< of the first sample, all of them
  Timeline timeline_;
  Digest digest_;
};

struct Span {
  WallTime from;
  WallTime to;
};

/// Around the worst points of the stages; none where the whole time is hardly longer. What holds
/// then may be other than what holds at the end.
std::vector<Span> WorstSpans(const Timeline& timeline) {
  const auto& points = timeline.points();
  constexpr seconds kLong(120);
  if (points.empty() || points.back().to - points.front().from < kLong) return {};
  constexpr seconds kAround(30);
  std::vector<Span> spans;
  for (const size_t worst : WorstPoints(timeline)) {
    const TimePoint& point = points[worst];
    const auto wider =
        std::max<milliseconds>(milliseconds(0), kAround - (point.to - point.from)) / 2;
    const bool seen = std::any_of(spans.begin(), spans.end(), [&point](const Span& span) {
      return span.from <= point.from && point.to <= span.to;
    });
    if (!seen) spans.push_back({point.from - wider, point.to + wider});
  }
  return spans;
}

/// Of a later moment only what the earlier ones do not tell.
void KeepNews(const std::vector<Diagnosis>& told, Diagnosis& diagnosis) {
  std::erase_if(diagnosis.causes, [&told](const Cause& cause) {
    return std::any_of(told.begin(), told.end(), [&cause](const Diagnosis& earlier) {
      return std::any_of(earlier.causes.begin(), earlier.causes.end(), [&cause](const Cause& each) {
        return each.word == cause.word && each.place == cause.place;
      });
    });
  });
}

/// A vector for the time between two boots each: nothing is known over a boot.
std::vector<std::vector<Sample>> ByBoot(const std::vector<Sample>& samples,
                                        const std::vector<std::string>& interfaces) {
  std::vector<std::vector<Sample>> runs;
  for (const Sample& sample : samples) {
    const bool follows = !runs.empty() && TimeBetween(runs.back().back(), sample).count() > 0;
    if (!follows) runs.emplace_back();
    runs.back().push_back(OnlyOf(sample, interfaces));
  }
  return runs;
}

/// What `source.timeline` says was worst, of those interfaces alone that were asked for.
Result<void> AddWorst(const std::string& file, const std::vector<std::string>& interfaces,
                      ReportSource& source) {
  // Where the clock was set back, points are not at the times of their samples.
  if (source.timeline.set_back().count() > 0) return {};
  for (const Span& span : WorstSpans(source.timeline)) {
    const auto samples = ReadSamples(file, span.from, span.to);
    if (!samples) return Fail(samples.error());
    for (auto& run : ByBoot(*samples, interfaces)) {
      auto diagnosis = JudgeOf(std::move(run));
      if (!diagnosis) continue;
      KeepNews(source.worst, *diagnosis);
      if (!diagnosis->causes.empty()) source.worst.push_back(std::move(*diagnosis));
    }
  }
  return {};
}

Result<Span> SpanOf(const EvidenceRequest& evidence) {
  const WallTime now = WallNow();
  const WallTime to = ParseMoment(evidence.to.empty() ? "now" : evidence.to, now).value_or(now);
  constexpr std::chrono::hours kUsual(1);
  const WallTime from =
      evidence.from.empty() ? to - kUsual : ParseMoment(evidence.from, now).value_or(now);
  if (from < to) return Span{from, to};
  return Fail(ErrorCode::kBadInput,
              "report: --from " + MomentText(from) + " is not before --to " + MomentText(to));
}

}  // namespace

Result<ReportSource> FromRecording(const Request& request) {
  const auto span = SpanOf(request.evidence);
  if (!span) return Fail(span.error());
  const std::string file =
      request.evidence.recording.empty() ? kRecordingFile : request.evidence.recording;
  Gatherer gatherer(request.interfaces);
  const auto read = EachSample(file, span->from, span->to,
                               [&gatherer](const Sample& sample) { gatherer.Add(sample); });
  if (!read) return Fail(read.error());
  auto events = ReadEvents(file, span->from, span->to);
  if (!events) return Fail(events.error());
  ReportSource source = gatherer.Finish();
  for (const std::string& interface : request.interfaces) {
    if (source.timeline.Has("link", interface)) continue;
    return Fail(ErrorCode::kBadInput, "report: no interface " + Printable(interface) +
                                          " in that time of " + Printable(file));
  }
  if (const std::string upper = gatherer.Upper(); !upper.empty()) {
    return Fail(ErrorCode::kBadInput,
                "report: " + Printable(upper) +
                    " is above other interfaces, and a recording does not tell which: name them, "
                    "too, each with its own --interface");
  }
  if (source.timeline.points().empty()) {
    return Fail(ErrorCode::kNotFound, "report: in that time " + Printable(file) + " has " +
                                          CountText(source.timeline.samples(), "sample") +
                                          ", and it takes two of one boot to tell what was lost");
  }
  source.name = "the recording " + file;
  source.events = std::move(*events);
  const auto added = AddWorst(file, request.interfaces, source);
  if (!added) return Fail(added.error());
  return source;
}

Result<ReportSource> FromLooks(const Request& request, const Kernel& kernel) {
  const EvidenceRequest& evidence = request.evidence;
  const milliseconds interval = std::min(evidence.interval, evidence.duration);
  const LookPlan plan{interval, evidence.duration / interval, 10};
  const std::set<std::string> only = WithPorts(kernel, request.interfaces);
  Gatherer gatherer({only.begin(), only.end()});
  const auto looked = LookAt(kernel, request.interfaces, plan,
                             [&gatherer](const Sample& sample) { gatherer.Add(sample); });
  if (!looked) return Fail(looked.error());
  ReportSource source = gatherer.Finish();
  source.name = "looks at the host while it was made";
  return source;
}

}  // namespace netkeel
