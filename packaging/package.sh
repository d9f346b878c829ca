# SPDX-License-Identifier: Apache-2.0
# What building a .deb and building a .rpm have in common. Sourced by bash after setup.sh.

# project_version: that of CMakeLists.txt.
project_version() {
  sed -n 's/^project(netkeel VERSION \([0-9.]*\).*/\1/p' "$source_dir/CMakeLists.txt"
}

# take_turns DIR: one build at a time below DIR.
take_turns() {
  as_owner mkdir -p "$1"
  exec 9>"$1/lock"
  flock 9
}

# copy_sources DIR: what a package is made of in this tree, as it is now. What has gone from here
# goes from DIR too, but for its folders obj-* and debian.
copy_sources() {
  local list
  list=$(mktemp)
  (cd "$source_dir" && find . \( -path './.?*' -o -path ./build -o -path ./tests \
    -o -name __pycache__ \) -prune -o -type f -print | LC_ALL=C sort) >"$list"
  tar -C "$source_dir" -cf - --no-recursion -T "$list" | as_owner tar -C "$1" -xf -
  (cd "$1" && find . \( -path './obj-*' -o -path ./debian \) -prune -o -type f -print |
    LC_ALL=C sort | comm -23 - "$list" | tr '\n' '\0' | xargs -0r rm -f)
  rm -f "$list"
}

# digest DIR: of the names and contents below it, but for what a build leaves there.
digest() {
  (cd "$1" && find . -path './obj-*' -prune -o -path ./debian -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# unchanged DIR PACKAGE: whether PACKAGE was built from what is in DIR; says where it is.
unchanged() {
  [[ -f $2 && -f $2.sources && $(<"$2.sources") == "$(digest "$1")" ]] && echo "$2"
}

# built DIR PACKAGE: remembers it, and says where it is.
built() {
  digest "$1" | as_owner tee "$2.sources" >/dev/null
  echo "$2"
}

# ccache_at DIR: compile through ccache where there is one, with its cache below DIR unless $CCACHE_DIR
# says where. The builders set HOME to nowhere. What a .deb, a .rpm and an install below another prefix
# have of an object differs in the folder that -ffile-prefix-map takes out of it, and in the language
# of the builder's warnings.
ccache_at() {
  [[ -d /usr/lib/ccache ]] || return 0
  export PATH=/usr/lib/ccache:$PATH CCACHE_DIR=${CCACHE_DIR:-$1/ccache} CCACHE_BASEDIR=$1 CCACHE_NOHASHDIR=1
  export CCACHE_IGNOREOPTIONS='-ffile-prefix-map=*' CCACHE_SLOPPINESS=include_file_ctime,include_file_mtime,locale
}
