// SPDX-License-Identifier: Apache-2.0
#include "reconcile/clashes.h"

#include <vector>

namespace netkeel {
namespace {

/// One wish and the file it goes to.
struct Writer {
  const Address* address = nullptr;
  const Wish* wish = nullptr;
};

/// Who writes each file; wishes whose file nobody else can name are left out.
std::map<std::string, std::vector<Writer>> WritersByFile(const Catalog& catalog, const Look& look) {
  std::map<std::string, std::vector<Writer>> writers;
  for (const auto& tunable : catalog) {
    if (!tunable->descriptor().writable) continue;
    for (const auto& [address, wish] : look.desired.wishes) {
      if (address.tunable != tunable->descriptor().name || wish.audit) continue;
      if (!look.observed.values.contains(address)) continue;
      const std::string file =
          tunable->WrittenFile(look.devices.at(address.device), address.key, look.observed.values);
      if (!file.empty()) writers[file].push_back({&address, &wish});
    }
  }
  return writers;
}

const Writer* Against(const std::vector<Writer>& writers, const Writer& one) {
  for (const Writer& other : writers) {
    if (other.wish->value != one.wish->value) return &other;
  }
  return nullptr;
}

}  // namespace

std::map<Address, std::string> FindClashes(const Catalog& catalog, const Look& look) {
  std::map<Address, std::string> clashes;
  for (const auto& [file, writers] : WritersByFile(catalog, look)) {
    for (const Writer& one : writers) {
      const Writer* const other = Against(writers, one);
      if (other == nullptr) continue;
      clashes[*one.address] = file + " is " + ToText(*other->address) + " as well, and " +
                              ToText(other->wish->source) + " wants " + ToText(other->wish->value) +
                              " there; make them equal, or leave one out";
    }
  }
  return clashes;
}

}  // namespace netkeel
