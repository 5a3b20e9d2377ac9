#!/usr/bin/env bash
# The demo, on the binaries of a build folder, as a newcomer types it.
#
#   demo.sh start PRESET HOME   on empty data: every step right, documents written; the platform stays for the other tests
#   demo.sh again PRESET HOME   on the same data: the same documents, byte for byte
#   demo.sh later PRESET HOME   the same more than a day later, when no service remembers a request any more
#   demo.sh down PRESET HOME    stops it; nothing is left running
#   demo.sh kafka PRESET HOME   on empty data of its own, with Kafka as the bus: the same documents, byte for byte, as in HOME.
#                               Costs another demo, so it runs where ZWK_LONG_FAULTS is set (./zwk test --faults)
#   demo.sh kill PRESET HOME    on empty data of its own, with kill -9 of a service in the middle of the import and one in the
#                               middle of the meeting: the same minutes, byte for byte, as in HOME
set -euo pipefail
cd "$(dirname "$0")/../.."
what=$1
export ZWK_PRESET=$2 ZWK_HOME=$3

fail() { echo "demo test: $*" >&2; exit 1; }

expect_documents() {
  local wanted
  for wanted in bremerhaven/minutes-2022-03-28.{de,en}.{md,html} bremerhaven/profile-{212-geestendorf,215-gruenhoefe,231-surheide}.de.html \
    moorsum/profile-3-neubaugebiet-ost.de.html; do
    [ -s "$ZWK_HOME/documents/$wanted" ] || fail "no document $wanted"
  done
  grep -qi synthetisch "$ZWK_HOME/documents/bremerhaven/profile-212-geestendorf.de.html" || fail "the profile does not say synthetic"
}

# kill9_at NAME PATTERN LOG: kills the service as soon as the demo has come to PATTERN, and starts it again.
kill9_at() {
  local name=$1 pattern=$2 log=$3 pid _
  until grep -q "$pattern" "$log"; do
    kill -0 "$demo" 2>/dev/null || { cat "$log"; fail "the demo ended before '$pattern'"; }
    sleep 0.05
  done
  read -r pid _ <"$ZWK_HOME/run/$name.pid"
  kill -KILL "$pid"
  echo "killed $name ($pid) at '$pattern'"
  ./zwk up >>"$ZWK_HOME/up.log" 2>&1 || { cat "$ZWK_HOME/up.log"; fail "it does not come up again"; }
}

case $what in
  start)
    if [ -d "$ZWK_HOME" ]; then ./zwk down >/dev/null || true; fi
    rm -rf "$ZWK_HOME"
    ./zwk up
    ./zwk demo
    expect_documents
    ;;
  again | later)
    if [ "$what" = later ]; then
      redis=(redis-cli -s "$ZWK_HOME/run/redis.sock" --user operator)
      REDISCLI_AUTH=$(cat "$ZWK_HOME/state/keys/redis/operator")
      export REDISCLI_AUTH
      "${redis[@]}" --scan --pattern '{*}:*:r:*' | xargs -r -n 100 "${redis[@]}" del >"$ZWK_HOME/forgotten"
      [ -s "$ZWK_HOME/forgotten" ] || fail "no request was remembered"
    fi
    rm -rf "$ZWK_HOME/documents.first"
    cp -r "$ZWK_HOME/documents" "$ZWK_HOME/documents.first"
    rm -rf "$ZWK_HOME/documents"
    ./zwk demo
    diff -r "$ZWK_HOME/documents.first" "$ZWK_HOME/documents" || fail "the second demo wrote other documents"
    ;;
  down)
    ./zwk down
    ./zwk status | grep -v 'does not run' && fail "something still runs"
    true
    ;;
  kafka)
    [ -n "${ZWK_LONG_FAULTS:-}" ] || { echo "SKIPPED: the demo with Kafka is for ./zwk test --faults"; exit 77; }
    deploy/kafka/broker.sh fetch || { echo "SKIPPED: no Kafka here"; exit 77; }
    first=$ZWK_HOME
    ZWK_HOME=$first.kafka
    if [ -d "$ZWK_HOME" ]; then ./zwk down >/dev/null || true; fi
    rm -rf "$ZWK_HOME"
    trap './zwk down >/dev/null || true' EXIT
    ./zwk demo --exit --bus=kafka
    diff -r "$first/documents" "$ZWK_HOME/documents" || fail "other documents with Kafka"
    ;;
  kill)
    first=$ZWK_HOME
    ZWK_HOME=$first.kill
    if [ -d "$ZWK_HOME" ]; then ./zwk down >/dev/null || true; fi
    rm -rf "$ZWK_HOME" && mkdir -p "$ZWK_HOME"
    trap './zwk down >/dev/null || true' EXIT
    ./zwk up
    log=$ZWK_HOME/demo.log
    ./zwk demo >"$log" 2>&1 &
    demo=$!
    kill9_at forecasting 'Rates: deaths' "$log"
    kill9_at catalog 'offers from an HSDS file' "$log"
    kill9_at participation 'The dots on the cards' "$log"
    kill9_at reporting 'a draft is asked for' "$log"
    wait "$demo" || { cat "$log"; fail "the demo did not get over it"; }
    for minutes in "$first"/documents/bremerhaven/minutes-*; do
      cmp "$minutes" "$ZWK_HOME/documents/bremerhaven/$(basename "$minutes")" || fail "other minutes after kill -9"
    done
    ;;
esac
