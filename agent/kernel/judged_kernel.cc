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
  const auto content = kernel_.ReadFile(path);
  if (!content) {
    const std::string why = WhyNotRead(content.error().sys_errno);
    if (!why.empty()) remarks_.insert(path + " is left out of account: " + why);
    return content;
  }
  auto judged = JudgedContent(path, *content);
  if (!judged) return Fail(ErrnoError(path, EACCES));
  return std::move(*judged);
}

Result<std::vector<std::string>> JudgedKernel::ListDirectory(const std::string& path) const {
  return kernel_.ListDirectory(path);
}

Result<std::string> JudgedKernel::ResolveLink(const std::string& path) const {
  return kernel_.ResolveLink(path);
}

Result<void> JudgedKernel::CheckNamespace(const Device& device) const {
  return kernel_.CheckNamespace(device);
}

Result<EthtoolFields> JudgedKernel::EthtoolGet(const Device& device, EthtoolTopic topic) const {
  return kernel_.EthtoolGet(device, topic);
}

Result<std::vector<Fields>> JudgedKernel::Query(const Device& device, QueryTopic topic) const {
  return kernel_.Query(device, topic);
}

Result<std::string> JudgedKernel::AskSocket(const std::string& path,
                                            const std::string& question) const {
  return kernel_.AskSocket(path, question);
}

void JudgedKernel::Pause(std::chrono::milliseconds time) const { kernel_.Pause(time); }

Result<void> JudgedKernel::WriteFile(const OwnedFile& file, const std::string& /*content*/) {
  return Fail(ErrorCode::kPermission, file.path + ": who judges does not write");
}

Result<std::string> JudgedKernel::EthtoolSet(const Device& device, EthtoolTopic topic,
                                             const EthtoolFields& /*fields*/) {
  return Fail(ErrorCode::kPermission,
              device.name + ' ' + ToText(topic) + ": who judges does not write");
}

}  // namespace netkeel
