// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/report.h"

namespace netkeel {

/// How loud a format with levels says a finding.
enum class Severity {
  kNone,     ///< as wanted
  kNote,     ///< waived
  kWarning,  ///< not as wanted, and time, a reboot or a permission would help, or nothing will
  kError,    ///< drift, conflict, or not to be judged
};

Severity SeverityOf(const Finding& finding);

/// "drift: wanted max (4096), actual 512: reason; setting it resets the link", on one line, safe to
/// print. Says by whom it is waived.
std::string FindingText(const Finding& finding);

/// "netops until 2027-01-31: firmware drops frames"; "" where it is not waived.
std::string WaivedText(const Finding& finding);

}  // namespace netkeel
