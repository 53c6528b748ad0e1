# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For sourcing by bash: long runs of the fuzz targets under libFuzzer.
# shellcheck shell=bash

# What a run found out, from the last words of libFuzzer.
read_fuzz_log() {
  local runs features
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$1" | tail -n 1)
  features=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\) .*/\1 edges, \2 features/p' \
    "$1" | tail -n 1)
  printf '%s runs, %s' "${runs:-no}" "${features:-no coverage}"
}

# fuzz_one DIRECTORY TARGET SECONDS: what is new of interest stays in
# DIRECTORY/corpus, an input that ends the target in DIRECTORY/found.
fuzz_one() {
  local directory=$1 target=$2 seconds=$3 log status leaks=1
  local corpus=$directory/corpus/$target found=$directory/found
  mkdir -p "$corpus" "$found"
  log=$directory/meson-logs/fuzz-$target.txt
  # GLib leaves its old table behind when it has 2048 quarks, as it has there.
  [[ $target != server && $target != twilio ]] || leaks=0
  ASAN_OPTIONS=detect_leaks=$leaks \
    nice "$directory/tests/fuzz/fuzz-$target" -max_total_time="$seconds" \
    -detect_leaks="$leaks" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$found/$target-" \
    "$corpus" "tests/data/fuzz/$target" >"$log" 2>&1 </dev/null
  status=$?
  if ((status == 0)); then
    say "ok    fuzz-$target: $(read_fuzz_log "$log")"
    return 0
  fi
  say "FAIL  fuzz-$target: $(read_fuzz_log "$log")"
  grep -E -m 4 'ERROR|SUMMARY|CRITICAL|WARNING|runtime error' "$log" \
    | sed 's/^/    | /'
  say "    | the input is in $found/"
  return 1
}

# fuzz_all DIRECTORY SECONDS [TARGET...]: the last line is the count.
fuzz_all() {
  local directory=$1 seconds=$2 target passed=0 failed=0
  shift 2
  (($#)) || set -- $(printf '%s\n' "$directory"/tests/fuzz/fuzz-* \
    | sed -n 's/.*\/fuzz-\([a-z]*\)$/\1/p')
  for target in "$@"; do
    if fuzz_one "$directory" "$target" "$seconds"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
    fi
  done
  say
  say "$passed passed, $failed failed"
  ((passed > 0 && failed == 0))
}
