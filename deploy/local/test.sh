# All tests. What is concurrent runs first under ThreadSanitizer (few targets, no gRPC), then everything under
# AddressSanitizer and UndefinedBehaviorSanitizer; the last lines are ctest's summary.

zwk_test() {
  install_for build run test
  if [ $# -eq 0 ]; then
    build_preset tsan tsan_tests
    say "what is concurrent, under TSan"
    TSAN_OPTIONS=halt_on_error=1 ctest --test-dir build/tsan -L tsan --output-on-failure ||
      fail "the TSan run"
  fi
  build_preset dev
  say "all tests, under ASan and UBSan"
  ctest --test-dir build/dev --output-on-failure "$@"
}
