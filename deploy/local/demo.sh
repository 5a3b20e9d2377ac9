# The demo: a city runs its loop. Every step goes through the services' own RPCs (zwkctl apply), every id is derived
# from a name, so a second run on the same data answers what is there and writes the same documents.

documents=$ZWK_HOME/documents

zwk_demo() {
  local stay=1 started=1
  local -a rest=()
  while [ $# -gt 0 ]; do
    if [ "$1" = --exit ]; then stay=0; else rest+=("$1"); fi
    shift
  done
  take_port ${rest[@]+"${rest[@]}"}
  install_for build run
  build_preset "$ZWK_PRESET" "${services[@]}" zwkctl

  if platform_runs; then
    started=0
    say "the platform runs already and will be left running"
  else
    say "starting Redis, four services and the edge"
    trap 'platform_down || true' EXIT
    trap 'exit 130' INT TERM
    platform_up
  fi

  local municipality
  for municipality in bremerhaven moorsum; do
    say "$municipality: the loop, step by step"
    platform_ctl apply deploy/demo/"$municipality"/*.jsonl --municipality "$municipality" \
      --documents "$documents/$municipality" || fail "the demo of $municipality"
  done

  say "documents:"
  find "$documents" -type f | sort | sed 's/^/         /'
  say "page: $(platform_page)"
  [ $started = 1 ] || return 0
  if [ $stay = 1 ]; then
    say "the services run until Ctrl-C"
    trap 'say "stopping"; exit 0' INT TERM
    while platform_runs; do sleep 1; done
    fail "a service has ended: $(zwk_status | grep 'does not run' | tr '\n' ' ')"
  fi
  trap - EXIT
  platform_down || fail "not everything stopped cleanly"
  say "stopped; the data stays in $state"
}
