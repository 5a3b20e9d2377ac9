# All tests, or those that are named. Of all, what is concurrent runs first under ThreadSanitizer (few targets, no gRPC),
# then everything under AddressSanitizer and UndefinedBehaviorSanitizer; the last lines are ctest's summary.

# Lanes, tasks, views, relays, keys: what runs in several threads of our own. gRPC itself is not instrumented, so it stays out.
under_tsan=(platform_base_test platform_store_test platform_stream_test platform_kafka_test platform_seal_test platform_metrics_test)

# zwk_test [--faults] [NAME...] [CTEST ARGUMENTS]
zwk_test() {
  if [ "${1:-}" = --faults ]; then # what survives faults, in its long form: many tries, three brokers killed in turn
    shift
    export ZWK_LONG_FAULTS=1
    [ $# -gt 0 ] || set -- -L fault
  fi
  install_for build run kafka test
  if [ $# -gt 0 ] && [[ $1 != -* ]]; then
    test_named "$@"
    return
  fi
  if [ $# -eq 0 ]; then
    build_preset tsan "${under_tsan[@]}"
    say "what is concurrent, under TSan"
    TSAN_OPTIONS="halt_on_error=1 suppressions=$ZWK_ROOT/tests/support/tsan.supp" run_tests tsan "${under_tsan[@]}" || fail "the TSan run"
  fi
  build_preset dev
  say "all tests, under ASan and UBSan"
  ctest --test-dir build/dev --output-on-failure --parallel "$(nproc)" "$@" # what must not run beside another says so by a lock
}

# Builds what the named tests need and nothing else, and runs them.
test_named() { # NAME... [CTEST ARGUMENTS]
  local -a names=() chosen tests files
  while [ $# -gt 0 ] && [[ $1 != -* ]]; do
    names+=("$1")
    shift
  done
  configure_preset dev
  ninja -C build/dev --quiet build.ninja || fail "configuring the dev build" # when a test came or went
  mapfile -t chosen < <(python3 deploy/local/choose_tests.py build/dev "${names[@]}")
  [ ${#chosen[@]} -gt 0 ] || exit 2 # it has said why
  mapfile -t tests < <(printf '%s\n' "${chosen[@]}" | sed -n 's/^test //p')
  mapfile -t files < <(printf '%s\n' "${chosen[@]}" | sed -n 's/^file //p')
  [ ${#files[@]} -eq 0 ] || build_preset dev "${files[@]}"
  say "testing: ${tests[*]}"
  run_tests dev "${tests[@]}" -- "$@"
}

# run_tests PRESET TEST... [-- CTEST ARGUMENTS]
run_tests() {
  local preset=$1 names=''
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    names+=${names:+|}$1
    shift
  done
  [ $# -eq 0 ] || shift
  ctest --test-dir "build/$preset" --output-on-failure --parallel "$(nproc)" -R "^($names)\$" "$@"
}
