// SPDX-License-Identifier: Apache-2.0
// Makes a manual page or a completion from its template, while netkeel is built; not installed.
#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/document/documents.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: netkeel-document TEMPLATE OUTPUT\n";
    return 1;
  }
  std::ifstream in(argv[1]);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) {
    std::cerr << argv[1] << ": cannot be read\n";
    return 1;
  }
  const auto filled = netkeel::FillTemplate(text, netkeel::Parts());
  if (!filled) {
    std::cerr << argv[1] << ": " << filled.error().message << '\n';
    return 1;
  }
  std::ofstream out(argv[2]);
  out << *filled << std::flush;
  if (!out) std::cerr << argv[2] << ": cannot be written\n";
  return out ? 0 : 1;
}
