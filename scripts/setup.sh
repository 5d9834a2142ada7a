#!/bin/sh
# Makes .venv from the locked requirements: `scripts/setup.sh dev` or `scripts/setup.sh base`.
# Needs Python 3.11 or later (PYTHON=… chooses one) and the network; `make setup` calls it.
set -eu
cd "$(dirname "$0")/.."
what=${1:-dev}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate"; then command -v "$candidate" && return; fi
    done
    echo "Ledtråd needs Python 3.11 or later. Install it, or say where it is: make setup PYTHON=/path/to/python3" >&2
    exit 1
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps these two apart from Python itself.
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -q && apt-get install -y -q --no-install-recommends python3-venv
        else
            echo "Python's venv is missing. Install it and try again: apt install python3-venv" >&2
            exit 1
        fi
    fi
    "$python" -m venv --clear .venv
}

# A venv made by another Python, moved, or broken off halfway is made anew.
{ new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; } || make_venv

echo "Installing what requirements/$what.txt lists…" >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
export VIRTUAL_ENV="$PWD/.venv"
.venv/bin/uv pip sync --quiet --require-hashes requirements/bootstrap.txt "requirements/$what.txt"
.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
rm -f .venv/.ready-*
touch ".venv/.ready-$what"
