# SPDX-License-Identifier: Apache-2.0
# Tests that are commands: a line for each, and the sums. Sourced by bash.
passed=0 failed=0 skipped=0

# verdict NAME COMMAND...: one test; its output is shown only when it fails.
verdict() {
  local name=$1 output start=$SECONDS
  shift
  if output=$("$@" 2>&1); then
    printf 'ok      %3d s  %s\n' $((SECONDS - start)) "$name"
    passed=$((passed + 1))
  else
    printf 'FAILED  %3d s  %s\n' $((SECONDS - start)) "$name"
    sed 's/^/        /' <<<"$output"
    failed=$((failed + 1))
  fi
}

# finish: the last line, which tests/run adds up, and the end.
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  exit $((failed > 0))
}
