// SPDX-License-Identifier: Apache-2.0
#include "tunables/file_tunable.h"

#include <bit>
#include <cerrno>

#include "base/text.h"
#include "host/cpu_files.h"
#include "tunables/retry.h"

namespace netkeel {
namespace {

constexpr const char* kOn = "on";
constexpr const char* kOff = "off";

/// What to write for a value. A CPU set is a list where the file takes one, else a mask of the
/// kernel's own width: one group of digits too many is EOVERFLOW.
Result<std::string> ContentFor(const Kernel& kernel, const std::string& path, const Value& value,
                               KeyType type) {
  if (type == KeyType::kSwitch && value == Value{kOn}) return "1\n";
  if (type == KeyType::kSwitch && value == Value{kOff}) return "0\n";
  const auto* const cpus = std::get_if<CpuSet>(&value);
  if (cpus == nullptr) return ToText(value) + '\n';
  if (type == KeyType::kQueues) return cpus->ToMask(cpus->Empty() ? 1 : cpus->Last() + 1) + '\n';
  if (path.ends_with("_list")) return cpus->ToList() + '\n';
  const auto count = ReadCpuCount(kernel);
  if (!count) return Fail(count.error());
  if (!cpus->Empty() && cpus->Last() >= *count) {
    return Fail(ErrorCode::kInvalid, "CPU " + std::to_string(cpus->Last()) +
                                         " is beyond this kernel's last, " +
                                         std::to_string(*count - 1));
  }
  return cpus->ToMask(*count) + '\n';
}

/// ENOENT though the file is there: the sysctls net.ipv4.tcp_congestion_control and
/// net.core.default_qdisc answer so to a name that they do not know.
bool IsOfTheValue(const Kernel& kernel, const std::string& path, const Result<void>& written) {
  return !written && written.error().code == ErrorCode::kNotFound &&
         written.error().sys_errno == ENOENT && path.starts_with("/proc/sys/") &&
         kernel.ReadFile(path);
}

Result<void> UnknownValue(Error error) {
  error.code = ErrorCode::kInvalid;
  error.message += "; the file is there: this kernel knows no such value, or its module is missing";
  return Fail(std::move(error));
}

}  // namespace

std::vector<Step> FileTunable::MakeSteps(const Device& device, const std::vector<Change>& changes,
                                         const State& observed) const {
  std::vector<Step> steps;
  for (const Change& change : changes) {
    Step step;
    step.device = device.name;
    step.tunable = descriptor().name;
    step.object = PathOf(device, change.address.key, observed);
    step.effect = descriptor().effect;
    step.changes = {change};
    steps.push_back(std::move(step));
  }
  return steps;
}

Result<std::string> FileTunable::Apply(Kernel& kernel, const Device& device,
                                       const Step& step) const {
  const Change& change = step.changes.front();
  const std::string& key = change.address.key;
  const KeyDescriptor* const row = FindKey(descriptor(), key.substr(key.rfind('/') + 1));
  const KeyType type = row == nullptr ? KeyType::kText : row->type;
  const auto content = ContentFor(kernel, step.object, change.after, type);
  if (!content) return Fail(At(ToText(change.address), content.error()));
  const OwnedFile file = {step.object, device.ifindex, step.action};
  const auto write = [&] { return kernel.WriteFile(file, *content); };
  auto written = RetryWhileBusy(kernel, write);
  if (IsOfTheValue(kernel, step.object, written)) {
    written = write();  // the file may be a new one
    if (IsOfTheValue(kernel, step.object, written)) written = UnknownValue(written.error());
  }
  if (written) return "";
  Error error = Explain(kernel, step, written.error());
  return Fail(At(ToText(change.address) + " to " + ToText(change.after), std::move(error)));
}

Error FileTunable::Explain(const Kernel& /*kernel*/, const Step& /*step*/, Error error) const {
  return error;
}

Result<Value> ParseFileValue(std::string_view content, KeyType type) {
  if (type == KeyType::kCpus || type == KeyType::kQueues) {
    auto cpus = CpuSet::ParseMask(content);
    if (!cpus) return Fail(ErrorCode::kIo, cpus.error().message);
    return Value{std::move(*cpus)};
  }
  const auto words = Words(content);
  if (type == KeyType::kSwitch && words.size() == 1 && (words[0] == "0" || words[0] == "1")) {
    return Value{std::string(words[0] == "1" ? kOn : kOff)};
  }
  if (words.size() == 1) {
    if (const auto number = ParseUnsigned(words.front())) return Value{*number};
  }
  std::vector<std::string> parts(words.begin(), words.end());
  return Value{Join(parts, " ")};
}

bool SameWords(const Value& left, const Value& right) {
  if (left == right) return true;
  const std::string left_text = ToText(left);
  const std::string right_text = ToText(right);
  const auto left_words = Words(left_text);
  const auto right_words = Words(right_text);
  if (left_words.size() != right_words.size()) return false;
  for (size_t i = 0; i < left_words.size(); ++i) {
    if (left_words[i] == right_words[i]) continue;
    const auto number = ParseUnsigned(left_words[i]);
    if (!number || number != ParseUnsigned(right_words[i])) return false;
  }
  return true;
}

Verdict JudgeFiltered(const CpuSet& wanted, const CpuSet& actual, const CpuSet& allowed,
                      const std::string& why) {
  if (actual == wanted) return {};
  const CpuSet kept = wanted.And(allowed);
  const std::string dropped = "CPU " + wanted.Except(allowed).ToList() + ' ' + why;
  // Nothing kept is not the wish with a little less: it is the mechanism switched off.
  if (kept.Empty()) return {Status::kDrift, wanted.Empty() ? "" : dropped + ": none is left"};
  if (actual == kept) return {Status::kClamped, dropped};
  return {Status::kDrift, kept == wanted ? "" : dropped};
}

Verdict JudgePowerOfTwo(const Value& wanted, const Value& actual) {
  if (SameWords(wanted, actual)) return {};
  const auto* const asked = std::get_if<uint64_t>(&wanted);
  const auto* const size = std::get_if<uint64_t>(&actual);
  const bool rounded = asked != nullptr && size != nullptr && *asked > 0 &&
                       *asked <= (uint64_t{1} << 62) && std::bit_ceil(*asked) == *size;
  if (rounded) return {Status::kClamped, "Linux rounds up to a power of two"};
  return {Status::kDrift, ""};
}

}  // namespace netkeel
