# Looks for input that breaks a promise of the parsers: libFuzzer from the corpora in tests/fuzz, a while for each target.

packages_fuzz=(clang-19 libclang-rt-19-dev)

# ./zwk fuzz [SECONDS [TARGET...]]
zwk_fuzz() {
  local seconds=${1:-60} target found=0 work
  [[ $seconds =~ ^[0-9]+$ ]] || fail_usage "'./zwk fuzz' takes seconds, not '$seconds'"
  [ $# -gt 0 ] && shift
  install_for build fuzz
  build_preset fuzz fuzzers
  local -a targets=("$@")
  if [ ${#targets[@]} -eq 0 ]; then
    for target in build/fuzz/bin/*_fuzz; do targets+=("$(basename "$target" _fuzz)"); done
  fi
  for target in "${targets[@]}"; do
    [ -x "build/fuzz/bin/${target}_fuzz" ] || fail_usage "there is no fuzz target '$target'"
    work=$ZWK_HOME/fuzz/$target
    mkdir -p "$work/corpus" "$work/found"
    say "fuzzing $target for $seconds s"
    if "build/fuzz/bin/${target}_fuzz" -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 \
      -artifact_prefix="$work/found/" "$work/corpus" "tests/fuzz/corpus/$target" 2>"$work/log"; then
      echo "         $(grep -o 'Done [0-9]* runs.*' "$work/log"), nothing found"
    else
      found=1
      grep -E 'broken:|ERROR: |SUMMARY|Test unit written' "$work/log" | sed 's/^/         /'
    fi
  done
  [ $found = 0 ] || fail "a promise was broken: keep the input in tests/fuzz/corpus, it is then a test"
}
