// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "host/irq_names.h"

namespace netkeel {

/// A way in which a driver names vectors. In `pattern`, {if} is the interface, {pci} its PCI
/// address, {dev} the last part of its sysfs path, {devid} the number that ends it, {n} the number
/// and {any} any text. `label` may use {n}.
struct NameRow {
  std::string_view driver;  ///< "" for every driver
  std::string_view pattern;
  std::string_view label;
  VectorKind kind;
};

/// Of Linux 6.12's drivers, and of older and newer ones where those differ. The first row that fits
/// counts: a driver's own rows come before those that many drivers share.
std::span<const NameRow> DriverNameRows();
std::span<const NameRow> CommonNameRows();

}  // namespace netkeel
