#!/bin/sh
# Are all migrations written, and would the settings do for a real installation on the web?
set -eu
cd "$(dirname "$0")/.."
LEDTRAD_HOME=$(mktemp -d)
trap 'rm -rf "$LEDTRAD_HOME"' EXIT
export LEDTRAD_HOME DJANGO_SETTINGS_MODULE=ledtrad.settings LEDTRAD_URL=https://ledtrad.example.se
unset DATABASE_URL
.venv/bin/python -m django makemigrations --check --dry-run
.venv/bin/python -m django check --deploy --fail-level WARNING
