// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/tree_paths.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "base/text.h"

namespace netkeel {
namespace {

const std::string& PathOf(const std::string& entry) { return entry; }
template <typename T>
const std::string& PathOf(const std::pair<const std::string, T>& entry) {
  return entry.first;
}

template <typename Container>
bool HasBelow(const Container& entries, const std::string& path) {
  const auto found = entries.lower_bound(path + '/');
  return found != entries.end() && PathOf(*found).starts_with(path + '/');
}

/// Adds the first path component below `folder` of every entry, without visiting what is deeper.
template <typename Container>
void AddNames(const Container& entries, const std::string& folder, std::set<std::string>& names) {
  const std::string prefix = folder + '/';
  auto entry = entries.lower_bound(prefix);
  while (entry != entries.end() && PathOf(*entry).starts_with(prefix)) {
    const std::string& path = PathOf(*entry);
    const size_t end = path.find('/', prefix.size());
    names.insert(path.substr(prefix.size(), end - prefix.size()));
    // '0' follows '/': the first path behind everything below this name.
    entry = end == std::string::npos ? std::next(entry)
                                     : entries.lower_bound(path.substr(0, end) + '0');
  }
}

template <typename Container>
void EraseBelow(Container& entries, const std::string& path) {
  entries.erase(path);
  entries.erase(entries.lower_bound(path + '/'), entries.lower_bound(path + '0'));
}

}  // namespace

std::string CanonicalPath(const KernelTree& tree, const std::string& path) {
  constexpr int kMostLinks = 40;  // as Linux: more is ELOOP
  std::string canonical = path;
  int followed = 0;
  for (size_t end = canonical.find('/', 1); followed < kMostLinks;) {
    const auto link = tree.links.find(canonical.substr(0, end));
    if (link != tree.links.end()) {
      canonical = link->second + (end == std::string::npos ? "" : canonical.substr(end));
      end = 0;
      ++followed;
    }
    if (end == std::string::npos) break;
    end = canonical.find('/', end + 1);
  }
  if (canonical.find("/.") == std::string::npos) return canonical;
  return std::filesystem::path(canonical).lexically_normal().string();
}

std::optional<std::string> FileKey(const KernelTree& tree, const std::string& path) {
  if (tree.files.contains(path)) return path;
  std::string canonical = CanonicalPath(tree, path);
  if (tree.files.contains(canonical)) return canonical;
  return std::nullopt;
}

std::string ContentOf(const KernelTree& tree, const std::string& path) {
  const auto key = FileKey(tree, path);
  return key ? tree.files.at(*key) : "";
}

void ReplaceContent(KernelTree& tree, const std::string& path, const std::string& content) {
  if (const auto key = FileKey(tree, path)) tree.files[*key] = content;
}

bool IsFolder(const KernelTree& tree, const std::string& path) {
  const auto is_folder = [&tree](const std::string& folder) {
    return tree.listed.contains(folder) || HasBelow(tree.files, folder) ||
           HasBelow(tree.links, folder) || HasBelow(tree.listed, folder);
  };
  return is_folder(path) || is_folder(CanonicalPath(tree, path));
}

std::vector<std::string> NamesIn(const KernelTree& tree, const std::string& folder) {
  std::set<std::string> names;
  for (const std::string& spelling : {folder, CanonicalPath(tree, folder)}) {
    AddNames(tree.files, spelling, names);
    AddNames(tree.links, spelling, names);
    AddNames(tree.listed, spelling, names);
  }
  std::vector<std::string> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end(), NaturalLess);
  return sorted;
}

void CopyFolder(KernelTree& tree, const std::string& from, const std::string& to) {
  const std::string canonical = CanonicalPath(tree, from);
  const std::string name = to.substr(to.rfind('/'));
  for (const std::string& spelling : std::set<std::string>{from, canonical}) {
    const std::string target = spelling.substr(0, spelling.rfind('/')) + name;
    std::map<std::string, std::string> files;
    std::set<std::string> listed;
    const auto last_file = tree.files.lower_bound(spelling + '0');
    for (auto file = tree.files.lower_bound(spelling + '/'); file != last_file; ++file) {
      files[target + file->first.substr(spelling.size())] = file->second;
    }
    const auto last_name = tree.listed.lower_bound(spelling + '0');
    for (auto entry = tree.listed.lower_bound(spelling + '/'); entry != last_name; ++entry) {
      listed.insert(target + entry->substr(spelling.size()));
    }
    if (tree.listed.contains(spelling)) listed.insert(target);
    tree.files.merge(files);
    tree.listed.merge(listed);
  }
}

void Erase(KernelTree& tree, const std::string& path) {
  for (const std::string& spelling : {CanonicalPath(tree, path), path}) {
    EraseBelow(tree.files, spelling);
    EraseBelow(tree.links, spelling);
    EraseBelow(tree.listed, spelling);
    EraseBelow(tree.unreadable, spelling);
  }
}

}  // namespace netkeel
