#!/usr/bin/env bash
# Who may include whom (docs/architecture.md). Prints every line that breaks the rule; says nothing where all is well.
set -uo pipefail
cd "${1:-$(dirname "$0")/../..}/services"
broken=0

# room PATHS... -- PATTERN: what the quoted includes of these files must match.
room() {
  local what=$1 files=() allowed
  shift
  while [ "$1" != -- ]; do files+=("$1"); shift; done
  allowed=$2
  local found
  # Tests may include test support beside what their room may.
  found=$(find "${files[@]}" -name '*.h' -o -name '*.cc' 2>/dev/null | grep -v '_test\.cc$' | xargs -r grep -HnE '^#include [<"]' |
    grep -vE '#include <[a-z_0-9]+(\.h)?>' | grep -vE "#include [<\"]($allowed)")
  if [ -n "$found" ]; then
    printf '%s may not include this:\n%s\n' "$what" "$found"
    broken=1
  fi
}

base='absl/|platform/base/|sys/'
for service in participation forecasting catalog reporting; do
  [ -d "$service" ] || continue
  own="$service/domain/|$service/app/|$service/base/|participation/board/|participation/meeting/|participation/programme/"
  protos='zwk/[a-z]+/v1/|google/protobuf/|google/api/|google/rpc/'
  [ -d "$service/domain" ] && room "$service/domain" "$service/domain" -- "$base|$service/domain/|$service/base/"
  [ -d "$service/app" ] && room "$service/app" "$service/app" -- \
    "$base|$own|platform/metrics/|platform/picture/|unicode/|libstemmer.h|nlohmann/"
  [ -d "$service/clients" ] && room "$service/clients" "$service/clients" -- \
    "$base|$own|$service/clients/|platform/rpc/|$protos"
  [ -d "$service/events" ] && room "$service/events" "$service/events" -- \
    "$base|$own|$service/clients/|$service/events/|$service/wire/|platform/stream/|platform/seal/|$protos"
  [ -d "$service/store" ] && room "$service/store" "$service/store" -- \
    "$base|$own|$service/events/|$service/store/|$service/wire/|platform/store/|platform/stream/|platform/blob/|platform/seal/|$protos"
  [ -d "$service/api" ] && room "$service/api" "$service/api" -- \
    "$base|$own|$service/api/|$service/wire/|platform/rpc/|$protos|nlohmann/"
  # A service never includes another service.
  for other in participation forecasting catalog reporting; do
    [ "$other" = "$service" ] && continue
    if grep -rnE "^#include \"$other/" "$service" --include='*.h' --include='*.cc'; then
      printf '%s may not include %s\n' "$service" "$other"
      broken=1
    fi
  done
done

# Client libraries of the outside are seen in the platform alone.
if grep -rnE '^#include <(hiredis|grpcpp|librdkafka|prometheus)/' --include='*.h' --include='*.cc' . | grep -v '^\./platform/'; then
  echo 'hiredis, grpcpp, librdkafka and prometheus are seen in platform/ only'
  broken=1
fi
# The platform knows no service.
if grep -rnE '^#include "(participation|forecasting|catalog|reporting|zwkctl)/' platform; then
  echo 'platform/ may not include a service'
  broken=1
fi
exit $broken
