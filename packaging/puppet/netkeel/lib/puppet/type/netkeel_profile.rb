# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

Puppet::Type.newtype(:netkeel_profile) do
  desc <<-DOC
    @summary Keeps the network receive path of a host as a profile says

    A change is what netkeel says it changed; a second run changes nothing. With `--noop`, netkeel
    is asked what it would do (`netkeel apply --dry-run`), and writes nothing; it is asked about the
    profile that a file resource of that path would place, where there is one.

    The resource fails where the host is not as the profile says in the end, for instance because a
    setting is held that would reset a link which carries traffic. What a waiver of the host's
    `/etc/netkeel/waivers.yaml` excuses is no reason to fail, where the profile is
    `/etc/netkeel/profile.yaml`.

    @example Apply a profile that is there
      netkeel_profile { '/etc/netkeel/profile.yaml':
        ensure => applied,
      }

    @example Fail where a host differs from a shipped profile
      netkeel_profile { 'multicast-feed':
        ensure => audited,
      }
  DOC

  newproperty(:ensure) do
    desc 'What is wanted: `applied` makes it so, `audited` only compares, and fails where it differs.'

    newvalue(:applied) { provider.apply }
    newvalue(:audited) { provider.differs }

    defaultto :applied

    def retrieve
      provider.state
    end

    def insync?(current)
      current == :as_wanted
    end

    def change_to_s(_current, _wanted)
      provider.changes_to_s
    end
  end

  newparam(:path, namevar: true) do
    desc 'The profile: a file of the host, or the name of a shipped profile.'
  end

  newparam(:allow_disruptive, boolean: true, parent: Puppet::Parameter::Boolean) do
    desc 'Also change what resets a link that carries traffic.'
    defaultto false
  end

  newparam(:wait) do
    desc 'Seconds to wait for interfaces to be there and up.'
    defaultto 0
    munge { |value| Integer(value) }
  end

  newparam(:interfaces, array_matching: :all) do
    desc 'Only these interfaces; all that the profile names otherwise.'
    defaultto { [] }
    munge { |value| [value].flatten }
  end

  autorequire(:file) { [self[:path]] }
  autorequire(:package) { ['netkeel'] }
end
