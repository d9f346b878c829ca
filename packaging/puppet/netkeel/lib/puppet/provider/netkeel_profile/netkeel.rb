# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require 'json'
require 'tempfile'

Puppet::Type.type(:netkeel_profile).provide(:netkeel) do
  desc 'Asks the program netkeel for its report as JSON.'

  compliant = ['ok', 'clamped', 'waived'].freeze
  most_lines = 20

  # What the host is: :as_wanted, :drifted, or :unknown where the program or the profile is yet to
  # come, as in a first run with --noop.
  def state
    return :unknown unless program
    with_profile do |path|
      return :unknown unless path
      @before = @resource[:ensure] == :audited ? ask('check', path) : ask('apply', path, '--dry-run')
      raise Puppet::Error, told(@before) unless [0, 2].include?(@before['exit_code'])
      @before['exit_code'].zero? || only_waived?(path) ? :as_wanted : :drifted
    end
  end

  # An apply knows no waivers: what it leaves is judged by a check.
  def apply
    raise Puppet::Error, 'netkeel is not installed' unless program
    @after = ask('apply', @resource[:path])
    return if @after['exit_code'].zero?
    raise Puppet::Error, told(@after) unless @after['exit_code'] == 2
    left = amiss(ask('check', @resource[:path]))
    return if left.empty?
    said = amiss(@after).to_h { |finding| [finding['address'], finding] }
    raise Puppet::Error, told(@after.merge('findings' => left.map { |f| said[f['address']] || f }))
  end

  def differs
    raise Puppet::Error, @before ? told(@before) : "there is no #{@resource[:path]} or no netkeel"
  end

  def changes_to_s
    return 'applied' unless @after || @before
    changes = @after ? @after['changes'] : @before.fetch('plan', []).flat_map { |s| s['changes'] }
    changes.map { |c| "#{c['address']} #{c['before'] || '?'} -> #{c['after']}" }.join(', ')
  end

  private

  def program
    @program ||= Puppet::Util.which('netkeel') ||
                 ['/usr/sbin/netkeel', '/usr/local/sbin/netkeel'].find { |path| File.executable?(path) }
  end

  # Whether there is nothing to write, and a waiver for all that is not as wanted.
  def only_waived?(path)
    @resource[:ensure] == :applied && @before.fetch('plan', []).empty? &&
      ask('check', path)['exit_code'].zero?
  end

  # Yields what to ask about: a shipped profile, or the file; with noop, in place of the old file, the
  # new one that a resource would place there. Nil where there is none.
  def with_profile
    path = @resource[:path]
    file = @resource.noop? && @resource.catalog && @resource.catalog.resource(:file, path)
    text = file && (file.parameter(:source) || file.parameter(:content))
    return yield(!path.include?('/') || File.exist?(path) ? path : nil) unless text
    Tempfile.create(['netkeel', '.yaml']) do |new|
      text.write(new)
      new.close
      yield new.path
    end
  end

  # The report of a verb; it tells of the resource's profile, wherever that lies.
  def ask(verb, path, *options)
    options << '--allow-disruptive' if verb == 'apply' && @resource.allow_disruptive?
    options += ['--wait', @resource[:wait].to_s] if @resource[:wait].positive?
    options += @resource[:interfaces].map { |name| "--interface=#{name}" }
    options += ['--waivers', waivers] if verb == 'check' && waivers
    command = [program, verb, '--format', 'json', *options, path]
    out = Puppet::Util::Execution.execute(command, failonfail: false, combine: false)
    report = JSON.parse(out.gsub(path.to_json[1..-2], @resource[:path].to_json[1..-2]))
    report['warnings'].each { |warning| Puppet.warning("netkeel: #{warning}") }
    report
  rescue JSON::ParserError
    raise Puppet::Error, "#{command.join(' ')}: exit #{out.exitstatus}, and no report: #{out}"
  end

  # They belong to the host's own profile.
  def waivers
    path = '/etc/netkeel/waivers.yaml'
    path if @resource[:path] == '/etc/netkeel/profile.yaml' && File.exist?(path)
  end

  define_method(:amiss) do |report|
    report['findings'].reject { |finding| compliant.include?(finding['status']) }
  end

  # netkeel's own words, and a line for each setting that is not as wanted.
  define_method(:told) do |report|
    findings = amiss(report)
    lines = findings.first(most_lines).map { |finding| line_of(finding) }
    lines << "and #{findings.size - most_lines} more" if findings.size > most_lines
    ["not as #{@resource[:path]} says", *report['messages'], *lines].join("\n  ")
  end

  def line_of(finding)
    line = "#{finding['address']}: #{finding['status']}, wanted #{finding['wanted']}"
    line += ", actual #{finding['actual']}" if finding['actual']
    line += ": #{finding['reason']}" unless finding['reason'].empty?
    line += " (#{finding['source']})" if finding['source']
    line
  end
end
