// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// Passes everything on to another kernel: what a test changes of one, it overrides.
class ForwardingKernel : public Kernel {
 public:
  /// `kernel` must outlive it.
  explicit ForwardingKernel(Kernel& kernel) : kernel_(kernel) {}

  Result<std::string> ReadFile(const std::string& path) const override {
    return kernel_.ReadFile(path);
  }
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override {
    return kernel_.ListDirectory(path);
  }
  Result<std::string> ResolveLink(const std::string& path) const override {
    return kernel_.ResolveLink(path);
  }
  Result<void> CheckNamespace(const Device& device) const override {
    return kernel_.CheckNamespace(device);
  }
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override {
    return kernel_.EthtoolGet(device, topic);
  }
  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const override {
    return kernel_.Query(device, topic);
  }
  Result<std::string> AskSocket(const std::string& path,
                                const std::string& question) const override {
    return kernel_.AskSocket(path, question);
  }
  void Pause(std::chrono::milliseconds time) const override { kernel_.Pause(time); }
  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override {
    return kernel_.WriteFile(file, content);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    return kernel_.EthtoolSet(device, topic, fields);
  }

 private:
  Kernel& kernel_;
};

}  // namespace netkeel
