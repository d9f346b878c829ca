# SPDX-License-Identifier: Apache-2.0

# @summary Installs netkeel, places a profile, applies it, and has it applied at every boot
#
# @param profile
#   The profile, as a hash; or give `source`.
# @param source
#   The profile, as a file for Puppet's `file` resource; it is a YAML file.
# @param ensure
#   `absent` removes the profile and disables the units. It does not un-tune the host; a reboot does.
# @param manage_package
#   Whether the package is installed; false for a netkeel that comes otherwise.
# @param package_name
#   The package.
# @param package_ensure
#   As of Puppet's `package` resource.
# @param allow_disruptive
#   Also change what resets a link that carries traffic. Such a setting is held otherwise, and the
#   resource fails.
# @param wait
#   Seconds to wait for interfaces to be there and up.
# @param manage_units
#   Whether the units that apply the profile at every boot, and audit it, are enabled.
#
# @example A hash, for instance from Hiera
#   class { 'netkeel':
#     profile => {
#       'version'    => 1,
#       'extends'    => ['baseline'],
#       'interfaces' => [
#         { 'match' => { 'driver' => 'ixgbe' }, 'rings' => { 'rx' => 'max' } },
#       ],
#     },
#   }
class netkeel (
  Optional[Hash] $profile             = undef,
  Optional[String[1]] $source         = undef,
  Enum['present', 'absent'] $ensure   = 'present',
  Boolean $manage_package             = true,
  String[1] $package_name             = 'netkeel',
  String[1] $package_ensure           = 'installed',
  Boolean $allow_disruptive           = false,
  Integer[0] $wait                    = 0,
  Boolean $manage_units               = true,
) {
  $path = '/etc/netkeel/profile.yaml'
  $units = ['netkeel.service', 'netkeel-early.service', 'netkeel-audit.timer']

  if $ensure == 'present' and ($profile =~ Undef) == ($source =~ Undef) {
    fail('netkeel: give either profile or source')
  }

  if $manage_package {
    package { $package_name:
      ensure => $package_ensure,
      before => File['/etc/netkeel'],
    }
  }

  file { '/etc/netkeel':
    ensure => directory,
    mode   => '0755',
  }

  if $ensure == 'absent' {
    if $manage_units {
      service { $units:
        enable => false,
        before => File[$path],
      }
    }
    file { $path:
      ensure => absent,
    }
  } else {
    $content = $profile ? {
      Undef   => undef,
      default => netkeel::to_yaml($profile),
    }
    file { $path:
      ensure       => file,
      mode         => '0644',
      content      => $content,
      source       => $source,
      validate_cmd => 'netkeel validate %',
    }
    netkeel_profile { $path:
      ensure           => applied,
      allow_disruptive => $allow_disruptive,
      wait             => $wait,
      require          => File[$path],
    }
    if $manage_units {
      service { $units:
        enable  => true,
        require => File[$path],
      }
    }
  }
}
