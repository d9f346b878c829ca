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

/// The file that a wish goes to; "" where its request is something else than a write of one.
std::string FileOf(const Tunable& tunable, const Look& look, const Address& address,
                   const Wish& wish) {
  const State& values = look.observed.values;
  const Change change{address, values.at(address), wish.value};
  const auto steps = tunable.MakeSteps(look.devices.at(address.device), {change}, values);
  const bool is_file = steps.size() == 1 && steps.front().object.starts_with('/');
  return is_file ? steps.front().object : "";
}

/// Who writes each file; wishes whose file nobody else can name are left out.
std::map<std::string, std::vector<Writer>> WritersByFile(const Catalog& catalog, const Look& look) {
  std::map<std::string, std::vector<Writer>> writers;
  for (const auto& tunable : catalog) {
    if (!tunable->descriptor().writable) continue;
    for (const auto& [address, wish] : look.desired.wishes) {
      if (address.tunable != tunable->descriptor().name || wish.audit) continue;
      if (!look.observed.values.contains(address)) continue;
      const std::string file = FileOf(*tunable, look, address, wish);
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
