// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span_of_time.h"
#include "evidence/diagnosis.h"
#include "evidence/recording/recording.h"
#include "evidence/timeline/timeline.h"
#include "history/record.h"
#include "model/report.h"

namespace netkeel {

/// A zone in which the page shows times: that of the host, wherever it is read.
struct ZoneView {
  WallTime from{};   ///< up to the next one
  std::string name;  ///< "CET"
  int minutes = 0;   ///< ahead of UTC
};

/// All that `netkeel report` tells of a host.
struct PageView {
  std::string host;
  std::string kernel;  ///< "6.12.1-amd64"
  std::string source;  ///< where the samples are from: "the recording /var/lib/..."
  WallTime made{};
  std::vector<ZoneView> zones;  ///< one at least, in the order of time
  Timeline timeline;
  std::optional<Diagnosis> diagnosis;  ///< of the whole time; none where it cannot be judged
  std::vector<Diagnosis> worst;        ///< of a long time, the worst moment of each stage
  std::vector<Event> events;           ///< in the order of time
  std::vector<Record> runs;            ///< of that time, and the last one before it
  std::optional<Report> drift;         ///< how the host is now; none where it is not to be compared
  std::vector<std::string> remarks;    ///< what the reader has to know of the numbers
};

/// The most that a page takes.
inline constexpr size_t kMostPageBytes = 5 << 20;

/// One HTML file that asks for nothing else. What does not fit into `most` is thinned out further,
/// then left out from the least on, and the page says so.
std::string RenderPage(PageView view, size_t most = kMostPageBytes);

/// The page before and after its data, a JSON document in which no '<' may be: made of the files of
/// this folder and of dygraphs.
std::string_view PageHead();
std::string_view PageTail();

}  // namespace netkeel
