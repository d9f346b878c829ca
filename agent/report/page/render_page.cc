// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "report/page/page_json.h"
#include "report/page/page_view.h"

namespace netkeel {
namespace {

// A chart is some 1,000 pixels wide: fewer points than that are seen.
constexpr size_t kFewestPoints = 500;
constexpr size_t kMostEvents = 1000;

/// What people did and said is kept before links that flap, and these before what programs write
/// all the time.
int RankOf(const Event& event) {
  if (event.kind == "setting") return 2;
  return event.kind == "link" ? 1 : 0;
}

void BoundEvents(PageView& view) {
  std::vector<Event>& events = view.events;
  if (events.size() <= kMostEvents) return;
  const size_t all = events.size();
  std::stable_sort(events.begin(), events.end(), [](const Event& left, const Event& right) {
    return RankOf(left) < RankOf(right);
  });
  events.resize(kMostEvents);
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& left, const Event& right) { return left.at < right.at; });
  view.remarks.push_back(std::to_string(all - kMostEvents) + " of " + std::to_string(all) +
                         " events are left out, changes of settings first, then those of links.");
}

/// A mark may be as long as a file.
void BoundTexts(PageView& view) {
  constexpr size_t kMost = size_t{512} << 10;
  size_t all = 0;
  for (const Event& event : view.events) all += event.text.size();
  if (all <= kMost) return;
  const size_t longest = kMost / view.events.size();
  for (Event& event : view.events) {
    if (event.text.size() <= longest) continue;
    size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(event.text[end]) & 0xC0U) == 0x80U) --end;
    event.text = event.text.substr(0, end) + "...";
  }
  view.remarks.push_back("Texts of events are cut after " + std::to_string(longest) +
                         " bytes: the page would be too large.");
}

/// The longest list that FactsJson would shorten.
size_t LongestList(const PageView& view) {
  size_t longest = 0;
  for (const Record& run : view.runs) longest = std::max(longest, run.changes.size());
  if (!view.drift) return longest;
  return std::max({longest, view.drift->findings.size(), view.drift->messages.size()});
}

/// What it takes in the page: '<' is six characters there.
size_t BytesOf(const std::string& json) {
  return json.size() + 5 * static_cast<size_t>(std::count(json.begin(), json.end(), '<'));
}

/// How many lines of each list there can be for all but the series to take at most `most` bytes.
size_t FittingLines(PageView& view, size_t most) {
  size_t lines = LongestList(view);
  if (BytesOf(FactsJson(view, lines)) <= most) return lines;
  view.remarks.emplace_back();
  do {
    lines /= 2;
    view.remarks.back() = "Of what differs from the profile, and of each run, no more than " +
                          std::to_string(lines) +
                          " lines are listed: the page would be too large. `netkeel check` and "
                          "`netkeel history RUN` have them all.";
  } while (lines > 0 && BytesOf(FactsJson(view, lines)) > most);
  return lines;
}

/// The largest set of series, as fine as can be, that takes at most `most` bytes.
std::string FittingSeries(PageView& view, size_t most) {
  auto chosen = ChosenSeries(view.timeline);
  const size_t moved = chosen.size();
  std::string json = SeriesJson(view.timeline, chosen);
  while (BytesOf(json) > most && view.timeline.points().size() >= 2 * kFewestPoints) {
    view.timeline.Halve();
    json = SeriesJson(view.timeline, chosen);
  }
  while (BytesOf(json) > most && !chosen.empty()) {
    chosen.resize(std::min(chosen.size() - 1, chosen.size() * most / BytesOf(json)));
    json = SeriesJson(view.timeline, chosen);
  }
  if (chosen.size() < moved) {
    view.remarks.push_back(std::to_string(moved - chosen.size()) + " of " + std::to_string(moved) +
                           " counters that moved are left out, those of losses last: the page"
                           " would be too large. -i picks an interface, --from and --to a shorter"
                           " time.");
  }
  return json;
}

}  // namespace

std::string RenderPage(PageView view, size_t most) {
  BoundEvents(view);
  BoundTexts(view);
  constexpr size_t kRoomForRemarks = 1024;
  const size_t frame = PageHead().size() + PageTail().size() + kRoomForRemarks;
  const size_t room = most > frame ? most - frame : 0;
  const size_t lines = FittingLines(view, room / 2);
  const size_t taken = BytesOf(FactsJson(view, lines));
  const std::string series = FittingSeries(view, room > taken ? room - taken : 0);
  return std::string(PageHead()) +
         EmbeddedJson('{' + FactsJson(view, lines) + ",\n" + series + '}') +
         std::string(PageTail());
}

}  // namespace netkeel
