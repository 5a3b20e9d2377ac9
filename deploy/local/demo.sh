# The demo: a city runs its loop. Every step goes through the services' own RPCs (zwkctl apply), every id is derived
# from a name, so a second run on the same data answers what is there and writes the same documents.

documents=$ZWK_HOME/documents
keeper=0 # the process that starts again what has ended; 0: none

zwk_demo() {
  local stay=1 started=1
  local -a rest=()
  while [ $# -gt 0 ]; do
    if [ "$1" = --exit ]; then stay=0; else rest+=("$1"); fi
    shift
  done
  take_arguments ${rest[@]+"${rest[@]}"}
  install_for build run $(needs_of_bus)
  build_preset "$ZWK_PRESET" "${services[@]}" zwkctl
  build_room

  (umask 077 && mkdir -p "$state")
  choose_bus
  if platform_runs; then
    started=0
    say "the platform runs already and will be left running"
  else
    say "starting Redis,$([ -z "$(needs_of_bus)" ] || echo " Kafka,") four services and the edge"
    trap 'stop_demo' EXIT
    trap 'exit 130' INT TERM
    platform_up
    keep_running &
    keeper=$!
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
    wait "$keeper" || fail "something does not come up again"
  fi
  trap - EXIT
  stop_demo || fail "not everything stopped cleanly"
  say "stopped; the data stays in $state"
}

# A process that ends while the demo runs is started again, and that is said: nothing acknowledged is lost by it.
keep_running() {
  local name
  while sleep 1; do
    for name in "${processes[@]}"; do
      if ! runs "$name"; then
        say "$name has ended (log: $run/$name.log): starting it again"
        platform_up
      fi
    done
  done
}

stop_demo() {
  if [ "$keeper" != 0 ]; then kill "$keeper" 2>/dev/null || true; fi
  platform_down
}
