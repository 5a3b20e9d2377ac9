#!/usr/bin/env bash
# Writes src/gen from the protos: generate.sh FOLDER-OF-GOOGLE-PROTOS. Needs protoc, node on the path and `npm ci`.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p src/gen
protos=../../proto
protoc -I "$protos" -I "$1" --plugin=protoc-gen-es=node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es \
  --es_out=src/gen --es_opt=target=ts \
  google/api/annotations.proto google/api/field_behavior.proto google/api/http.proto google/rpc/error_details.proto \
  zwk/common/v1/{allow,common,forecast_ref,limit,personal}.proto \
  zwk/participation/v1/{access_code,ballot,board,continue_vote,decision,lab,lean_coffee_service,lean_coffee_session,meeting,paper_vote,round,topic}.proto
