// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/text.h"
#include "base/unique_fd.h"
#include "kernel/flat_yaml.h"
#include "kernel/ustar.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnreadable = "unreadable ";
constexpr std::string_view kImmovable = "immovable ";
constexpr std::array<std::string_view, 7> kFolders = {"proc", "sys", "etc", "boot",
                                                      "run",  "usr", "lib"};
constexpr std::array kTopics = {EthtoolTopic::kInfo, EthtoolTopic::kRings, EthtoolTopic::kChannels};
// No file that netkeel reads comes near; bounds what a hostile tree can make us hold.
constexpr off_t kLargestFile = 16 << 20;
constexpr off_t kLargestArchive = 256 << 20;

struct ErrnoName {
  int number;
  std::string_view name;
};
constexpr std::array<ErrnoName, 17> kErrnoNames = {{{EACCES, "EACCES"},
                                                    {EAGAIN, "EAGAIN"},
                                                    {EBUSY, "EBUSY"},
                                                    {EINVAL, "EINVAL"},
                                                    {EIO, "EIO"},
                                                    {EISDIR, "EISDIR"},
                                                    {ELOOP, "ELOOP"},
                                                    {ENODEV, "ENODEV"},
                                                    {ENOENT, "ENOENT"},
                                                    {ENOMEM, "ENOMEM"},
                                                    {ENOSPC, "ENOSPC"},
                                                    {ENOTDIR, "ENOTDIR"},
                                                    {ENXIO, "ENXIO"},
                                                    {EOPNOTSUPP, "EOPNOTSUPP"},
                                                    {EPERM, "EPERM"},
                                                    {ERANGE, "ERANGE"},
                                                    {EROFS, "EROFS"}}};

std::string NameOfErrno(int number) {
  for (const ErrnoName& row : kErrnoNames) {
    if (row.number == number) return std::string(row.name);
  }
  return std::to_string(number);
}

Result<int> ErrnoOfName(const std::string& name) {
  for (const ErrnoName& row : kErrnoNames) {
    if (row.name == name) return row.number;
  }
  const auto number = ParseUnsigned(name);
  if (number && *number > 0 && *number < 4096) return static_cast<int>(*number);
  return Fail(ErrorCode::kBadInput, "'" + Printable(name) + "' is not an errno name");
}

/// A plain file's content; never of what a symbolic link leads to.
Result<std::string> ReadPlain(const fs::path& path, off_t largest) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status = {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return Fail(ErrnoError(path.string(), errno));
  if (!S_ISREG(status.st_mode) || status.st_size > largest) {
    return Fail(ErrorCode::kBadInput,
                Printable(path.string()) + " is no plain file, or is too large");
  }
  std::string content(static_cast<size_t>(status.st_size), '\0');
  size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::read(fd.get(), content.data() + done, content.size() - done);
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

/// Adds ethtool/<interface>/<topic>.yaml; what is no topic is left alone.
Result<void> AddEthtool(const std::string& relative, const std::string& text, KernelTree& tree) {
  const auto parts = Split(relative, "/");
  for (const EthtoolTopic topic : kTopics) {
    if (parts.size() != 3 || parts[2] != std::string(ToText(topic)) + ".yaml") continue;
    const auto entries = ParseFlatYaml(text, relative);
    if (!entries) return Fail(entries.error());
    EthtoolFields& fields = tree.ethtool[{std::string(parts[1]), topic}];
    for (const auto& [word, value] : *entries) {
      const auto number = ParseUnsigned(value);
      if (topic != EthtoolTopic::kInfo && !number) {
        return Fail(ErrorCode::kBadInput, Printable(relative + ": " + word) + " is not a number");
      }
      fields[word] = topic == EthtoolTopic::kInfo ? Value(value) : Value(*number);
    }
  }
  return {};
}

/// Adds links.yaml, sockets.yaml, directories.yaml or meta.yaml; a README beside them is left
/// alone.
Result<void> AddEntries(const std::string& relative, const std::string& text, KernelTree& tree) {
  if (relative != "links.yaml" && relative != "sockets.yaml" && relative != "directories.yaml" &&
      relative != "meta.yaml") {
    return {};
  }
  const auto entries = ParseFlatYaml(text, relative);
  if (!entries) return Fail(entries.error());
  for (const FlatEntry& entry : *entries) {
    if (relative == "links.yaml") tree.links[entry.first] = entry.second;
    if (relative == "sockets.yaml") tree.answers[entry.first] = entry.second;
    if (relative == "directories.yaml") tree.listed.insert(entry.second);
    if (relative != "meta.yaml") continue;
    if (const auto added = AddMeta(entry, tree); !added) return added;
  }
  return {};
}

bool IsKernelPath(const std::string& relative) {
  const std::string top = relative.substr(0, relative.find('/'));
  return std::count(kFolders.begin(), kFolders.end(), top) > 0;
}

/// Adds one file or empty folder found at `relative` below the tree's folder.
Result<void> AddFound(const fs::directory_entry& entry, const std::string& relative,
                      KernelTree& tree) {
  std::error_code error;
  const fs::file_status status = entry.symlink_status(error);
  if (fs::is_directory(status)) {
    if (IsKernelPath(relative) && fs::is_empty(entry.path(), error))
      tree.listed.insert('/' + relative);
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

std::string FieldLines(const EthtoolFields& fields) {
  std::string text;
  for (const auto& [word, value] : fields) text += FlatYamlLine({word, ToText(value)});
  return text;
}

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

Result<void> SaveFile(const fs::path& path, const std::string& content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return Fail(ErrnoError(path.parent_path().string(), error.value()));
  errno = 0;
  std::ofstream stream(path, std::ios::binary);
  stream << content;
  stream.close();
  if (!stream) return Fail(ErrnoError(path.string(), errno == 0 ? EIO : errno));
  return {};
}

}  // namespace

std::string EthtoolPath(const std::string& interface, EthtoolTopic topic) {
  return "ethtool/" + interface + '/' + ToText(topic);
}

std::map<std::string, std::string> TreeFiles(const KernelTree& tree) {
  std::map<std::string, std::string> files;
  for (const auto& [path, content] : tree.files) files[path.substr(1)] = content;
  for (const auto& [key, fields] : tree.ethtool) {
    files[EthtoolPath(key.first, key.second) + ".yaml"] = FieldLines(fields);
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

Result<void> AddTreeFile(const std::string& relative, std::string content, KernelTree& tree) {
  if (relative.starts_with("ethtool/")) return AddEthtool(relative, content, tree);
  if (!IsKernelPath(relative)) return AddEntries(relative, content, tree);
  tree.files['/' + relative] = std::move(content);
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

Result<void> SaveTree(const KernelTree& tree, const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Fail(ErrnoError(folder, error.value()));
  if (!fs::is_empty(folder, error) || error) {
    return Fail(ErrorCode::kBadInput, folder + " is not empty: capture into a new folder");
  }
  for (const auto& [path, content] : TreeFiles(tree)) {
    if (("/" + path + "/").find("/../") != std::string::npos) {
      return Fail(ErrorCode::kBadInput, path + ": a path with '..' cannot be captured");
    }
    if (const auto saved = SaveFile(fs::path(folder) / path, content); !saved) return saved;
  }
  return {};
}

}  // namespace netkeel
