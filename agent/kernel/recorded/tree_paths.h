// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/recorded/kernel_tree.h"

namespace netkeel {

/// `path` with every captured link in it followed, and "." and ".." taken out.
std::string CanonicalPath(const KernelTree& tree, const std::string& path);

/// Where the tree keeps the file that `path` names, by its own spelling or the canonical one.
std::optional<std::string> FileKey(const KernelTree& tree, const std::string& path);

/// Content of the file that `path` names, "" where there is none.
std::string ContentOf(const KernelTree& tree, const std::string& path);

/// Puts `content` where `path` is kept already; does nothing where there is no such file.
void ReplaceContent(KernelTree& tree, const std::string& path, const std::string& content);

/// Whether anything is known below `path`, or it was itself listed.
bool IsFolder(const KernelTree& tree, const std::string& path);

/// Names of what is in the folder, natural order; empty where there is no such folder.
std::vector<std::string> NamesIn(const KernelTree& tree, const std::string& folder);

/// Copies what is below the folder `from` to the folder `to`, its sibling.
void CopyFolder(KernelTree& tree, const std::string& from, const std::string& to);

/// Takes out `path` and all below it, in both spellings.
void Erase(KernelTree& tree, const std::string& path);

}  // namespace netkeel
