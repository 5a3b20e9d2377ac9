# The goals that are measured: interleaved rounds on the release build, against the real parts.

zwk_bench() {
  if [ "${1:-}" = forecast ]; then
    shift
    bench_forecast "$@"
    return
  fi
  if [ "${1:-}" = search ]; then
    shift
    install_for build
    build_preset release zwk_search_bench
    build/release/bin/zwk_search_bench "$@"
    return
  fi
  install_for build run
  if [ "${1:-}" = growth ]; then
    shift
    build_preset release participation zwkctl
    python3 -B tests/bench/growth.py build/release/bin "$@"
    return
  fi
  if [ "${1:-}" = participation ]; then
    build_preset release zwk_participation_bench
    build/release/bin/zwk_participation_bench
    return
  fi
  if [ "${1:-}" = kafka ]; then
    install_for kafka
    build_preset release zwk_kafka_bench
    (mkdir -p "$run" && TMPDIR=$run build/release/bin/zwk_kafka_bench) # where an fsync costs what it costs
    return
  fi
  build_preset release zwk_bench
  ZWK_RUN=$run build/release/bin/zwk_bench "$@"
}

# The forecasting engine beside its own scalar build and the same model in numpy and R.
bench_forecast() {
  install_for build peers
  build_preset release zwk_forecast_bench
  ZWK_PEERS=$ZWK_ROOT/tests/bench/peers ZWK_PEER_PYTHON=$venv/bin/python build/release/bin/zwk_forecast_bench "$@"
}
