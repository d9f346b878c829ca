// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/topics/catalog.h"
#include "model/device.h"
#include "model/value.h"

namespace netkeel {

/// "info", "rings", "channels": also the file name in a captured tree.
const char* ToText(EthtoolTopic topic);

/// "eth0 rings: <the kernel's words for errno>: <its extack text>", the text where there is one.
Error EthtoolError(const std::string& interface, EthtoolTopic topic, int sys_errno,
                   const std::string& text = "");

/// Words to values. What the device does not have is not there.
using Fields = std::map<std::string, Value>;
/// The same in ethtool(8)'s words.
using EthtoolFields = Fields;

/// The number at `word`; null where there is none.
const uint64_t* FindNumber(const Fields& fields, const std::string& word);
/// The same, 0 where there is none.
uint64_t FieldNumber(const Fields& fields, const std::string& word);
/// What is at `word` as text, "" where there is nothing.
std::string FieldText(const Fields& fields, const std::string& word);

/// "queues", "napis": also the file name in a captured tree.
const char* ToText(QueryTopic topic);

/// "netdev/eth0/queues", "host/udp-sockets": the name of a topic where a path is asked.
std::string QueryPath(const std::string& interface, QueryTopic topic);

/// A file to write, and whose it must be at that moment: names of interfaces and numbers of
/// interrupts are given to others.
struct OwnedFile {
  std::string path;
  /// Of the interface whose folder in /sys/class/net it is below. Below /proc/sys/net/*/conf/NAME
  /// 0 means whoever has that name.
  int ifindex = 0;
  std::string action;  ///< below /proc/irq/N: a handler that the interrupt must have
};

/// kNotFound: `file` is another interface's now, which has the ifindex `present`.
Error NotThatInterface(const OwnedFile& file, const std::string& present);

/// kNotFound: the interrupt of `file` has other handlers now, `present`.
Error NotThatInterrupt(const OwnedFile& file, const std::vector<std::string>& present);

/// kPermission where `file` is below an interface or an interrupt and does not say of which.
Result<void> NeedOwner(const OwnedFile& file);

/// Everything netkeel asks of Linux. Const cannot write. Paths are absolute, as on a live system:
/// "/proc/sys/net/core/dev_weight". Errors carry the errno and the kernel's own words.
class Kernel {
 public:
  virtual ~Kernel() = default;

  /// The whole content. kNotFound, kPermission, kUnsupported or kIo.
  virtual Result<std::string> ReadFile(const std::string& path) const = 0;

  /// Entry names without "." and "..", in natural order.
  virtual Result<std::vector<std::string>> ListDirectory(const std::string& path) const = 0;

  /// The canonical absolute path that `path`, a symbolic link, stands for.
  virtual Result<std::string> ResolveLink(const std::string& path) const = 0;

  /// Whether `device` is the same to /sys, where its name comes from, and to the network namespace
  /// of this process, where requests by its ifindex go. kForeign where it is not.
  virtual Result<void> CheckNamespace(const Device& device) const = 0;

  /// kUnsupported where driver or kernel has no such operation, kNotFound where the device is gone.
  virtual Result<EthtoolFields> EthtoolGet(const Device& device, EthtoolTopic topic) const = 0;

  /// Of an interface, or of the host (kHostDevice). kUnsupported where the kernel has no such list
  /// (of queues before Linux 6.8), or not of that.
  virtual Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic) const = 0;

  /// What the server behind a unix stream socket answers to `question`, asked with our credentials.
  /// `path` is that of a file, or "@name" in the abstract namespace. Nothing may be asked that
  /// makes the server change anything. kNotFound where nobody listens, or neither root nor we,
  /// kBusy after a second of silence.
  virtual Result<std::string> AskSocket(const std::string& path,
                                        const std::string& question) const = 0;

  /// Lets time pass: between a look and the next, never instead of one.
  virtual void Pause(std::chrono::milliseconds time) const = 0;

  /// One write(2) of `content` at offset 0; the file is never created. kNotFound where it is not
  /// its owner's any more, kPermission where an owner is needed and not named.
  virtual Result<void> WriteFile(const OwnedFile& file, const std::string& content) = 0;

  /// One request that changes only the fields named. The kernel's extack text is in the error, or
  /// is the value where Linux did as asked and warns; "" where it says nothing.
  virtual Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                         const EthtoolFields& fields) = 0;
};

}  // namespace netkeel
