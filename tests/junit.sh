#!/usr/bin/env bash
# Asks xmllint whether JUnit reports of a passing, a failing, a blocked, a quirky and a hostile run are as the schema
# says. Needs xmllint (Debian: libxml2-utils).
set -euo pipefail
cd "$(dirname "$0")/.."
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
RPGU_PAGES=$pages cargo test --locked --quiet --test it -- --ignored --exact reports::runs::pages_to_look_at
xmllint --noout --schema tests/fixtures/junit.xsd "$pages"/*.xml
