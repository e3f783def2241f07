# Shared by the scripts of this folder. Sourced, not run: servers=its folder, and where they run, and as whom.

servers=${BASH_SOURCE[0]%/*}
. "$servers/../../../tools/shell/packages.sh"

PATH=$PATH:/usr/sbin
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/plumb-servers

# None of these servers runs as root.
as_server_user() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid="$server_user" --regid="$server_user" --clear-groups "$@"
  else
    "$@"
  fi
}
server_user=nobody
if id -u postgres >/dev/null 2>&1; then server_user=postgres; fi
if [ "$(id -u)" = 0 ] && ! getent group "$server_user" >/dev/null; then server_user=daemon; fi

# A port below those that the system gives to clients. Somebody else may take it before the server does, so who
# starts a server tries again with another.
free_port() {
  local port
  while :; do
    port=$((RANDOM % 12000 + 20000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# until_true SECONDS command …
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# fill_cache NAME function: the folder of that name in the cache, which the function fills in a folder that is
# its first argument. Two at once do not see each other's half.
fill_cache() {
  local folder=$cache/$1
  if [ ! -d "$folder" ]; then
    local half=$folder.$$.half
    rm -rf "$half" && mkdir -p "$half" || return 1
    "$2" "$half" || {
      rm -rf "$half"
      return 1
    }
    mv -T "$half" "$folder" 2>/dev/null || rm -rf "$half"
  fi
  echo "$folder"
}

# readable_by_server FOLDER COPY: FOLDER, or COPY with the same in it where who runs the server may not read FOLDER
# (root's cache).
readable_by_server() {
  if as_server_user test -r "$1/." -a -x "$1/."; then
    echo "$1"
  else
    # Links cost nothing; another file system has none.
    [ -d "$2" ] || { { cp -al "$1" "$2.half" 2>/dev/null || { rm -rf "$2.half" && cp -a "$1" "$2.half"; }; } &&
      chmod 755 "$2.half" && mv -T "$2.half" "$2"; } || return 1
    echo "$2"
  fi
}

# packages_of NAME …: the Debian packages that these servers come from or with, each where it can be had and is needed.
packages_of() {
  local name wanted=
  for name in "$@"; do
    case $name in
      postgres_15) [ -x /usr/lib/postgresql/15/bin/postgres ] || wanted+=" postgresql-15" ;;
      postgres_16) wanted+=" unzip" && { python3 -m pip --version >/dev/null 2>&1 || wanted+=" python3-pip"; } ;;
      postgres_1[78]) command -v npm >/dev/null || wanted+=" npm" ;;
      pgbouncer) wanted+=" pgbouncer" ;;
      # mysqld's own libraries, and the clients, which are MariaDB's.
      mysql_*)
        wanted+=" libaio1 libnuma1 unzip mariadb-client"
        command -v mvn >/dev/null || [ -d "$cache/mysql-$(echo "${name#mysql_}" | tr _ .)" ] || wanted+=" maven"
        ;;
      mariadb) wanted+=" mariadb-server mariadb-client openssl" ;;
      tidb)
        wanted+=" mariadb-client"
        [ -d "$cache/tidb-$tidb_version" ] || has_new_go ||
          { wanted+=" unzip" && { python3 -m pip --version >/dev/null 2>&1 || wanted+=" python3-pip"; }; }
        ;;
    esac
  done
  case " $* " in
    *" postgres_"* | *" pgbouncer "*) command -v psql >/dev/null || wanted+=" postgresql-client" ;;
  esac
  for name in $wanted; do
    # Other releases have other versions of PostgreSQL; it comes from npm there.
    if apt-cache show "$name" >/dev/null 2>&1 || [ "$name" != postgresql-15 ]; then echo "$name"; else echo npm; fi
  done | sort -u
}
