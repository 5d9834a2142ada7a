# What the suite needs beside Python, found on this machine, fetched on a Debian where we are root,
# or asked for in one sentence. Sourced by scripts/test.sh; most print a path.

debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install_debian() {
    echo "Installing $* from Debian…" >&2
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; } >&2
}

missing() {
    echo "$1 is missing, and no test is skipped. Install it and try again:" >&2
    echo "  Debian, Ubuntu:  sudo apt install $2" >&2
    echo "  macOS:           $3" >&2
    return 1
}

find_postgres() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /Applications/Postgres.app/Contents/Versions/latest/bin \
        "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder" && return; fi
    done
    return 1
}

# The folder with initdb and pg_ctl.
need_postgres() {
    find_postgres && return
    if debian_root; then install_debian postgresql; fi
    find_postgres || missing "PostgreSQL's server" postgresql "brew install postgresql@17"
}

# The program that drives the browser tests.
find_chromium() {
    local program
    for program in "${LEDTRAD_CHROMIUM:-}" "$(command -v chromium)" "$(command -v chromium-browser)" \
        "$(command -v google-chrome)" "$(command -v google-chrome-stable)" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if [ -x "$program" ]; then echo "$program" && return; fi
    done
    return 1
}

# Playwright brings a Node.js of its own, which wants this library; a bare Debian lacks it.
need_playwright() {
    .venv/bin/playwright --version >/dev/null 2>&1 && return
    if debian_root; then install_debian libatomic1; fi
    .venv/bin/playwright --version >/dev/null || missing "What Playwright's driver needs" libatomic1 "(included)"
}

need_chromium() {
    find_chromium && return
    if debian_root; then
        install_debian chromium
    elif [ "$(uname)" = Darwin ] && .venv/bin/playwright install chromium >&2; then
        .venv/bin/python -c 'from playwright.sync_api import sync_playwright as p
with p() as w: print(w.chromium.executable_path)'
        return
    fi
    find_chromium || missing "Chromium" chromium "brew install --cask google-chrome"
}
