// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "report/page/page_json.h"
#include "report/page/page_view.h"

namespace netkeel {
namespace {

// A chart is some 1,000 pixels wide: fewer points than that are seen.
constexpr size_t kFewestPoints = 500;
constexpr size_t kMostEvents = 1000;

/// What people did and said is kept before what programs write all the time.
bool IsRare(const Event& event) { return event.kind != "setting"; }

void BoundEvents(PageView& view) {
  std::vector<Event>& events = view.events;
  if (events.size() <= kMostEvents) return;
  const size_t all = events.size();
  std::stable_sort(events.begin(), events.end(), [](const Event& left, const Event& right) {
    return IsRare(left) > IsRare(right);
  });
  events.resize(kMostEvents);
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& left, const Event& right) { return left.at < right.at; });
  view.remarks.push_back(std::to_string(all - kMostEvents) + " of " + std::to_string(all) +
                         " events are left out, changes of settings first.");
}

/// The largest set of series, as fine as can be, that takes at most `most` bytes.
std::string FittingSeries(PageView& view, size_t most) {
  auto chosen = ChosenSeries(view.timeline);
  const size_t moved = chosen.size();
  std::string json = SeriesJson(view.timeline, chosen);
  while (json.size() > most && view.timeline.points().size() >= 2 * kFewestPoints) {
    view.timeline.Halve();
    json = SeriesJson(view.timeline, chosen);
  }
  while (json.size() > most && !chosen.empty()) {
    chosen.resize(std::min(chosen.size() - 1, chosen.size() * most / json.size()));
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
  constexpr size_t kRoomForRemarks = 1024;
  const size_t taken =
      PageHead().size() + PageTail().size() + FactsJson(view).size() + kRoomForRemarks;
  const std::string series = FittingSeries(view, most > taken ? most - taken : 0);
  return std::string(PageHead()) + EmbeddedJson('{' + FactsJson(view) + ",\n" + series + '}') +
         std::string(PageTail());
}

}  // namespace netkeel
