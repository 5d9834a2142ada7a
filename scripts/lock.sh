#!/bin/sh
# Compiles requirements/*.in to requirements/*.txt with versions and hashes; `--upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."
for name in bootstrap base saml dev; do
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
        "$@" "requirements/$name.in" --output-file "requirements/$name.txt"
done
