// SPDX-License-Identifier: Apache-2.0
#include "kernel/judged_kernel.h"

#include <cerrno>

#include "kernel/capture_table.h"
#include "kernel/plain_file.h"

namespace netkeel {
namespace {

/// What keeps a file from being read that somebody should know of; "" for the usual reasons.
std::string WhyNotRead(int sys_errno) {
  if (sys_errno == kNotPlain) return "a pipe, a device or a socket, and no file";
  if (sys_errno == EFBIG) return "larger than any such file is";
  return sys_errno == EIO || sys_errno == ELOOP ? ErrnoError("", sys_errno).message.substr(2) : "";
}

}  // namespace

Result<std::string> JudgedKernel::ReadFile(const std::string& path) const {
  const auto content = inner().ReadFile(path);
  if (!content) {
    const std::string why = WhyNotRead(content.error().sys_errno);
    if (!why.empty()) remarks_.insert(path + " is left out of account: " + why);
    return content;
  }
  auto judged = JudgedContent(path, *content);
  if (!judged) return Fail(ErrnoError(path, EACCES));
  return std::move(*judged);
}

}  // namespace netkeel
