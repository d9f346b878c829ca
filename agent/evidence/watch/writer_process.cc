// SPDX-License-Identifier: Apache-2.0
#include "evidence/watch/writer_process.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr size_t kLongest = 60;

std::string Content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// Whose own name says nothing of what was run.
bool IsInterpreter(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames{"sh",   "bash", "dash", "zsh", "ksh",
                                                   "perl", "ruby", "node", "lua"};
  return std::count(kNames.begin(), kNames.end(), name) != 0 || name.starts_with("python");
}

/// Whether a word says that code follows: -c, -e, and among other letters, as in -lc and -ne.
bool BringsCode(std::string_view word) {
  if (word.starts_with("--")) return word.starts_with("--eval") || word.starts_with("--print");
  return word.starts_with('-') && word.find_first_of("ceEp") != word.npos;
}

/// The script: the first word behind the interpreter that is no option. More is not told: arguments
/// and code can be secrets.
std::string ScriptOf(const std::string& cmdline) {
  const std::vector<std::string_view> words = Split(cmdline, std::string_view("\0", 1));
  for (size_t i = 1; i < words.size(); ++i) {
    if (BringsCode(words[i])) return "";
    if (!words[i].empty() && !words[i].starts_with('-')) return std::string(words[i]);
  }
  return "";
}

}  // namespace

std::string WriterText(int64_t pid, const std::string& proc) {
  if (pid <= 0) return "by a process of another pid namespace";
  const std::string number = std::to_string(pid);
  const std::string folder = proc + '/' + number;
  const std::string content = Content(folder + "/comm");
  const std::string name(Trim(content));
  if (name.empty()) return "by pid " + number + ", gone";
  std::string script = IsInterpreter(name) ? ScriptOf(Content(folder + "/cmdline")) : "";
  if (script.size() > kLongest) script = "..." + script.substr(script.size() - kLongest);
  return "by pid " + number + " (" + Printable(name) +
         (script.empty() ? "" : ' ' + Printable(script)) + ')';
}

}  // namespace netkeel
