# The goals that are measured: interleaved rounds on the release build, against the real parts.

zwk_bench() {
  install_for build run
  build_preset release zwk_bench
  ZWK_RUN=$run build/release/bin/zwk_bench "$@"
}
