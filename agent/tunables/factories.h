// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "tunables/tunable.h"

namespace netkeel {

/// One a tunable, each defined in the tunable's own file: a forgotten source file is a link error.
std::unique_ptr<const Tunable> MakeSysctl();
std::unique_ptr<const Tunable> MakeInterfaceSysctl();
std::unique_ptr<const Tunable> MakeCpuIsolation();
std::unique_ptr<const Tunable> MakeBoot();
std::unique_ptr<const Tunable> MakeModules();
std::unique_ptr<const Tunable> MakeDriver();
std::unique_ptr<const Tunable> MakeCpuFreq();
std::unique_ptr<const Tunable> MakeIrqDefault();
std::unique_ptr<const Tunable> MakeWorkqueue();
std::unique_ptr<const Tunable> MakeKsoftirqd();
std::unique_ptr<const Tunable> MakeChannels();
std::unique_ptr<const Tunable> MakeRings();
std::unique_ptr<const Tunable> MakePower();
std::unique_ptr<const Tunable> MakePause();
std::unique_ptr<const Tunable> MakeCoalesce();
std::unique_ptr<const Tunable> MakeFeatures();
std::unique_ptr<const Tunable> MakePrivateFlags();
std::unique_ptr<const Tunable> MakeFlowHash();
std::unique_ptr<const Tunable> MakeRss();
std::unique_ptr<const Tunable> MakeNtuple();
std::unique_ptr<const Tunable> MakeLink();
std::unique_ptr<const Tunable> MakeNapi();
std::unique_ptr<const Tunable> MakeNapiSet();
std::unique_ptr<const Tunable> MakeNapiThreads();
std::unique_ptr<const Tunable> MakeQueues();
std::unique_ptr<const Tunable> MakeIrqAffinity();

}  // namespace netkeel
