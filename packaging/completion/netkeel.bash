# SPDX-License-Identifier: Apache-2.0
# bash completion for netkeel(8). Verbs, options and keys are asked of the program itself.

_netkeel_verbs() {
  "$1" --help 2>/dev/null | sed -n '/^verbs:/,/^$/s/^  \([a-z]\+\) .*/\1/p'
}

_netkeel_profiles() {
  local file
  for file in /usr/share/netkeel/profiles/*.yaml /usr/local/share/netkeel/profiles/*.yaml; do
    [[ -e $file ]] && basename "$file" .yaml
  done
}

# What may stand where no option does.
_netkeel_argument() {
  case $2 in
    check | apply | validate)
      COMPREPLY=($(compgen -W "$(_netkeel_profiles)" -- "$cur"))
      _filedir '@(yaml|yml)'
      ;;
    explain)
      COMPREPLY=($(compgen -W "$("$1" explain 2>/dev/null | sed '1d; s/ .*//')" -- "$cur"))
      ;;
    rollback | history)
      COMPREPLY=($(compgen -W "$("$1" history 2>/dev/null | sed '1d; s/ .*//')" -- "$cur"))
      ;;
    capture) _filedir -d ;;
  esac
}

_netkeel() {
  local cur prev words cword split
  _init_completion -s || return
  if ((cword == 1)); then
    COMPREPLY=($(compgen -W "$(_netkeel_verbs "$1") --help --version" -- "$cur"))
    return
  fi
  case $prev in
    -i | --interface) _available_interfaces; return ;;
    --format) COMPREPLY=($(compgen -W "text json yaml junit sarif github prometheus" -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
    --output) _filedir; return ;;
    --root | --state-dir) _filedir -d; return ;;
    --wait | --confirm-within) return ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$(_parse_help "$1" "${words[1]} --help")" -- "$cur"))
  else
    _netkeel_argument "$1" "${words[1]}"
  fi
} &&
  complete -F _netkeel netkeel
