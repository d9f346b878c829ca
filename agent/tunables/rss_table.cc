// SPDX-License-Identifier: Apache-2.0
#include "tunables/rss_table.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "kernel/driver_facts.h"
#include "model/value.h"

namespace netkeel {
namespace {

constexpr std::string_view kStart = "start";
constexpr std::string_view kEqual = "equal";
constexpr std::string_view kWeight = "weight";
constexpr uint64_t kMost = 65535;  // of queues, weights and entries: no device comes near

/// `start 2 weight 6 2` taken apart; of entries written out, `kind` is empty.
struct Shape {
  uint64_t start = 0;
  std::string_view kind;
  RssTable numbers;
};

std::optional<Shape> ShapeOf(std::string_view text) {
  auto words = Words(text);
  Shape shape;
  const auto take = [&words] {
    const std::string_view word = words.front();
    words.erase(words.begin());
    return word;
  };
  const bool starts = words.size() > 2 && words.front() == kStart;
  if (starts) {
    take();
    const auto start = ParseUnsigned(take());
    if (!start || *start > kMost) return std::nullopt;
    shape.start = *start;
  }
  if (words.empty()) return std::nullopt;
  for (const std::string_view kind : {kDefaultTable, kEqual, kWeight}) {
    if (words.front() == kind) shape.kind = take();
    if (!shape.kind.empty()) break;
  }
  if (starts && shape.kind != kEqual && shape.kind != kWeight) return std::nullopt;
  for (const std::string_view word : words) {
    const auto number = ParseUnsigned(word);
    if (!number || *number > kMost) return std::nullopt;
    shape.numbers.push_back(*number);
  }
  return shape;
}

uint64_t Sum(const RssTable& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), uint64_t{0});
}

std::string WrongWith(std::string_view text) {
  const auto shape = ShapeOf(text);
  if (!shape) return Quote(text) + " is no RSS table";
  if (shape->kind == kDefaultTable && !shape->numbers.empty()) return "default stands alone";
  if (shape->kind == kEqual && (shape->numbers.size() != 1 || shape->numbers.front() == 0)) {
    return "equal takes one number of queues, 1 or more";
  }
  if (shape->kind == kWeight && Sum(shape->numbers) == 0) {
    return "weight takes one for each queue, and one at least is not 0";
  }
  return shape->kind.empty() && shape->numbers.empty() ? "no entries" : "";
}

/// As fill_indir_table of ethtool(8): queue after queue, each as many entries as its share.
RssTable Weighted(const Shape& shape, size_t entries) {
  const uint64_t sum = Sum(shape.numbers);
  RssTable table;
  uint64_t partial = 0;
  uint64_t queue = shape.start;
  for (const uint64_t weight : shape.numbers) {
    partial += weight;
    while (table.size() < entries * partial / sum) table.push_back(queue);
    ++queue;
  }
  return table;
}

/// "weight 1 0 0 1" where the queues come in order; "" where they do not.
std::string WeightText(const RssTable& table) {
  if (!std::is_sorted(table.begin(), table.end())) return "";
  RssTable counts(table.back() + 1);
  for (const uint64_t queue : table) ++counts[queue];
  uint64_t divisor = 0;
  for (const uint64_t count : counts) divisor = std::gcd(divisor, count);
  std::string text(kWeight);
  for (const uint64_t count : counts) text += ' ' + std::to_string(count / divisor);
  return text;
}

/// "equal 4", "start 2 equal 2" where the queues follow each other; "" where they do not.
std::string EqualText(const RssTable& table) {
  const uint64_t start = table.front();
  const uint64_t last = *std::max_element(table.begin(), table.end());
  if (last < start) return "";
  const uint64_t count = last - start + 1;
  for (size_t i = 0; i < table.size(); ++i) {
    if (table[i] != start + i % count) return "";
  }
  const std::string text = std::string(kEqual) + ' ' + std::to_string(count);
  return start == 0 ? text : std::string(kStart) + ' ' + std::to_string(start) + ' ' + text;
}

}  // namespace

const TextForm kTableForm{
    .pattern =
        "^\\s*(default|(start\\s+[0-9]+\\s+)?(equal\\s+[1-9][0-9]*|weight(\\s+[0-9]+)+)|"
        "[0-9]+(\\s+[0-9]+)*)\\s*$",
    .help =
        "default, equal N, weight W0 W1 ... (either also behind start N), or a list of queues "
        "to repeat",
    .list = true,
    .wrong_with = WrongWith};

Result<RssTable> TableOf(std::string_view text, const RssSize& size) {
  const auto shape = ShapeOf(text);
  if (!shape || !WrongWith(text).empty()) {
    return Fail(ErrorCode::kBadInput, Quote(text) + " is no RSS table");
  }
  const std::string entries = std::to_string(size.entries);
  if (shape->kind == kDefaultTable) return RoundRobinTable(size.entries, size.queues);
  if (shape->kind == kWeight) {
    if (Sum(shape->numbers) <= size.entries) return Weighted(*shape, size.entries);
    return Fail(ErrorCode::kBadInput,
                "the weights come to more than the table's " + entries + " entries");
  }
  RssTable table(size.entries);
  if (shape->kind.empty() && size.entries % shape->numbers.size() != 0) {
    return Fail(ErrorCode::kBadInput, std::to_string(shape->numbers.size()) +
                                          " entries do not go into the table's " + entries);
  }
  for (size_t i = 0; i < table.size(); ++i) {
    table[i] = shape->kind.empty() ? shape->numbers[i % shape->numbers.size()]
                                   : shape->start + i % shape->numbers.front();
  }
  return table;
}

std::optional<uint64_t> HighestQueueOf(std::string_view text) {
  const auto shape = ShapeOf(text);
  if (!shape || !WrongWith(text).empty() || shape->kind == kDefaultTable) return std::nullopt;
  if (shape->kind == kEqual) return shape->start + shape->numbers.front() - 1;
  if (shape->kind.empty()) {
    return *std::max_element(shape->numbers.begin(), shape->numbers.end());
  }
  const auto last = std::find_if(shape->numbers.rbegin(), shape->numbers.rend(),
                                 [](uint64_t weight) { return weight > 0; });
  return shape->start + static_cast<uint64_t>(shape->numbers.rend() - last) - 1;
}

std::string TextOfTable(const RssTable& table, uint64_t queues) {
  if (table.empty()) return "";
  if (table == RoundRobinTable(table.size(), queues)) return std::string(kDefaultTable);
  for (const std::string& text : {EqualText(table), WeightText(table)}) {
    if (!text.empty()) return text;
  }
  return ToText(UnitOf(table));
}

RssTable UnitOf(const RssTable& table) {
  for (size_t length = 1; length < table.size(); ++length) {
    const auto half = table.begin() + static_cast<std::ptrdiff_t>(length);
    if (table.size() % length == 0 && std::equal(half, table.end(), table.begin())) {
      return {table.begin(), half};
    }
  }
  return table;
}

}  // namespace netkeel
