# SPDX-License-Identifier: Apache-2.0
# frozen_string_literal: true

require 'json'

Puppet::Type.type(:netkeel_profile).provide(:netkeel) do
  desc 'Asks the program netkeel for its report as JSON.'

  compliant = ['ok', 'clamped', 'waived'].freeze
  most_lines = 20

  # What the host is: :as_wanted, :drifted, or :unknown where the program or the profile is yet to
  # come, as in a first run with --noop.
  def state
    return :unknown unless program && profile?
    report = @resource[:ensure] == :audited ? ask('check') : ask('apply', '--dry-run')
    raise Puppet::Error, told(report) unless [0, 2].include?(report['exit_code'])
    @before = report
    report['exit_code'].zero? ? :as_wanted : :drifted
  end

  def apply
    raise Puppet::Error, 'netkeel is not installed' unless program
    report = ask('apply')
    @after = report
    raise Puppet::Error, told(report) unless report['exit_code'].zero?
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

  def profile?
    !@resource[:path].include?('/') || File.exist?(@resource[:path])
  end

  # The report of a verb.
  def ask(verb, *options)
    options << '--allow-disruptive' if verb == 'apply' && @resource.allow_disruptive?
    options += ['--wait', @resource[:wait].to_s] if @resource[:wait].positive?
    options += @resource[:interfaces].map { |name| "--interface=#{name}" }
    command = [program, verb, '--format', 'json', *options, @resource[:path]]
    out = Puppet::Util::Execution.execute(command, failonfail: false, combine: false)
    report = JSON.parse(out)
    report['warnings'].each { |warning| Puppet.warning("netkeel: #{warning}") }
    report
  rescue JSON::ParserError
    raise Puppet::Error, "#{command.join(' ')}: exit #{out.exitstatus}, and no report: #{out}"
  end

  # netkeel's own words, and a line for each setting that is not as wanted.
  define_method(:told) do |report|
    findings = report['findings'].reject { |finding| compliant.include?(finding['status']) }
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
