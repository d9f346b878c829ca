// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// Another kernel, to be looked at: reads go through and writes are kPermission. What a decorator
/// does otherwise, it overrides.
class ReadOnlyKernel : public Kernel {
 public:
  Result<std::string> ReadFile(const std::string& path) const override {
    return inner_.ReadFile(path);
  }
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override {
    return inner_.ListDirectory(path);
  }
  Result<std::string> ResolveLink(const std::string& path) const override {
    return inner_.ResolveLink(path);
  }
  Result<void> CheckNamespace(const Device& device) const override {
    return inner_.CheckNamespace(device);
  }
  Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const override {
    return inner_.EthtoolGet(device, topic);
  }
  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const override {
    return inner_.Query(device, topic);
  }
  Result<std::string> AskSocket(const std::string& path,
                                const std::string& question) const override {
    return inner_.AskSocket(path, question);
  }
  void Pause(std::chrono::milliseconds time) const override { inner_.Pause(time); }

  Result<void> WriteFile(const OwnedFile& file, const std::string& /*content*/) override {
    return Refused(file.path);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& /*fields*/) override {
    return Refused(device.name + ' ' + ToText(topic));
  }

 protected:
  /// `inner` must outlive it. `who` does not write: "a capture".
  ReadOnlyKernel(const Kernel& inner, const char* who) : inner_(inner), who_(who) {}

  const Kernel& inner() const { return inner_; }

 private:
  tl::unexpected<Error> Refused(const std::string& where) const {
    return Fail(ErrorCode::kPermission, where + ": " + who_ + " does not write");
  }

  const Kernel& inner_;
  const char* who_;
};

}  // namespace netkeel
