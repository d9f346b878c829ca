// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/sources.h"

namespace netkeel {

/// One function a source, each in a file of its name: see CounterSource::read.
void ReadLinks(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadNics(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadNicStandard(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadQueues(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadSockets(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadSoftnet(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadVectors(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadSoftirqs(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadCpus(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadTasks(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadIp(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadGroups(const Kernel& kernel, const CounterScope& scope, Sample& sample);
void ReadSettings(const Kernel& kernel, const CounterScope& scope, Sample& sample);

/// Whether there is something of this name in the scope.
bool HasDevice(const CounterScope& scope, std::string_view name);

}  // namespace netkeel
