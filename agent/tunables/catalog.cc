// SPDX-License-Identifier: Apache-2.0
#include "tunables/factories.h"
#include "tunables/tunable.h"

namespace netkeel {
namespace {

void AddOfHost(Catalog& catalog) {
  catalog.push_back(MakeSysctl());
  catalog.push_back(MakeCpuIsolation());
  catalog.push_back(MakeBoot());
  catalog.push_back(MakeModules());
  catalog.push_back(MakeCpuFreq());
  // Interrupts that a reset requests anew start there.
  catalog.push_back(MakeIrqDefault());
  catalog.push_back(MakeWorkqueue());
  catalog.push_back(MakeKsoftirqd());
}

void AddOfInterfaces(Catalog& catalog) {
  catalog.push_back(MakeDriver());
  // A device that is suspended answers no request.
  catalog.push_back(MakePower());
  // While the link is up: while it is down, as behind any reset, ixgbe tells no pause, and Linux
  // takes a wish for none as met and asks the driver for nothing (ethnl_set_pause, Linux 6.12).
  catalog.push_back(MakePause());
  // Channels give the device new interrupts and queues; rings may reset it; both come before what
  // a reset or a new queue would undo.
  catalog.push_back(MakeChannels());
  catalog.push_back(MakeRings());
  // An MTU below 1280 takes IPv6 from the interface, and its sysctls with it.
  catalog.push_back(MakeLink());
  catalog.push_back(MakeInterfaceSysctl());
  catalog.push_back(MakePrivateFlags());
  catalog.push_back(MakeFeatures());
  catalog.push_back(MakeCoalesce());
  // The fields first: a symmetric input transformation is refused while they are not symmetric.
  catalog.push_back(MakeFlowHash());
  catalog.push_back(MakeRss());
  // Contexts that rules lead to are RSS tables.
  catalog.push_back(MakeNtuple());
  // What is written for all NAPIs goes before what each is given; features and resets make them.
  catalog.push_back(MakeNapi());
  catalog.push_back(MakeNapiSet());
  // Those make the threads, and resets make them anew.
  catalog.push_back(MakeNapiThreads());
  catalog.push_back(MakeQueues());
  catalog.push_back(MakeIrqAffinity());
}

}  // namespace

Catalog MakeCatalog() {
  Catalog catalog;
  AddOfHost(catalog);
  AddOfInterfaces(catalog);
  return catalog;
}

const std::vector<Descriptor>& Descriptors() {
  static const std::vector<Descriptor> kAll = [] {
    std::vector<Descriptor> descriptors;
    for (const auto& tunable : MakeCatalog()) descriptors.push_back(tunable->descriptor());
    return descriptors;
  }();
  return kAll;
}

const Descriptor* FindDescriptor(std::string_view tunable) {
  for (const Descriptor& descriptor : Descriptors()) {
    if (descriptor.name == tunable) return &descriptor;
  }
  return nullptr;
}

std::optional<Family> FamilyOf(std::string_view tunable) {
  const Descriptor* const descriptor = FindDescriptor(tunable);
  return descriptor == nullptr ? std::nullopt : std::optional(descriptor->family);
}

}  // namespace netkeel
