// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netkeel {

/// One line of /proc/interrupts that has a number and a handler.
struct InterruptLine {
  unsigned irq = 0;
  std::string chip;                  ///< "PCI-MSIX-0000:01:00.0 0-edge", "Hyper-V PCIe MSI 27-edge"
  std::vector<std::string> actions;  ///< handlers' names; more than one on a shared line
};

/// Every numbered line, in order. The header tells how many counters a line has (offline CPUs have
/// none), so that a chip may begin with digits; chip and hardware number may hold blanks.
std::vector<InterruptLine> ParseInterrupts(std::string_view text);

/// Whether `text` holds the PCI address `pci` as a whole: not as a part of a longer domain.
bool MentionsPci(std::string_view text, std::string_view pci);

}  // namespace netkeel
