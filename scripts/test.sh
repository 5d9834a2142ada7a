#!/usr/bin/env bash
# The whole suite on SQLite, browser and all; then on PostgreSQL what may come out otherwise there.
# Arguments go to pytest: scripts/test.sh -k ledger. `make test` checks first and then calls this.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/needs.sh

need_playwright
LEDTRAD_CHROMIUM=$(need_chromium)
postgres=$(need_postgres)
export LEDTRAD_CHROMIUM LEDTRAD_NO_SKIPS=1
unset DATABASE_URL LEDTRAD_TEST_DATABASE_URL

# A private cluster in a folder of its own, reached over a socket in it, removed however we end.
cluster=$(mktemp -d "${TMPDIR:-/tmp}/ledtrad-pg.XXXXXX")
as_postgres=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    owner=$(id -u postgres >/dev/null 2>&1 && echo postgres || echo nobody)
    chown "$owner" "$cluster"
    as_postgres=(runuser -u "$owner" --)
fi
stop_cluster() {
    "${as_postgres[@]+"${as_postgres[@]}"}" "$postgres/pg_ctl" --pgdata "$cluster/data" --mode immediate stop >/dev/null 2>&1 || true
    rm -rf "$cluster"
}
trap stop_cluster EXIT

start_cluster() (
    cd "$cluster"
    run() { "${as_postgres[@]+"${as_postgres[@]}"}" "$@"; }
    # The Swedish dictionary needs to know that Å and å are one letter, which the locale C does not.
    locale=$(locale -a 2>/dev/null | grep -ixE 'c\.utf-?8' | head -1)
    run "$postgres/initdb" --pgdata data --username ledtrad --auth trust --no-sync \
        --encoding UTF8 --locale "${locale:-en_US.UTF-8}"
    # It waits for no disk: nothing here outlives the run. tests/core/test_server_killed.py has a server as installed.
    # And it counts no rows by itself: what a test has not committed it would count as none, and plan accordingly.
    run "$postgres/pg_ctl" --pgdata data --wait --log log start --options "-c listen_addresses='' \
        -c unix_socket_directories='$cluster' -c max_connections=50 -c fsync=off -c autovacuum=off"
)
start_cluster >"$cluster.out" 2>&1 || { cat "$cluster.out" "$cluster/log" >&2; rm -f "$cluster.out"; exit 1; }
rm -f "$cluster.out"

pytest() { .venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal "$@"; }

echo "── SQLite ──"
pytest "$@"
echo "── PostgreSQL $("$postgres/postgres" --version | grep -oE '[0-9]+\.[0-9]+' | head -1) ──"
export LEDTRAD_SECOND_DATABASE=1
outcome=0
DATABASE_URL="postgres://ledtrad@${cluster//\//%2F}/postgres" pytest --ignore tests/e2e "$@" || outcome=$?
if [ "$outcome" = 5 ]; then # pytest's word for nothing to run
    echo "None of these can come out otherwise on PostgreSQL."
    outcome=0
fi
exit "$outcome"
