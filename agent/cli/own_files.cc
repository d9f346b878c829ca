// SPDX-License-Identifier: Apache-2.0
#include "cli/own_files.h"

#include <filesystem>

#include "base/text.h"
#include "cli/output_file.h"
#include "kernel/live_kernel.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPlain = 0644;
constexpr mode_t kExecutable = 0755;
constexpr fs::perms kFolder{0755};

bool HasMode(const fs::path& path, mode_t mode) {
  std::error_code error;
  return fs::status(path, error).permissions() == fs::perms{mode};
}

/// With a mode that everybody can read, whatever the umask: irqbalance may run as somebody else.
Result<void> MakeFolder(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return {};
  fs::create_directories(path, error);
  if (!error) fs::permissions(path, kFolder, error);
  if (error) return Fail(ErrnoError(path.string(), error.value()));
  return {};
}

}  // namespace

Result<bool> InstallOwnFile(const std::string& prefix, const OwnFile& file) {
  const fs::path path = prefix + file.path;
  const mode_t mode = file.executable ? kExecutable : kPlain;
  const auto there = LiveKernel().ReadFile(path.string());
  if (there && *there == file.content && HasMode(path, mode)) return false;
  if (there && !IsOwnFile(*there)) {
    return Fail(ErrorCode::kBadInput,
                path.string() + " is not netkeel's and is left alone; move it away first");
  }
  if (auto made = MakeFolder(path.parent_path()); !made) return Fail(std::move(made.error()));
  auto written = WriteFileAtomically(path.string(), file.content, mode);
  if (!written) return Fail(std::move(written.error()));
  return true;
}

Result<bool> RemoveOwnFile(const std::string& path) {
  const auto there = LiveKernel().ReadFile(path);
  if (!there && there.error().code != ErrorCode::kNotFound) return Fail(there.error());
  if (!there || !IsOwnFile(*there)) return false;
  std::error_code error;
  fs::remove(path, error);
  if (error) return Fail(ErrnoError(path, error.value()));
  fs::remove(fs::path(path).parent_path(), error);
  return true;
}

}  // namespace netkeel
