# All tests. What is concurrent runs first under ThreadSanitizer (few targets, no gRPC), then everything under
# AddressSanitizer and UndefinedBehaviorSanitizer; the last lines are ctest's summary.

# Lanes, tasks, views, keys: what runs in several threads of our own. gRPC itself is not instrumented, so it stays out.
under_tsan=(platform_base_test platform_store_test platform_stream_test platform_seal_test platform_metrics_test)

zwk_test() {
  install_for build run test
  if [ $# -eq 0 ]; then
    build_preset tsan "${under_tsan[@]}"
    say "what is concurrent, under TSan"
    TSAN_OPTIONS=halt_on_error=1 ctest --test-dir build/tsan --output-on-failure \
      -R "^($(IFS='|' && echo "${under_tsan[*]}"))\$" || fail "the TSan run"
  fi
  build_preset dev
  say "all tests, under ASan and UBSan"
  ctest --test-dir build/dev --output-on-failure "$@"
}
