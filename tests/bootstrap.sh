# SPDX-License-Identifier: Apache-2.0
# Debians in folders and archives, from where this machine's own apt gets its packages. Sourced by
# bash.

# machine_mirror: the archive that apt uses, in whichever format it is configured.
machine_mirror() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' 'Origin: Debian' |
    awk '$2 !~ /-/ { print $1; exit }'
}

# machine_apt_options: how it is reached.
machine_apt_options() {
  apt-config dump | grep -E '^Acquire::(https?::|Check-)' || true
}

# bootstrap SUITE TARGET OPTIONS...: mmdebstrap's. SUITE-backports is SUITE with newer packages
# wherever backports has them.
bootstrap() {
  local suite=${1%-backports} wanted=$1 target=$2 mirror options status=0
  shift 2
  mirror=$(machine_mirror)
  [[ $mirror || $wanted == "$suite" ]] ||
    { echo "apt of this machine names no Debian mirror" >&2; return 1; }
  options=$(mktemp)
  machine_apt_options >"$options"
  local sources=(${mirror:+"$mirror"})
  if [[ $wanted != "$suite" ]]; then
    echo "APT::Default-Release \"$wanted\";" >>"$options"
    sources=("deb $mirror $suite main" "deb $mirror $wanted main")
  fi
  mmdebstrap --mode=root --aptopt="$options" "$@" "$suite" "$target" "${sources[@]}" || status=1
  rm "$options"
  return "$status"
}
