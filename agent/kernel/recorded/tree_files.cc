// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/tree_files.h"

#include <algorithm>
#include <array>

#include "kernel/errno_names.h"
#include "kernel/recorded/flat_yaml.h"
#include "kernel/recorded/tree_rows.h"
#include "kernel/recorded/ustar.h"

namespace netkeel {
namespace {

constexpr std::array<std::string_view, 7> kFolders = {"proc", "sys", "etc", "boot",
                                                      "run",  "usr", "lib"};
constexpr std::string_view kElse = "else/";

std::string MetaLines(const KernelTree& tree) {
  std::string text;
  for (const auto& [word, value] : tree.meta) text += FlatYamlLine({word, value});
  for (const auto& [path, number] : tree.immovable) {
    text += FlatYamlLine({std::string(kImmovable) + path, NameOfErrno(number)});
  }
  for (const auto& [path, number] : tree.unreadable) {
    text += FlatYamlLine({std::string(kUnreadable) + path, NameOfErrno(number)});
  }
  return text;
}

/// Whether a file of the kernel's is one short line, for which a file in an archive, of a KiB, is
/// too much: an interface has more than a hundred of them.
bool IsShortValue(const std::string& path, const std::string& content) {
  constexpr size_t kLongest = 256;
  return (path.starts_with("/proc/") || path.starts_with("/sys/")) && content.ends_with('\n') &&
         content.find('\n') == content.size() - 1 && content.size() <= kLongest;
}

/// TreeFiles with every short value in one file.
FileMap PackedTreeFiles(const KernelTree& tree) {
  FileMap files = TreeFiles(tree);
  std::string values;
  for (const auto& [path, content] : tree.files) {
    if (!IsShortValue(path, content)) continue;
    files.erase(RelativePathOf(path));
    values += FlatYamlLine({path, content.substr(0, content.size() - 1)});
  }
  if (!values.empty()) files[kValuesFile] = std::move(values);
  return files;
}

}  // namespace

std::string RelativePathOf(const std::string& path) {
  const std::string top = path.substr(1, path.find('/', 1) - 1);
  const bool is_known = std::count(kFolders.begin(), kFolders.end(), top) > 0;
  return (is_known ? "" : std::string(kElse)) + path.substr(1);
}

std::optional<std::string> KernelPathOf(const std::string& relative) {
  if (relative.starts_with(kElse)) return relative.substr(kElse.size() - 1);
  const std::string top = relative.substr(0, relative.find('/'));
  if (std::count(kFolders.begin(), kFolders.end(), top) == 0) return std::nullopt;
  return '/' + relative;
}

std::map<std::string, std::string> TreeFiles(const KernelTree& tree) {
  std::map<std::string, std::string> files;
  for (const auto& [path, content] : tree.files) files[RelativePathOf(path)] = content;
  for (const auto& [key, fields] : tree.ethtool) {
    files[EthtoolPath(key.first, key.second) + ".yaml"] = FieldLines(fields);
  }
  for (const auto& [key, rows] : tree.rows) {
    files[QueryPath(key.first, key.second) + ".yaml"] = RowLines(rows);
  }
  std::string& links = files["links.yaml"];
  for (const auto& link : tree.links) links += FlatYamlLine(link);
  if (!tree.answers.empty()) {
    std::string& sockets = files["sockets.yaml"];
    for (const auto& answer : tree.answers) sockets += FlatYamlLine(answer);
  }
  std::string& directories = files["directories.yaml"];
  for (const std::string& path : tree.listed) directories += FlatYamlLine({"", path});
  files["meta.yaml"] = MetaLines(tree);
  return files;
}

Result<std::string> ArchiveOfTree(const KernelTree& tree, int64_t mtime) {
  auto archive = ToUstar(PackedTreeFiles(tree), mtime);
  if (!archive) return archive;
  if (std::max(tree.files.size(), tree.listed.size()) > kMostEntries) {
    return Fail(ErrorCode::kBadInput, "the archive would have more than " +
                                          std::to_string(kMostEntries) +
                                          " values, of which `check --root` reads no more: capture "
                                          "the interfaces of interest (--interface)");
  }
  if (archive->size() <= kLargestArchive) return archive;
  return Fail(
      ErrorCode::kBadInput,
      "the archive would have " + std::to_string(archive->size() >> 20) +
          " MiB, and `check "
          "--root` reads at most " +
          std::to_string(kLargestArchive >> 20) +
          " MiB of one: capture into a folder, or the interfaces of interest (--interface)");
}

}  // namespace netkeel
