# SPDX-License-Identifier: Apache-2.0
class { 'netkeel':
  wait    => 30,
  profile => {
    'version'    => 1,
    'name'       => 'feed',
    'extends'    => ['baseline'],
    'host'       => { 'sysctl' => { 'net.core.netdev_budget' => 600 } },
    'interfaces' => [
      { 'match' => { 'driver' => 'ixgbe' }, 'optional' => true, 'rings' => { 'rx' => 'max' } },
    ],
  },
}
