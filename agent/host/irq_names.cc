// SPDX-License-Identifier: Apache-2.0
#include "host/irq_names.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "host/irq_name_rows.h"

namespace netkeel {
namespace {

/// How long a driver's names can be: what does not fit is cut off.
struct Limit {
  std::string_view driver;
  size_t length;
};
constexpr std::array kLimits{
    Limit{"bnxt_en", 17},  // IFNAMSIZ + 2, before Linux 6.12
    Limit{"tg3", 15},      // IFNAMSIZ
};

bool ReachesLimit(std::string_view driver, std::string_view name) {
  return std::any_of(kLimits.begin(), kLimits.end(), [&](const Limit& limit) {
    return limit.driver == driver && limit.length == name.size();
  });
}

/// Fills a label's {n}.
std::string Fill(std::string_view label, std::string_view number) {
  const size_t brace = label.find("{n}");
  std::string text(label.substr(0, brace));
  if (brace != std::string_view::npos)
    text += std::string(number) + std::string(label.substr(brace + 3));
  return text;
}

bool CouldBeInterface(std::string_view text) {
  constexpr size_t kLongest = 15;
  return !text.empty() && text.size() <= kLongest &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return c == '/' || c == ':' || std::isspace(static_cast<unsigned char>(c)) != 0;
         });
}

/// Matches a name against a pattern. Where the device is known to own the vector, another
/// interface's name may stand where its own would: names are formatted at ifup and outlive a
/// rename.
class Matcher {
 public:
  Matcher(const Device& device, Ownership ownership, bool cut)
      : device_(device), ownership_(ownership), cut_(cut) {}

  bool Match(std::string_view pattern, std::string_view name) {
    if (pattern.empty()) return name.empty();
    if (cut_ && name.empty() && begun_) return true;
    if (pattern.front() != '{') {
      if (name.empty() || pattern.front() != name.front()) return false;
      begun_ = true;
      return Match(pattern.substr(1), name.substr(1));
    }
    const size_t end = pattern.find('}');
    const std::string_view field = pattern.substr(1, end - 1);
    const std::string_view rest = pattern.substr(end + 1);
    if (field == "n") return MatchNumber(rest, name);
    if (field == "any") return MatchAny(rest, name);
    const std::string text = TextOf(field);
    if (!text.empty() && name.starts_with(text) && Match(rest, name.substr(text.size())))
      return true;
    return ownership_ == Ownership::kKnown && field == "if" && MatchInterface(rest, name);
  }

  std::string_view number() const { return number_; }
  std::string_view interface() const { return interface_; }

 private:
  bool MatchNumber(std::string_view rest, std::string_view name) {
    const size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    if (!ParseUnsigned(name.substr(0, digits)) || !Match(rest, name.substr(digits))) return false;
    number_ = name.substr(0, digits);
    return true;
  }

  bool MatchAny(std::string_view rest, std::string_view name) {
    for (size_t length = name.size(); length > 0; --length) {
      if (Match(rest, name.substr(length))) return true;
    }
    return false;
  }

  bool MatchInterface(std::string_view rest, std::string_view name) {
    for (size_t length = name.size(); length > 0; --length) {
      if (!CouldBeInterface(name.substr(0, length)) || !Match(rest, name.substr(length))) continue;
      interface_ = name.substr(0, length);
      return true;
    }
    return false;
  }

  std::string TextOf(std::string_view field) const {
    if (field == "if") return device_.name;
    if (field == "pci") return device_.pci;
    const std::string dev = device_.sys_path.substr(device_.sys_path.rfind('/') + 1);
    return field == "dev" ? dev : dev.substr(dev.find_last_not_of("0123456789") + 1);
  }

  const Device& device_;
  const Ownership ownership_;
  const bool cut_;
  bool begun_ = false;
  std::string_view number_;
  std::string_view interface_;
};

/// The name as the label of a vector that no row knows: without interface and address.
std::string LabelOf(const Device& device, std::string_view name) {
  if (name.starts_with(device.name + '-')) name.remove_prefix(device.name.size() + 1);
  std::string label(name.substr(0, name.find('@')));
  std::replace_if(
      label.begin(), label.end(), [](char c) { return c == '/' || c == ' '; }, '_');
  return label.empty() ? "other" : label;
}

/// Whether the row says itself whose vector it is about.
bool NamesItsDevice(std::string_view pattern) {
  return pattern.find("{if}") != std::string_view::npos ||
         pattern.find("{pci}") != std::string_view::npos ||
         pattern.find("{dev") != std::string_view::npos;
}

class Parser {
 public:
  Parser(const Device& device, std::string_view name, Ownership ownership)
      : device_(device), name_(name), ownership_(ownership) {}

  std::optional<VectorName> Parse(bool cut) const {
    if (auto found = MatchRows(DriverNameRows(), cut)) return found;
    return MatchRows(CommonNameRows(), cut);
  }

 private:
  std::optional<VectorName> MatchRows(std::span<const NameRow> rows, bool cut) const {
    for (const NameRow& row : rows) {
      if (!row.driver.empty() && row.driver != device_.driver) continue;
      if (auto found = MatchRow(row, cut)) return found;
    }
    return std::nullopt;
  }

  std::optional<VectorName> MatchRow(const NameRow& row, bool cut) const {
    // A bare name may be anybody's: it needs the whole interface name even on a known vector.
    const bool bare = row.pattern == "{if}";
    if (ownership_ == Ownership::kByName && !NamesItsDevice(row.pattern)) return std::nullopt;
    Matcher matcher(device_, bare ? Ownership::kByName : ownership_, cut);
    if (!matcher.Match(row.pattern, name_)) return std::nullopt;
    VectorName found{row.kind, Fill(row.label, matcher.number()), std::string(row.label)};
    found.number = ParseUnsigned(matcher.number()).value_or(0);
    found.interface = std::string(matcher.interface());
    found.cut = ReachesLimit(device_.driver, name_);
    found.numberless = cut && matcher.number().empty();
    return found;
  }

  const Device& device_;
  const std::string_view name_;
  const Ownership ownership_;
};

}  // namespace

std::optional<VectorName> ParseVectorName(const Device& device, std::string_view name,
                                          Ownership ownership) {
  const Parser parser(device, name, ownership);
  if (auto found = parser.Parse(false)) return found;
  if (ReachesLimit(device.driver, name)) {
    if (auto found = parser.Parse(true)) return found;
  }
  if (ownership == Ownership::kByName) return std::nullopt;
  const std::string label = LabelOf(device, name);
  return VectorName{VectorKind::kUnknown, label, label};
}

bool SendsOnly(std::string_view family) {
  const auto has = [&](std::string_view word) { return family.find(word) != family.npos; };
  const bool sends = has("tx") || has("Tx") || has("TX") || has("output") || has("xdp");
  return sends && !has("rx") && !has("Rx") && !has("RX");
}

}  // namespace netkeel
