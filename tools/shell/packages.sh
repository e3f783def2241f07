# Shared by tools/quickstart and tests/run: the Debian packages that plumb is built and tested with, and how
# scripts speak. Sourced, not run.

build_packages="g++ cmake ninja-build ccache mold pkg-config libfmt-dev libssl-dev libboost-dev libsqlite3-dev
  libpq-dev libmysqlcppconn-dev libmariadb-dev libsoci-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev"
test_packages="doctest-dev sqlite3"

say() { printf '\n== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
  done
}

# Installs what is missing, and says what; does nothing where all is there.
ensure_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "This system has no apt-get, so nothing is installed. Needed, by their Debian names:" $*
    return 0
  fi
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "installing with apt-get: $missing"
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "needs root or sudo to install: $missing"
    as_root=sudo
  fi
  apt_install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends"
  # The lists of a machine that is not fresh are mostly good enough; an update takes its time.
  $apt_install $missing >/dev/null 2>&1 && return 0
  $as_root apt-get update -q || fail "apt-get update failed"
  $apt_install $missing || fail "could not install: $missing"
}
