// SPDX-License-Identifier: Apache-2.0
#include "base/cpu_set.h"

#include <algorithm>
#include <bit>
#include <charconv>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr unsigned kWordBits = 64;
constexpr unsigned kGroupBits = 32;
// The most that any architecture's NR_CPUS allows; bounds the memory a hostile list can ask for.
constexpr unsigned kMostCpus = 8192;
constexpr unsigned kHighestCpu = kMostCpus - 1;

// Bounds the time that a hostile list can take. No set of kMostCpus prints as more: two of every
// three, which take the most, are 27 KiB.
constexpr size_t kLongestList = 32U << 10;

struct Stride {
  unsigned used;
  unsigned group;
};

tl::unexpected<Error> BadList(std::string_view text, std::string_view why) {
  return Fail(ErrorCode::kBadInput, Quote(text) + " is not a CPU list: " + std::string(why));
}

Result<unsigned> ParseCpu(std::string_view text, std::optional<unsigned> last_cpu) {
  if (text == "N" && last_cpu) return *last_cpu;
  const auto number = ParseUnsigned(text);
  if (!number) return BadList(text, "expected a CPU number");
  if (*number > kHighestCpu) return BadList(text, "no such CPU number");
  return static_cast<unsigned>(*number);
}

/// `used/group` of the kernel's `first-last:used/group`.
Result<Stride> ParseStride(std::string_view text) {
  const auto parts = Split(text, "/");
  const auto used = ParseUnsigned(parts[0]);
  const auto group = parts.size() == 2 ? ParseUnsigned(parts[1]) : std::nullopt;
  if (!used || !group) return BadList(text, "a stride is used/group, as in 0-15:2/4");
  if (*used == 0 || *used > *group || *group > kMostCpus) {
    return BadList(text, "a stride needs 1 <= used <= group");
  }
  return Stride{static_cast<unsigned>(*used), static_cast<unsigned>(*group)};
}

Result<void> AddItem(std::string_view item, std::optional<unsigned> last_cpu, CpuSet& set) {
  const size_t colon = item.find(':');
  const std::string_view range = item.substr(0, colon);
  Stride stride{1, 1};
  if (colon != std::string_view::npos) {
    const auto parsed = ParseStride(item.substr(colon + 1));
    if (!parsed) return Fail(parsed.error());
    stride = *parsed;
  }
  const size_t dash = range.find('-');
  if (colon != std::string_view::npos && dash == std::string_view::npos) {
    return BadList(item, "a stride needs a range first-last");
  }
  const auto first = ParseCpu(range.substr(0, dash), last_cpu);
  const auto last =
      dash == std::string_view::npos ? first : ParseCpu(range.substr(dash + 1), last_cpu);
  if (!first) return Fail(first.error());
  if (!last) return Fail(last.error());
  if (*first > *last) return BadList(item, "the range runs backwards");
  set.AddStride(*first, *last, stride.used, stride.group);
  return {};
}

}  // namespace

CpuSet::CpuSet(std::initializer_list<unsigned> cpus) {
  for (const unsigned cpu : cpus) Add(cpu);
}

CpuSet CpuSet::Range(unsigned first, unsigned last) {
  CpuSet set;
  set.AddRange(first, last);
  return set;
}

Result<CpuSet> CpuSet::ParseList(std::string_view text, std::optional<unsigned> last_cpu) {
  text = Trim(text);
  if (text.size() > kLongestList) {
    return Fail(ErrorCode::kBadInput, "a CPU list of " + std::to_string(text.size()) +
                                          " bytes, and Linux has none of more "
                                          "than " +
                                          std::to_string(kLongestList) +
                                          "; write ranges such as 0-3");
  }
  if (text.empty()) return CpuSet{};
  if (text == "all" && last_cpu) return Range(0, *last_cpu);
  CpuSet set;
  for (const std::string_view item : Split(text, ",")) {
    if (const auto added = AddItem(item, last_cpu, set); !added) return Fail(added.error());
  }
  return set;
}

Result<CpuSet> CpuSet::ParseMask(std::string_view text) {
  const auto groups = Split(Trim(text), ",");
  if (groups.size() > kMostCpus / kGroupBits) return BadList(text, "the mask is too wide");
  CpuSet set;
  unsigned base = static_cast<unsigned>(groups.size()) * kGroupBits;
  for (const std::string_view group : groups) {
    base -= kGroupBits;
    uint32_t bits = 0;
    const char* const end = group.data() + group.size();
    const auto [stop, error] = std::from_chars(group.data(), end, bits, 16);
    if (error != std::errc() || stop != end || group.size() > 8) {
      return Fail(ErrorCode::kBadInput, Quote(text) + " is not a hex CPU mask");
    }
    for (unsigned bit = 0; bit < kGroupBits; ++bit) {
      if ((bits >> bit) & 1U) set.Add(base + bit);
    }
  }
  return set;
}

void CpuSet::Add(unsigned cpu) {
  if (cpu / kWordBits >= words_.size()) words_.resize(cpu / kWordBits + 1);
  words_[cpu / kWordBits] |= uint64_t{1} << (cpu % kWordBits);
}

void CpuSet::AddRange(unsigned first, unsigned last) {
  if (first > last) return;
  const unsigned low = first / kWordBits;
  const unsigned high = last / kWordBits;
  if (high >= words_.size()) words_.resize(high + 1);
  const uint64_t head = ~uint64_t{0} << (first % kWordBits);
  const uint64_t tail = ~uint64_t{0} >> (kWordBits - 1 - last % kWordBits);
  if (low == high) {
    words_[low] |= head & tail;
    return;
  }
  words_[low] |= head;
  std::fill(words_.begin() + low + 1, words_.begin() + high, ~uint64_t{0});
  words_[high] |= tail;
}

void CpuSet::AddStride(unsigned first, unsigned last, unsigned used, unsigned group) {
  if (used == group) return AddRange(first, last);
  CpuSet strided;
  // The pattern comes again after `group` words: the first ones are made, the others copies.
  const unsigned made = std::min<unsigned>(last, first + (group + 1) * kWordBits);
  for (unsigned cpu = first; cpu <= made; cpu += group) {
    strided.AddRange(cpu, std::min(cpu + used - 1, last));
  }
  const unsigned high = last / kWordBits;
  strided.words_.resize(high + 1);
  for (unsigned word = made / kWordBits; word <= high && made < last; ++word) {
    strided.words_[word] = strided.words_[word - group];
  }
  strided.words_[high] &= ~uint64_t{0} >> (kWordBits - 1 - last % kWordBits);
  strided.Normalize();
  *this = Or(strided);
}

bool CpuSet::Contains(unsigned cpu) const {
  return cpu / kWordBits < words_.size() && ((words_[cpu / kWordBits] >> (cpu % kWordBits)) & 1U);
}

size_t CpuSet::Size() const {
  size_t size = 0;
  for (const uint64_t word : words_) size += static_cast<size_t>(std::popcount(word));
  return size;
}

std::vector<unsigned> CpuSet::Cpus() const {
  std::vector<unsigned> cpus;
  for (unsigned index = 0; index < words_.size(); ++index) {
    for (uint64_t word = words_[index]; word != 0; word &= word - 1) {
      cpus.push_back(index * kWordBits + static_cast<unsigned>(std::countr_zero(word)));
    }
  }
  return cpus;
}

unsigned CpuSet::Last() const {
  const auto top = static_cast<unsigned>(words_.size()) - 1;
  return top * kWordBits + static_cast<unsigned>(std::bit_width(words_.back())) - 1;
}

CpuSet CpuSet::And(const CpuSet& other) const {
  CpuSet both;
  both.words_.resize(std::min(words_.size(), other.words_.size()));
  for (size_t i = 0; i < both.words_.size(); ++i) both.words_[i] = words_[i] & other.words_[i];
  both.Normalize();
  return both;
}

CpuSet CpuSet::Or(const CpuSet& other) const {
  CpuSet either = *this;
  either.words_.resize(std::max(words_.size(), other.words_.size()));
  for (size_t i = 0; i < other.words_.size(); ++i) either.words_[i] |= other.words_[i];
  return either;
}

CpuSet CpuSet::Except(const CpuSet& other) const {
  CpuSet rest = *this;
  const size_t common = std::min(words_.size(), other.words_.size());
  for (size_t i = 0; i < common; ++i) rest.words_[i] &= ~other.words_[i];
  rest.Normalize();
  return rest;
}

std::string CpuSet::ToList() const {
  std::string list;
  const std::vector<unsigned> cpus = Cpus();
  for (size_t i = 0; i < cpus.size();) {
    size_t end = i;
    while (end + 1 < cpus.size() && cpus[end + 1] == cpus[end] + 1) ++end;
    if (!list.empty()) list += ',';
    list += std::to_string(cpus[i]);
    if (end > i) list += '-' + std::to_string(cpus[end]);
    i = end + 1;
  }
  return list;
}

std::string CpuSet::ToMask(unsigned cpu_count) const {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string mask;
  const unsigned digits = (std::max(cpu_count, 1U) + 3) / 4;
  for (unsigned digit = digits; digit-- > 0;) {
    unsigned nibble = 0;
    for (unsigned bit = 0; bit < 4; ++bit) nibble |= Contains(digit * 4 + bit) ? 1U << bit : 0U;
    mask += kHex[nibble];
    if (digit > 0 && digit % 8 == 0) mask += ',';
  }
  return mask;
}

void CpuSet::Normalize() {
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
}

}  // namespace netkeel
