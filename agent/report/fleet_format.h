// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/report.h"
#include "report/view.h"

namespace netkeel {

/// What the audit of one capture came to.
struct AuditedHost {
  std::string root;
  Report report;
};

/// How the audit of one host ended, in numbers.
struct HostTally {
  std::map<Status, size_t> findings;
  ExitCode exit_code = ExitCode::kAsWanted;
};

/// All that is kept of hosts that are written.
struct FleetTotals {
  std::map<Status, size_t> findings;         ///< of all hosts
  std::map<ExitCode, size_t> endings;        ///< how many hosts ended with it
  std::vector<std::string> warnings;         ///< of the profile and the waivers, each once
  ExitCode exit_code = ExitCode::kAsWanted;  ///< 1 where a host's is 1, else 2 where one's is

  void Add(const HostTally& tally);
};

/// A host as a format writes it.
struct HostPiece {
  std::string text;
  size_t results = 0;                          ///< SARIF: results in `text`
  std::map<std::string, std::string> rules{};  ///< SARIF: their rules, with a line of help
  std::vector<std::string> errors{};           ///< SARIF: why it could not be audited
  std::vector<std::string> warnings{};         ///< SARIF: what its operator should know besides
};

/// A document on many hosts, written piece by piece, so that it can have any length.
class FleetFormat {
 public:
  virtual ~FleetFormat() = default;

  /// What stands before the first host.
  virtual std::string Head() const = 0;

  /// A host as it is written, but for what depends on the hosts before it. Several threads at a
  /// time call it.
  virtual HostPiece Render(const AuditedHost& host) const = 0;

  /// What is written of the next host, in the order of the command line.
  virtual std::string Take(HostPiece piece) { return std::move(piece.text); }

  /// What stands behind the last host.
  virtual std::string Tail(const FleetTotals& totals) = 0;
};

/// What a document on many hosts is made for.
struct FleetView {
  std::string profile;
  std::vector<std::string> roots;
  bool verbose = false;
  Terminal terminal{};
};

/// A line a host, what is amiss on those that are not as wanted where `verbose`, and a summary.
std::unique_ptr<FleetFormat> TextFleet(const FleetView& view);

/// The document of schemas/fleet.schema.json, and the same as block YAML.
std::unique_ptr<FleetFormat> JsonFleet(const FleetView& view);
std::unique_ptr<FleetFormat> YamlFleet(const FleetView& view);

/// A test suite a host; the counts are those of the suites.
std::unique_ptr<FleetFormat> JunitFleet(const FleetView& view);

/// One run with the results of all hosts, at most as many as GitHub takes: the others are counted.
std::unique_ptr<FleetFormat> SarifFleet(const FleetView& view);

/// The lines of each host, one host after another.
std::unique_ptr<FleetFormat> GithubFleet(const FleetView& view);

}  // namespace netkeel
