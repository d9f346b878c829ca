// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/sample_events.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "evidence/sources.h"
#include "evidence/watch/setting_value.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

std::set<std::string> Links(const Sample& sample) {
  std::set<std::string> names;
  for (const auto& [id, value] : sample.values) {
    if (id.source == "link") names.insert(id.place);
  }
  return names;
}

std::optional<uint64_t> LinkNumber(const Sample& sample, const std::string& name,
                                   const std::string& word) {
  const auto found = sample.values.find({"link", name, word});
  if (found == sample.values.end()) return std::nullopt;
  return found->second;
}

std::string FactOr(const Sample& sample, const CounterId& id, const std::string& other) {
  const auto found = sample.facts.find(id);
  return found == sample.facts.end() ? other : found->second;
}

/// The state of a link that both samples have.
class LinkChange {
 public:
  LinkChange(const Sample& before, const Sample& after, const std::string& name)
      : before_(before), after_(after), name_(name) {}

  std::string Text() const {
    const CounterId index{"link", name_, kIfindexFact};
    const std::string was = FactOr(before_, index, "");
    const std::string is = FactOr(after_, index, was);
    if (!was.empty() && was != is) {
      return "another interface has the name: ifindex " + ChangeText(was, is);
    }
    return StateText();
  }

 private:
  std::string StateText() const {
    if (Turned("up", 0)) return "set down";
    const std::string carrier = Turned("carrier", 1)   ? "carrier is back"
                                : Turned("carrier", 0) ? "carrier lost"
                                                       : "";
    if (Turned("up", 1)) return carrier.empty() ? "set up" : "set up, carrier is there";
    if (!carrier.empty()) return carrier;
    const auto was = LinkNumber(before_, name_, "carrier_changes");
    const auto is = LinkNumber(after_, name_, "carrier_changes");
    if (!was || !is || *is <= *was) return "";
    return "carrier lost and back: " + std::to_string(*is - *was) + " changes";
  }

  bool Turned(const char* word, uint64_t to) const {
    const auto was = LinkNumber(before_, name_, word);
    const auto is = LinkNumber(after_, name_, word);
    return was && is && *was != *is && *is == to;
  }

  const Sample& before_;
  const Sample& after_;
  const std::string& name_;
};

/// The file of a setting, by the id of the fact; else the fact's place.
std::string PlaceOf(const CounterId& id, const Sample& sample) {
  if (id.source == "vector") {
    const std::string irq = FactOr(sample, {"vector", id.place, "irq"}, "");
    return irq.empty() ? id.place : "/proc/irq/" + irq + "/smp_affinity";
  }
  if (id.place == "host" && id.name.find('.') != std::string::npos) {
    std::string path = "/proc/sys/" + id.name;
    std::replace(path.begin(), path.end(), '.', '/');
    return path;
  }
  if (id.name == "rp_filter") return "/proc/sys/net/ipv4/conf/" + id.place + '/' + id.name;
  const auto words = Words(id.name);
  if (words.size() != 2) return id.place;
  return "/sys/class/net/" + id.place + "/queues/" + std::string(words[1]) + '/' +
         std::string(words[0]);
}

bool IsSetting(const CounterId& id) {
  return id.source == "setting" || (id.source == "vector" && id.name == "affinity");
}

/// Masks of queues are facts as the kernel writes them, affinities are lists already.
std::string ValueOf(const CounterId& id, const std::string& fact) {
  if (id.source != "setting") return fact;
  const std::string word = id.name.substr(0, id.name.find(' '));
  return SettingValue(word.substr(word.rfind('.') + 1), fact);
}

bool IsKnown(const std::string& place, const std::set<std::string>& known) {
  return known.contains(place) || known.contains(place + "_list");
}

}  // namespace

std::vector<Event> LinkEvents(const Sample& before, const Sample& after) {
  std::vector<Event> events;
  // Where links cannot be listed, none has gone.
  const auto were = Links(before);
  const auto are = Links(after);
  if (were.empty() || are.empty()) return events;
  for (const std::string& name : were) {
    if (!are.contains(name)) events.push_back({after.at, "link", name, "removed"});
  }
  for (const std::string& name : are) {
    const std::string text = were.contains(name) ? LinkChange(before, after, name).Text() : "added";
    if (!text.empty()) events.push_back({after.at, "link", name, text});
  }
  return events;
}

std::vector<Event> ClockEvents(const Sample& before, const Sample& after) {
  constexpr milliseconds kSlew(500);
  const milliseconds jump = (after.at - before.at) - (after.uptime - before.uptime);
  if (jump > -kSlew && jump < kSlew) return {};
  const int64_t tenths = (jump.count() + (jump.count() < 0 ? -50 : 50)) / 100;
  const std::string size =
      std::to_string(std::abs(tenths) / 10) + '.' + std::to_string(std::abs(tenths) % 10);
  return {{after.at, "clock", "",
           std::string("the clock was set ") + (tenths < 0 ? "back" : "forward") + " by " + size +
               " s"}};
}

std::vector<Event> SettingEvents(const Sample& before, const Sample& after,
                                 const std::set<std::string>& known) {
  std::vector<Event> events;
  for (const auto& [id, value] : after.facts) {
    if (!IsSetting(id)) continue;
    const auto old = before.facts.find(id);
    if (old == before.facts.end() || old->second == value) continue;
    const std::string place = PlaceOf(id, after);
    if (IsKnown(place, known)) continue;
    // Another interrupt's is another's setting.
    const CounterId irq{id.source, id.place, "irq"};
    if (FactOr(before, irq, "") != FactOr(after, irq, "")) continue;
    // A place that is no file does not say which setting of it.
    const std::string what = place.starts_with('/') ? "" : id.name + ' ';
    events.push_back({after.at, "setting", place,
                      what + ChangeText(ValueOf(id, old->second), ValueOf(id, value))});
  }
  return events;
}

}  // namespace netkeel
