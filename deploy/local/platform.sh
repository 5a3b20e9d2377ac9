# The platform on one machine: Redis on a unix socket, Kafka where it is asked for (--bus=kafka), four services on loopback,
# Envoy in front.
# Every process has a file run/NAME.pid with its pid and start time, so a recycled pid is never taken for ours.

state=$ZWK_HOME/state
run=$ZWK_HOME/run
processes=(redis "${services[@]}" edge)
bus='' # embedded or kafka, as it was said; else as it was before

# --- processes ---

started_at() { # PID: clock ticks since boot, or nothing when it does not run
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  set -- ${stat##*) } # what follows the command's name, which may hold spaces
  [ "$1" = Z ] || echo "${20}"
}

runs() { # NAME
  local pid at
  [ -e "$run/$1.pid" ] || return 1
  read -r pid at <"$run/$1.pid" && [ -n "$at" ] && [ "$(started_at "$pid")" = "$at" ]
}

# Starts NAME in a session of its own: Ctrl-C reaches the script alone, which then stops things in order.
start() { # NAME COMMAND...
  local name=$1
  shift
  # What it writes is for its owner alone.
  (umask 077 && exec setsid "$@" </dev/null >"$run/$name.out" 2>>"$run/$name.log") &
  echo "$! $(started_at $!)" >"$run/$name.pid"
}

# Waits until COMMAND succeeds, as long as NAME runs, at most 60 seconds.
wait_until() { # NAME COMMAND...
  local name=$1 patience=$((SECONDS + 60))
  shift
  until "$@"; do
    runs "$name" || { tail -n 20 "$run/$name.log" "$run/$name.out" >&2; fail "$name ended while starting"; }
    [ $SECONDS -lt $patience ] || { tail -n 20 "$run/$name.log" >&2; fail "$name was not ready within 60 s"; }
    sleep 0.05
  done
}

# Asks all of them to end, waits for each, kills after 20 s what does not, and says so.
stop() { # NAME...
  local name pid at patience=$((SECONDS + 20))
  for name in "$@"; do
    runs "$name" || continue
    read -r pid at <"$run/$name.pid"
    kill -TERM "$pid" 2>/dev/null || true
  done
  for name in "$@"; do
    while runs "$name"; do
      if [ $SECONDS -ge $patience ]; then
        read -r pid at <"$run/$name.pid"
        say "$name does not end: killed (log: $run/$name.log)"
        kill -KILL "$pid" 2>/dev/null || true
        unclean=1
      fi
      sleep 0.05
    done
    rm -f "$run/$name.pid"
  done
}

# --- one by one ---

start_redis() {
  (umask 077 && mkdir -p "$state/redis")
  # A unix socket's path ends at 107 characters; a deep checkout gets one under /tmp.
  local socket=$run/redis.sock
  [ ${#socket} -le 100 ] || socket=$(mktemp -d /tmp/zwk.XXXXXX)/redis.sock
  echo "$socket" >"$run/redis.socket"
  redis_users
  # Durable: OK means fsynced (architecture.md 3.1). No RDB snapshots beside it, the append-only file is the data.
  start redis redis-server --port 0 --unixsocket "$socket" --unixsocketperm 700 --dir "$state/redis" \
    --aclfile "$state/keys/redis/users.acl" --appendonly yes --appendfsync always --no-appendfsync-on-rewrite no --save '' \
    --maxmemory-policy noeviction --maxmemory "${ZWK_MAXMEMORY:-$(half_of_memory)}" --logfile "$state/redis/redis.log"
  wait_until redis redis_answers
}
half_of_memory() { awk '/^MemTotal/ { print int($2 / 2) "kb" }' /proc/meminfo; }
redis_answers() { [ "$(redis_as_operator <<<ping 2>/dev/null)" = PONG ]; }

# Commands on standard input, as the one user who may do everything. The password goes the same way, no argument shows it.
redis_as_operator() {
  { echo "AUTH operator $(cat "$state/keys/redis/operator")" && cat; } | redis-cli -s "$(cat "$run/redis.socket")" | tail -n +2
}

# A user for each service, which may touch what is its own and hear what the others publish, and one for operators. Passwords
# are made once; Redis knows their hashes.
redis_users() {
  local name folder=$state/keys/redis
  (
    umask 077
    mkdir -p "$folder"
    for name in "${services[@]}" operator; do
      [ -s "$folder/$name" ] || od -An -tx1 -v -N32 /dev/urandom | tr -d ' \n' >"$folder/$name"
    done
    {
      # Nobody is this user (reset leaves it off). But as this user Redis reads its own file at a start, and a commit in there that it may not do is
      # left out, with nothing but a line in the log.
      echo 'user default reset ~* &* +@all'
      echo "user operator reset on #$(hash_of "$folder/operator") ~* &* +@all"
      for name in "${services[@]}"; do
        echo "user $name reset on #$(hash_of "$folder/$name") $(redis_keys_of "$name")" \
          "-@all +@read +@write +@scripting +@connection -@dangerous +info +config|get +time$(further_commands_of "$name")"
      done
    } >"$folder/users.acl"
  )
}
# Who destroys a key has the file written anew, so that it is in it no more.
further_commands_of() { if [ "$1" = participation ]; then echo -n ' +bgrewriteaof'; fi; }
hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
redis_keys_of() { # SERVICE
  echo -n "~{*}:$1:* ~{zwk}:epoch"
  local name
  for name in "${services[@]}"; do echo -n " %R~{*}:$name:outbox %R~{*}:$name:*municipalities"; done
  # Keys of people: participation makes and destroys them, reporting opens with them.
  case $1 in
    participation) echo -n ' ~{*}:keys:*' ;;
    reporting) echo -n ' %R~{*}:keys:*' ;;
  esac
}

# One broker, with its data in state/kafka, at the ports it had. The streams are made before any service runs.
start_kafka() {
  local ports=$state/kafka/ports
  (umask 077 && mkdir -p "$state/kafka")
  [ -s "$ports" ] || free_ports 2 >"$ports"
  # shellcheck disable=SC2046
  start kafka "$ZWK_ROOT/deploy/kafka/broker.sh" run "$state/kafka" $(cat "$ports")
  wait_until kafka kafka_listens
  "$ZWK_ROOT/build/$ZWK_PRESET/bin/zwkctl" streams create --kafka "$(kafka_address)" >>"$run/kafka.log" ||
    fail "the streams cannot be made (log: $run/kafka.log)"
}
kafka_address() { echo "127.0.0.1:$(cut -d ' ' -f 1 "$state/kafka/ports")"; }
kafka_listens() { (exec 3<>"/dev/tcp/127.0.0.1/$(cut -d ' ' -f 1 "$state/kafka/ports")") 2>/dev/null; }
free_ports() { # COUNT
  python3 - "$1" <<'PY'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))
PY
}

# Takes what was said, or what was chosen before; says so where that is another one than what runs.
choose_bus() {
  local before
  before=$(cat "$state/bus" 2>/dev/null || echo embedded)
  bus=${bus:-$before}
  if [ "$bus" != "$before" ] && runs participation; then
    fail "the platform runs with --bus=$before: './zwk down' first"
  fi
  echo "$bus" >"$state/bus"
  processes=(redis "${services[@]}" edge)
  [ "$bus" != kafka ] || processes=(redis kafka "${services[@]}" edge)
}
# Before anything else is asked, the processes are those of the bus that was chosen.
if [ "$(cat "$state/bus" 2>/dev/null)" = kafka ]; then processes=(redis kafka "${services[@]}" edge); fi

start_service() { # NAME
  local name=$1
  local -a command
  command_of "$name" "$ZWK_PRESET"
  : >"$run/$name.out"
  start "$name" "${command[@]}"
  wait_until "$name" listens "$name"
  grep '"listening"' "$run/$name.out" | tail -n 1 >"$run/$name.json"
}
# Sets `command`. A service that comes back listens where it listened before, so nobody has to be told.
command_of() { # NAME PRESET
  local name=$1 at metrics
  at=$(address_of "$name" grpc)
  metrics=$(address_of "$name" metrics)
  command=("$ZWK_ROOT/build/$2/bin/$name" --listen "${at:-127.0.0.1:0}" --metrics-listen "${metrics:-127.0.0.1:0}"
    --redis "unix:$(cat "$run/redis.socket")" --redis-user "$name" --redis-password-file "$state/keys/redis/$name" --blob-dir "$state/blobs/$name" --audit-dir "$state/blobs/$name" --archive-dir "$state/archive" --key-file "$state/keys/wrapping.key"
    --dev-identity --reflection $(extras_of "$name"))
  [ "$(cat "$state/bus" 2>/dev/null)" != kafka ] || command+=(--bus kafka --kafka "$(kafka_address)")
}
listens() { grep -qs '"listening"' "$run/$1.out"; }

# What a service asks another one for: published, immutable bulk only.
extras_of() {
  case $1 in
    catalog) echo "--forecasting-address $(address_of forecasting grpc)" ;;
    reporting) echo "--forecasting-address $(address_of forecasting grpc) --catalog-address $(address_of catalog grpc)" ;;
  esac
}

# address_of NAME grpc|metrics: where a service listens, from its own words.
address_of() { sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p" "$run/$1.json" 2>/dev/null || true; }

start_edge() {
  local name set="$run/edge.binpb"
  edge_descriptors "$set"
  edge_openapi "$run/openapi.json"
  local -a clusters=()
  for name in "${services[@]}"; do clusters+=(--cluster "$name=$(address_of "$name" grpc)"); done
  python3 -B deploy/edge/render.py "$run" --listen "127.0.0.1:$edge_port" --descriptors "$set" --services "$(rpc_services)" \
    "${clusters[@]}" --host '*.localhost' --host localhost --host 127.0.0.1 --index-path "$index_path" \
    --first-municipality "$first_municipality" --dev-identity --room "$room" --openapi "$run/openapi.json"
  rm -f "$run/edge.admin"
  start edge "$venv"/lib/python3*/site-packages/envoy/_bin/envoy -c "$run/edge.yaml" --admin-address-path "$run/edge.admin" \
    --disable-hot-restart --concurrency 1 --log-level warning
  wait_until edge edge_listens
}
# Envoy takes a free port where none is given and tells it on its admin address.
edge_listens() {
  [ -s "$run/edge.admin" ] && python3 - "$(cat "$run/edge.admin")" >"$run/edge.address" 2>/dev/null <<'PY'
import json, sys, urllib.request
answer = urllib.request.urlopen(f"http://{sys.argv[1]}/listeners?format=json", timeout=5)
address = json.load(answer)["listener_statuses"][0]["local_address"]["socket_address"]
print(f"{address['address']}:{address['port_value']}")
PY
}

# The messages and HTTP annotations of all services, and the error details, as Envoy's transcoder reads them.
edge_descriptors() { # FILE
  local google
  google=$(echo "$venv"/lib/python3*/site-packages)
  protoc -I proto -I "$google" --include_imports --descriptor_set_out "$1" \
    $(find proto/zwk -name '*.proto' | sort) google/rpc/status.proto google/rpc/error_details.proto
}
# The same as OpenAPI, where its generator was fetched (./zwk package --openapi).
edge_openapi() { # FILE
  rm -f "$1"
  [ ! -x .zwk/tools/protoc-gen-openapiv2 ] || "$venv/bin/python" -B clients/openapi.py .zwk/tools/protoc-gen-openapiv2 "$1"
}
# zwk.forecasting.v1.ForecastService,...
rpc_services() {
  awk '/^package / { package = substr($2, 1, length($2) - 1) } /^service / { print package "." $2 }' \
    $(find proto/zwk -name '*.proto' | sort) | paste -sd ,
}

# --- the whole ---

edge_port=0
index_path=/v1/pages/index
first_municipality=bremerhaven

# Nothing else may start or stop the platform until file descriptor 9 is closed.
lock_platform() {
  exec 9>"$run/lock"
  flock 9
}

# Starts what does not run.
platform_up() {
  (umask 077 && mkdir -p "$run" "$state/keys" "$state/blobs")
  lock_platform
  choose_bus
  if [ ! -s "$state/keys/wrapping.key" ]; then
    (umask 077 && od -An -tx1 -v -N32 /dev/urandom | tr -d ' \n' >"$state/keys/wrapping.key")
  fi
  local name
  for name in "${processes[@]}"; do
    runs "$name" && continue
    case $name in
      redis) start_redis ;;
      kafka) start_kafka ;;
      edge) start_edge ;;
      *) start_service "$name" ;;
    esac
  done 9>&-
  exec 9>&-
}

platform_down() {
  local unclean=0
  stop edge
  stop "${services[@]}"
  stop kafka
  stop redis
  rm -f "$run"/*.json "$run/edge.address" "$run/edge.admin"
  return $unclean
}

platform_runs() {
  local name
  for name in "${processes[@]}"; do runs "$name" || return 1; done
}

platform_page() { echo "http://$first_municipality.localhost:$(sed 's/.*://' "$run/edge.address")/"; }

platform_ctl() {
  if [ "${1:-}" = streams ]; then
    export ZWK_REDIS="unix:$(cat "$run/redis.socket")" ZWK_REDIS_USER=operator ZWK_REDIS_PASSWORD_FILE="$state/keys/redis/operator"
    [ ! -s "$state/kafka/ports" ] || export ZWK_KAFKA="$(kafka_address)"
  fi
  ZWK_RUN=$run "$ZWK_ROOT/build/$ZWK_PRESET/bin/zwkctl" "$@"
}

take_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      --port)
        [[ ${2:-} =~ ^[0-9]{1,5}$ ]] || fail_usage "--port wants a number"
        edge_port=$2
        shift 2
        ;;
      --bus=embedded | --bus=kafka)
        bus=${1#--bus=}
        shift
        ;;
      *) fail_usage "unknown argument '$1'" ;;
    esac
  done
}

zwk_up() {
  take_arguments "$@"
  install_for build run $(needs_of_bus)
  build_preset "$ZWK_PRESET" "${services[@]}" zwkctl
  build_room
  platform_up
  zwk_status
  say "page: $(platform_page)"
}

needs_of_bus() { if [ "${bus:-$(cat "$state/bus" 2>/dev/null)}" = kafka ]; then echo kafka; fi; }

# One service of the running platform in the foreground, from the debug build: for print statements and breakpoints. The
# others see it come back where it was; when it ends, the platform's own binary takes its place again.
zwk_run() { # SERVICE [--gdb]
  local name=${1:-} unclean=0
  local -a command
  [[ " ${services[*]} " == *" $name "* ]] && [ -n "$name" ] ||
    fail_usage "'./zwk run' takes one of: ${services[*]}"
  case ${2:-} in
    '' | --gdb) ;;
    *) fail_usage "unknown argument '$2'" ;;
  esac
  platform_runs || fail "the platform does not run: './zwk up' starts it"
  install_for build run ${2:+gdb}
  build_preset debug "$name"

  lock_platform
  command_of "$name" debug
  if [ "${2:-}" = --gdb ]; then
    command=(gdb -q -iex 'set debuginfod enabled off' -ex 'handle SIGPIPE nostop noprint pass' --args "${command[@]}")
    say "gdb holds $name: 'run' starts it, 'quit' gives its place back"
  else
    say "$name runs from the debug build; Ctrl-C gives its place back"
  fi
  trap : INT # is for the service
  trap "give_back $name" EXIT
  stop "$name"
  # Known by its pid before the lock is open, so that nobody starts a second one.
  (
    echo "$BASHPID $(started_at "$BASHPID")" >"$run/$name.pid"
    flock -u 9
    exec 9>&- "${command[@]}"
  ) || say "$name ended with exit code $?"
  exec 9>&-
}
# The edge is what './zwk down' stops first: without it nothing is to come back.
give_back() { # NAME
  runs edge || return 0
  platform_up
  say "$1 is the $ZWK_PRESET build again"
}

zwk_down() {
  platform_down && say "stopped; the data stays in $state"
}

zwk_status() {
  local name pid at
  for name in "${processes[@]}"; do
    if ! runs "$name"; then
      printf '%-14s does not run\n' "$name"
      continue
    fi
    read -r pid at <"$run/$name.pid"
    case $name in
      redis) at=$(cat "$run/redis.socket") ;;
      kafka) at=$(kafka_address) ;;
      edge) at="http://$(cat "$run/edge.address")" ;;
      *) at="$(address_of "$name" grpc)  metrics http://$(address_of "$name" metrics)/metrics" ;;
    esac
    printf '%-14s pid %-8s %5d MB  %s\n' "$name" "$pid" \
      "$(($(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status") / 1024))" "$at"
  done
  platform_runs
}
