# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require 'yaml'

# @summary A profile as the YAML that netkeel reads
Puppet::Functions.create_function(:'netkeel::to_yaml') do
  # @param profile the profile
  # @return [String] YAML
  # @example
  #   netkeel::to_yaml({ 'version' => 1 })
  dispatch :to_yaml do
    param 'Hash', :profile
    return_type 'String'
  end

  def to_yaml(profile)
    profile.to_yaml
  end
end
