// SPDX-License-Identifier: Apache-2.0
#include "reconcile/other_hands.h"

#include <algorithm>

#include "base/text.h"
#include "tunables/observed_vectors.h"
#include "writers/find_writers.h"

namespace netkeel {
namespace {

bool SameText(const std::string& left, const std::string& right) {
  return Words(left) == Words(right);
}

Sought SoughtAt(const std::map<std::string, Device>& devices, const State& observed,
                const Address& address) {
  const auto device = devices.find(address.device);
  const bool is_host = address.device == kHostDevice || device == devices.end();
  const auto vector = VectorAt(observed, address);
  return {address, is_host ? nullptr : &device->second,
          vector ? std::optional(vector->irq) : std::nullopt};
}

/// Whether the finding would still be met with what the writer writes.
bool LeavesAsWanted(const Finding& finding, const std::string& value) {
  if (SameText(value, finding.actual)) return true;
  const auto words = Words(finding.wanted);  // "at least 8000"
  const auto written = ParseUnsigned(value);
  const auto bound = words.size() > 2 && words[0] == "at" ? ParseUnsigned(words[2]) : std::nullopt;
  if (!written || !bound) return false;
  return words[1] == "least" ? *written >= *bound : *written <= *bound;
}

/// What a warning of something that happens at boot ends with.
std::string BootNote(const Kernel& kernel) {
  return kernel.ResolveLink(kEnabledLink) ? "; netkeel.service, which is enabled, runs after that"
                                          : "; netkeel.service, which would run after that, is not "
                                            "enabled";
}

void AddReason(const Writer& writer, Finding& finding) {
  finding.reason += (finding.reason.empty() ? "" : "; ") + ToText(writer);
}

class Namer {
 public:
  Namer(const Kernel& kernel, Report& report) : kernel_(kernel), report_(report) {}

  void Name(const Writer& writer, Finding& finding) {
    if (finding.status == Status::kDrift || finding.status == Status::kHeld ||
        finding.status == Status::kConflict) {
      // Whoever writes something else than what is there did not write what is there.
      if (!writer.value || SameText(*writer.value, finding.actual)) AddReason(writer, finding);
    } else if (writer.at_any_moment) {
      finding.status = Status::kConflict;
      finding.accepted = false;
      AddReason(writer, finding);
    } else if (writer.value && !LeavesAsWanted(finding, *writer.value)) {
      Warn(ToText(finding.address) + ": " + ToText(writer) + NoteOf(writer));
    }
  }

 private:
  std::string NoteOf(const Writer& writer) {
    if (!writer.what.ends_with("at boot")) return "";
    if (boot_note_.empty()) boot_note_ = BootNote(kernel_);
    return boot_note_;
  }

  void Warn(std::string line) {
    std::vector<std::string>& lines = report_.warnings;
    if (std::count(lines.begin(), lines.end(), line) == 0) lines.push_back(std::move(line));
  }

  const Kernel& kernel_;
  Report& report_;
  std::string boot_note_;
};

bool CanBeNamed(const Finding& finding) {
  return !finding.actual.empty() && finding.status != Status::kError;
}

}  // namespace

std::vector<Sought> SoughtOf(const std::map<std::string, Device>& devices, const State& observed) {
  std::vector<Sought> sought;
  for (const auto& [address, value] : observed) {
    sought.push_back(SoughtAt(devices, observed, address));
  }
  return sought;
}

std::vector<Sought> SoughtOf(const Look& look, const std::vector<Finding>& findings) {
  std::vector<Sought> sought;
  for (const Finding& finding : findings) {
    if (!CanBeNamed(finding)) continue;
    sought.push_back(SoughtAt(look.devices, look.observed.values, finding.address));
  }
  return sought;
}

void NameOtherHands(const Kernel& kernel, const Look& look, Report& report) {
  const OtherHands hands = FindWriters(kernel, SoughtOf(look, report.findings));
  report.warnings.insert(report.warnings.end(), hands.remarks.begin(), hands.remarks.end());
  Namer namer(kernel, report);
  for (const Writer& writer : hands.writers) {
    const auto finding =
        std::lower_bound(report.findings.begin(), report.findings.end(), writer.address,
                         [](const Finding& f, const Address& a) { return f.address < a; });
    if (finding != report.findings.end() && finding->address == writer.address) {
      namer.Name(writer, *finding);
    }
  }
  if (report.exit_code == ExitCode::kAsWanted) report.exit_code = ExitCodeOf(report.findings);
}

}  // namespace netkeel
