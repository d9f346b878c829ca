// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace netkeel {

/// An option or argument of a verb, as --help has it.
struct OptionHelp {
  std::vector<std::string> names;    ///< "-i", "--interface"; of an argument none
  std::string value;                 ///< "NAME"; "" for a flag
  std::vector<std::string> choices;  ///< all that it may be, where that can be said
  std::string description;
  std::string standard;  ///< what holds without it; "" where that need not be said
  bool repeats = false;
  bool required = false;
};

struct VerbHelp {
  std::string name;
  std::string description;
  std::string footer;                 ///< "" for none
  std::vector<std::string> examples;  ///< whole command lines
  std::vector<OptionHelp> arguments;  ///< what stands without a dash, in order
  std::vector<OptionHelp> options;    ///< but for hidden ones
};

/// All verbs in the order of --help, from the table that the command line is parsed with.
std::vector<VerbHelp> DescribeVerbs();

}  // namespace netkeel
