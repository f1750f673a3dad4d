#!/usr/bin/env bash
# Asks openapi-spec-validator whether the exported OpenAPI document is one, and lets schemathesis send what it makes of
# it to the reference server: no answer may be against the document. Needs Python 3 with venv, and PyPI the first time.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=${OPENAPI_TOOLS:-target/openapi-tools}
if [ ! -x "$tools/bin/schemathesis" ] || [ ! -x "$tools/bin/openapi-spec-validator" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet openapi-spec-validator==0.9.0 schemathesis==4.32.5
fi
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT

# RPGU_PROGRAM: one that is built already.
program=${RPGU_PROGRAM:-}
if [ -z "$program" ]; then
  cargo build --locked --quiet
  program=target/debug/rpgu-conformance
fi
"$program" export openapi --out "$folder/openapi.json"
"$tools/bin/openapi-spec-validator" --schema 3.1 "$folder/openapi.json"

"$program" serve >"$folder/profile.yaml" &
server=$!
until grep -q ^provider_states: "$folder/profile.yaml"; do
  kill -0 $server
  sleep 0.1
done
value() { sed -n "s/^ *$1: //p" "$folder/profile.yaml"; }

# Identifiers that the server knows, so that requests get further than "not found".
RPGU_PROVIDER_STATES=$(value provider_states) SCHEMATHESIS_HOOKS=tests/openapi_hooks.py PYTHONDONTWRITEBYTECODE=1 \
  "$tools/bin/schemathesis" --config-file tests/schemathesis.toml run "$folder/openapi.json" --url "$(value target)" \
  --header "Authorization: Bearer $(value valid)" --max-examples "${EXAMPLES:-50}" --seed 1 \
  --generation-database none --no-color "$@"
