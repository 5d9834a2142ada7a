#!/usr/bin/env bash
# Style, types, layers, migrations, deployment settings, translations. Stops at the first that does not hold.
set -euo pipefail
cd "$(dirname "$0")/.."

# A home of its own: neither the type checker nor Django's checks may touch an installation.
LEDTRAD_HOME=$(mktemp -d)
trap 'rm -rf "$LEDTRAD_HOME"' EXIT
export LEDTRAD_HOME DJANGO_SETTINGS_MODULE=ledtrad.settings
unset DATABASE_URL

step() { echo "── $1 ──" && shift && "$@"; }

step "Style" .venv/bin/ruff check .
step "Format" .venv/bin/ruff format --check .
step "Types" .venv/bin/mypy
step "Layers" .venv/bin/lint-imports --no-logo
step "Migrations" .venv/bin/python -m django makemigrations --check --dry-run
step "Settings for the web" env LEDTRAD_URL=https://ledtrad.example.se \
    .venv/bin/python -m django check --deploy --fail-level WARNING
step "Translations" .venv/bin/python scripts/translations.py check
step "Vendored files" .venv/bin/python scripts/vendor.py --check
