# SPDX-License-Identifier: Apache-2.0
# What a Debian 12 or 13 needs, for packaging/quickstart and tests/run. Sourced by bash.

build_packages=(
  g++ cmake ninja-build pkg-config
  libyaml-cpp-dev libnl-3-dev libnl-genl-3-dev libsqlite3-dev libspdlog-dev libcli11-dev
  nlohmann-json3-dev libexpected-dev libjs-dygraphs
)

# fail TEXT...: ends the script.
fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# missing_packages NAME...: those that are not installed, one a line.
missing_packages() {
  local name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
      echo "$name"
  done
}

# install_packages NAME...: installs what is missing; does nothing, and needs no root, otherwise.
install_packages() {
  local missing
  command -v dpkg-query >/dev/null || fail "this is not Debian: install what README.md lists"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || fail "must be root to install ${missing[*]}: use sudo $0"
  echo "installing ${#missing[@]} packages: ${missing[*]}"
  apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -qqy --no-install-recommends \
      "${missing[@]}" >/dev/null || fail "apt-get could not install: ${missing[*]}"
}

# as_owner COMMAND...: runs it as the owner of the source tree, so that root leaves no files that
# the owner cannot touch.
as_owner() {
  local owner
  owner=$(stat -c %U "$source_dir")
  if ((EUID == 0)) && [[ $owner != root && $owner != UNKNOWN ]]; then
    runuser -u "$owner" -- "$@"
  else
    "$@"
  fi
}

# configure PRESET OPTION...: with ccache where there is one.
configure() {
  local preset=$1
  shift
  command -v ccache >/dev/null && set -- -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"
  as_owner cmake --preset "$preset" "$@"
}
