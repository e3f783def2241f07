# PgBouncer in transaction mode in front of PostgreSQL 15, as strict as it comes: what it does not know is refused.
# Sourced.

# start_pgbouncer RUN ADDRESS_OF_THE_SERVER
start_pgbouncer() {
  local run=$1 server=$2 port server_port
  server_port=${server##*:} server_port=${server_port%%/*}
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    cat >"$run/pgbouncer.ini" <<END
[databases]
* = host=127.0.0.1 port=$server_port auth_user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = trust
auth_file = $run/users
pool_mode = transaction
max_client_conn = 500
default_pool_size = 20
logfile = $run/log
pidfile = $run/pid
END
    echo '"postgres" ""' >"$run/users"
    as_server_user pgbouncer -q -d "$run/pgbouncer.ini" >/dev/null 2>&1 </dev/null && until_true 10 answers "$port" && break
    port=
  done
  [ -n "$port" ] || return 1
  echo "export PLUMB_TEST_PGBOUNCER=postgres://postgres@127.0.0.1:$port/postgres" >"$run/env.half"
  mv "$run/env.half" "$run/env"
}
