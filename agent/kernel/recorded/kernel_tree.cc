// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/kernel_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>

#include "base/text.h"
#include "base/unique_fd.h"
#include "kernel/errno_names.h"
#include "kernel/plain_file.h"
#include "kernel/recorded/flat_yaml.h"
#include "kernel/recorded/tree_files.h"
#include "kernel/recorded/tree_rows.h"
#include "kernel/recorded/ustar.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

// No file that netkeel reads comes near; bounds what a hostile tree can make us hold.
constexpr off_t kLargestFile = 16 << 20;

std::string Mebibytes(off_t bytes) { return std::to_string((bytes + 1048575) >> 20) + " MiB"; }

/// A plain file's content; never of what a symbolic link leads to.
Result<std::string> ReadPlain(const fs::path& path, off_t largest) {
  const auto fd = OpenPlain(path.string(), LastLink::kRefuse);
  if (!fd && fd.error().sys_errno == kNotPlain) {
    return Fail(ErrorCode::kBadInput, Printable(path.string()) + " is no plain file");
  }
  if (!fd) return Fail(fd.error());
  struct stat status = {};
  if (::fstat(fd->get(), &status) != 0) return Fail(ErrnoError(path.string(), errno));
  if (status.st_size > largest) {
    return Fail(ErrorCode::kBadInput, Printable(path.string()) + " has " +
                                          Mebibytes(status.st_size) + ", and at most " +
                                          Mebibytes(largest) + " are read");
  }
  std::string content(static_cast<size_t>(status.st_size), '\0');
  size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::read(fd->get(), content.data() + done, content.size() - done);
    if (count < 0) return Fail(ErrnoError(path.string(), errno));
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  content.resize(done);
  return content;
}

/// Adds one `word: value` line of meta.yaml.
Result<void> AddMeta(const FlatEntry& entry, KernelTree& tree) {
  const auto& [word, value] = entry;
  const bool unreadable = word.starts_with(kUnreadable);
  if (!unreadable && !word.starts_with(kImmovable)) {
    tree.meta[word] = value;
    return {};
  }
  const auto number = ErrnoOfName(value);
  if (!number) return Fail(At("meta.yaml", number.error()));
  if (unreadable) {
    tree.unreadable[word.substr(kUnreadable.size())] = *number;
  } else {
    tree.immovable[word.substr(kImmovable.size())] = *number;
  }
  return {};
}

/// Adds links.yaml, sockets.yaml, values.yaml, directories.yaml or meta.yaml; a README beside them
/// is left alone.
Result<void> AddEntries(const std::string& relative, const std::string& text, KernelTree& tree) {
  constexpr std::array kNames = {"links.yaml", "sockets.yaml", kValuesFile, "directories.yaml",
                                 "meta.yaml"};
  if (std::find(kNames.begin(), kNames.end(), relative) == kNames.end()) return {};
  if (static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) > kMostEntries) {
    return Fail(ErrorCode::kBadInput,
                relative + " has more than " + std::to_string(kMostEntries) + " lines");
  }
  const auto entries = ParseFlatYaml(text, relative);
  if (!entries) return Fail(entries.error());
  for (const FlatEntry& entry : *entries) {
    if (relative == kValuesFile && !entry.first.starts_with('/')) {
      return Fail(ErrorCode::kBadInput, relative + ": '" + Printable(entry.first) + "' is no path");
    }
    if (relative == "links.yaml") tree.links[entry.first] = entry.second;
    if (relative == "sockets.yaml") tree.answers[entry.first] = entry.second;
    if (relative == kValuesFile) tree.files[entry.first] = entry.second + '\n';
    if (relative == "directories.yaml") tree.listed.insert(entry.second);
    if (relative != "meta.yaml") continue;
    if (const auto added = AddMeta(entry, tree); !added) return added;
  }
  return {};
}

/// Adds one file or empty folder found at `relative` below the tree's folder.
Result<void> AddFound(const fs::directory_entry& entry, const std::string& relative,
                      KernelTree& tree) {
  std::error_code error;
  const fs::file_status status = entry.symlink_status(error);
  if (fs::is_directory(status)) {
    const auto path = KernelPathOf(relative);
    if (path && fs::is_empty(entry.path(), error)) tree.listed.insert(*path);
    return {};
  }
  if (!fs::is_regular_file(status)) {
    return Fail(ErrorCode::kBadInput, Printable(relative) +
                                          " is not a plain file; a captured tree holds " +
                                          "no symbolic links, see its links.yaml");
  }
  auto content = ReadPlain(entry.path(), kLargestFile);
  if (!content) return Fail(std::move(content.error()));
  return AddTreeFile(relative, std::move(*content), tree);
}

/// The tree of an archive of its files.
Result<KernelTree> TreeOfArchive(const std::string& path) {
  const auto archive = ReadPlain(path, kLargestArchive);
  if (!archive) return Fail(archive.error());
  auto files = ParseUstar(*archive);
  if (!files) return Fail(At(path, std::move(files.error())));
  KernelTree tree;
  for (auto& [relative, content] : *files) {
    if (const auto added = AddTreeFile(relative, std::move(content), tree); !added) {
      return Fail(At(path, added.error()));
    }
  }
  return tree;
}

Result<KernelTree> TreeOfFolder(const std::string& folder) {
  std::error_code error;
  KernelTree tree;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string relative = entry->path().lexically_relative(folder).generic_string();
    if (const auto added = AddFound(*entry, relative, tree); !added) {
      return Fail(At(folder, added.error()));
    }
  }
  if (error) return Fail(ErrnoError(folder, error.value()));
  return tree;
}

}  // namespace

std::string EthtoolPath(const std::string& interface, EthtoolTopic topic) {
  if (interface == kHostDevice) return std::string("host/") + ToText(topic);
  return "ethtool/" + interface + '/' + ToText(topic);
}

Result<void> AddTreeFile(const std::string& relative, std::string content, KernelTree& tree) {
  if (relative.starts_with("ethtool/")) return AddFields(relative, content, tree);
  if (relative.starts_with("host/")) {
    if (auto added = AddFields(relative, content, tree); !added) return added;
  }
  if (relative.starts_with("netdev/") || relative.starts_with("host/"))
    return AddRows(relative, content, tree);
  const auto path = KernelPathOf(relative);
  if (!path) return AddEntries(relative, content, tree);
  tree.files[*path] = std::move(content);
  return {};
}

Result<KernelTree> LoadTree(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) return Fail(ErrnoError(path, error.value()));
  auto tree = fs::is_directory(real, error) ? TreeOfFolder(path) : TreeOfArchive(real.string());
  if (!tree || !tree->files.empty() || !tree->meta.empty()) return tree;
  return Fail(ErrorCode::kBadInput,
              path + " holds no captured kernel: `netkeel capture` makes one");
}

}  // namespace netkeel
