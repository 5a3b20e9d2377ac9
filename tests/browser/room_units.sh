#!/usr/bin/env bash
# The room without a platform: its types, and the unit tests beside its code.
set -euo pipefail
cd "$(dirname "$0")/../.."
ZWK_ROOT=$PWD
ZWK_HOME=${ZWK_HOME:-$ZWK_ROOT/.zwk}
for part in say install room; do
  # shellcheck source=/dev/null
  source "deploy/local/$part.sh"
done
check_room
