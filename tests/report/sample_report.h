// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/report.h"

namespace netkeel {

inline Finding MakeFinding(const Address& address, Status status, const std::string& wanted,
                           const std::string& actual) {
  Finding finding;
  finding.address = address;
  finding.status = status;
  finding.wanted = wanted;
  finding.actual = actual;
  return finding;
}

/// A host sysctl in order, and one card with drift, a held change and a clamped ring.
inline Report SampleReport() {
  Report report;
  report.profile = "/etc/netkeel/profile.yaml";
  report.host = "feed1";
  Device card;
  card.name = "eth0";
  card.driver = "ixgbe";
  card.pci = "0000:03:00.0";
  card.firmware = "0x800006d1";
  card.numa_node = 1;
  card.up = card.carrier = true;
  report.devices = {card};
  report.findings = {
      MakeFinding({kHostDevice, "sysctl", "net.core.dev_weight"}, Status::kOk, "64", "64"),
      MakeFinding({"eth0", "channels", "combined"}, Status::kHeld, "4", "8"),
      MakeFinding({"eth0", "rings", "rx"}, Status::kDrift, "max (4096)", "512"),
      MakeFinding({"eth0", "rings", "tx"}, Status::kClamped, "8192", "4096"),
  };
  report.findings[1].effect = "resets the link";
  report.findings[2].source = {"/etc/netkeel/profile.yaml", 12};
  report.exit_code = ExitCode::kDrift;
  return report;
}

/// As if the held change were waived.
inline Report WaivedReport() {
  Report report = SampleReport();
  Finding& finding = report.findings[1];
  finding.waived = Waived{finding.status, "moves on Monday", "netops", "2027-01-31", {"w.yaml", 3}};
  finding.status = Status::kWaived;
  return report;
}

/// Names that somebody chose in order to break the reader of a report.
inline Report HostileReport() {
  Report report = SampleReport();
  report.host = "a\x1b[31m<b>&\"'%\\";
  report.findings[2].reason = "two\nlines, ]]> and \xff: ::error::%0A";
  report.findings[2].source.file = "a b,c:%d\n.yaml";
  report.warnings = {"w\r\n::stop-commands::x"};
  return report;
}

/// An interface, a driver and a host whose names turn the line round or cannot be seen.
inline Report UnseenReport() {
  Report report = SampleReport();
  report.host = "feed\u202e1";
  report.profile = "p\u2066.yaml";
  report.devices[0].name = "eth\u202e0\xc2\x9b";
  report.devices[0].driver = "ix\u200bgbe\ufeff";
  for (Finding& finding : report.findings) {
    if (finding.address.device != kHostDevice) finding.address.device = report.devices[0].name;
  }
  report.findings[2].actual = "\u061c512\x7f";
  report.messages = {"\u2028done"};
  report.warnings = {"\u2069w"};
  return report;
}

/// One that came to no finding.
inline Report FailedReport() {
  Report report;
  report.profile = "bad.yaml";
  report.messages = {"bad.yaml:2: unknown key 'hots'"};
  report.exit_code = ExitCode::kError;
  return report;
}

}  // namespace netkeel
