// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "model/state.h"
#include "report/render_diagnosis.h"

namespace netkeel {
namespace {

/// Tunable -> its knobs, each key once: the cause that comes first has the say.
using Sections = std::map<std::string, std::vector<Knob>>;

/// The number of "{at-least: 600}".
std::optional<uint64_t> LeastOf(const std::string& value) {
  constexpr std::string_view kStart = "{at-least: ";
  if (!value.starts_with(kStart) || !value.ends_with('}')) return std::nullopt;
  return ParseUnsigned(value.substr(kStart.size(), value.size() - kStart.size() - 1));
}

/// Of two that ask for so much at least, the larger does for both.
void Add(const Knob& knob, std::vector<Knob>& knobs) {
  const auto same = std::find_if(knobs.begin(), knobs.end(),
                                 [&knob](const Knob& each) { return each.key == knob.key; });
  if (same == knobs.end()) {
    knobs.push_back(knob);
  } else if (LeastOf(same->value) && LeastOf(same->value) < LeastOf(knob.value)) {
    *same = knob;
  }
}

std::map<std::string, Sections> ByDevice(const Diagnosis& diagnosis) {
  std::map<std::string, Sections> devices;
  for (const Cause& cause : diagnosis.causes) {
    for (const Knob& knob : cause.knobs) {
      Add(knob, devices[knob.device][knob.tunable]);
    }
  }
  return devices;
}

/// In double quotes, as YAML and JSON both read them.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : Printable(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// A block of one tunable: its lines, and above each what a profile says of it already.
std::string SectionText(const std::string& tunable, const std::vector<Knob>& knobs) {
  std::string text = tunable + ":\n";
  for (const Knob& knob : knobs) {
    if (!knob.why.empty()) text += "  # " + Printable(knob.why) + '\n';
    text += "  " + knob.key + ": " + knob.value + '\n';
  }
  return text;
}

std::string Indented(const std::string& text, size_t indent) {
  std::string lines;
  for (const std::string_view line : Split(Trim(text), "\n")) {
    lines.append(indent, ' ').append(line).append("\n");
  }
  return lines;
}

std::string Blocks(const Sections& sections, size_t indent) {
  std::string text;
  for (const auto& [tunable, knobs] : sections) {
    text += Indented(SectionText(tunable, knobs), indent);
  }
  return text;
}

}  // namespace

std::string CureProfile(const Diagnosis& diagnosis) {
  std::string text =
      "# Change one thing at a time, and look again: each is for one kind of loss.\n"
      "version: 1\nname: cure\n";
  std::string interfaces;
  for (const auto& [device, sections] : ByDevice(diagnosis)) {
    if (device == kHostDevice) {
      text += "host:\n" + Blocks(sections, 2);
    } else {
      interfaces += "  - match: {name: " + Quoted(device) + "}\n" + Blocks(sections, 4);
    }
  }
  return interfaces.empty() ? text : text + "interfaces:\n" + interfaces;
}

}  // namespace netkeel
