# SPDX-License-Identifier: Apache-2.0
# Lanes, their verdicts and their sums. A lane is a function lane_NAME whose log has a last line of
# the form "N passed, N failed, N skipped". Sourced by bash; logs go to $logs.
passed=0 failed=0 skipped=0 table=

# tests_of LOG: "PASSED FAILED SKIPPED" of its last line of that form.
tests_of() {
  sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1 \2 \4/p' "$1" | tail -1
}

# run_lane NAME: in a log of its own; adds to the table and to the sums.
run_lane() {
  local name=$1 log=$logs/$1.log start=$SECONDS status=0 word=ok sums ok bad left_out
  printf '%s ...\n' "$name"
  "lane_$name" >"$log" 2>&1 || status=$?
  read -ra sums < <(tests_of "$log")
  ok=${sums[0]:-0} bad=${sums[1]:-0} left_out=${sums[2]:-0}
  # A lane that ran nothing, or broke off without naming a failure, is itself what failed.
  if ((ok + bad + left_out == 0)); then
    echo "error: $name ran no test (exit $status)" >>"$log"
    bad=1
  elif ((status && !bad)); then
    echo "error: $name ended with exit $status" >>"$log"
    bad=1
  fi
  if [[ ${CI:-} ]] && ((left_out)); then
    echo "error: $left_out tests were skipped, which is no pass in CI" >>"$log"
    bad=$((bad + left_out)) left_out=0
  fi
  if ((bad)); then
    word=FAILED
    echo "---- $log"
    show_failure "$log"
    echo "----"
  elif [[ " bench evidence reliability fuzz " == *" $name "* ]]; then
    cat "$log"
  fi
  table+=$(printf '%-11s  %-6s  %6d  %6d  %7d  %7d' \
    "$name" "$word" "$ok" "$bad" "$left_out" $((SECONDS - start)))$'\n'
  passed=$((passed + ok))
  failed=$((failed + bad))
  skipped=$((skipped + left_out))
}

# show_failure LOG: what failed rather than the whole log, where it can be told apart.
show_failure() {
  local pattern='FAILED|\*\*\*Failed|[Ee]rror:|ERROR:|: Failure|not ok|SUMMARY:|cannot|needs root'
  if (($(wc -l <"$1") <= 120)); then
    cat "$1"
  else
    grep -E -A12 "$pattern" "$1" | head -200
    echo "..."
    tail -30 "$1"
  fi
}

# sum_up: the table and the last line; fails where anything did.
sum_up() {
  printf '\n%-11s  %-6s  %6s  %6s  %7s  %7s\n%s' lane verdict passed failed skipped seconds "$table"
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0))
}
