#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The audit that an operator would write with sysctl, ethtool and cat.
# usage: operator.sh INTERFACE SYSCTL...
interface=$1
shift
for key in "$@"; do
  echo "$key $(sysctl -n "$key" 2>/dev/null)"
done
rx=$(ethtool -g "$interface" 2>/dev/null | awk '/^Current/ {now = 1} now && /^RX:/ {print $2}')
tx=$(ethtool -g "$interface" 2>/dev/null | awk '/^Current/ {now = 1} now && /^TX:/ {print $2}')
combined=$(ethtool -l "$interface" 2>/dev/null |
  awk '/^Current/ {now = 1} now && /^Combined:/ {print $2}')
echo "rx $rx tx $tx combined $combined"
folder=/sys/class/net/$interface/device/msi_irqs
[ -d "$folder" ] || folder=/sys/class/net/$interface/device/../msi_irqs
for irq in $(ls "$folder" 2>/dev/null); do
  name=$(cat "/sys/kernel/irq/$irq/actions")
  echo "$name $(cat "/proc/irq/$irq/smp_affinity_list") $(cat "/proc/irq/$irq/effective_affinity_list")"
done
