#!/usr/bin/env bash
# A PostgreSQL server of its own for the tests, in a new directory on a free port of the loopback interface.
#
#   .ci/postgres.sh start        makes it, starts it, prints its directory and its address, one a line
#   .ci/postgres.sh halt DIR [fast|immediate]   stops it and keeps the directory
#   .ci/postgres.sh resume DIR   starts it again at its address
#   .ci/postgres.sh stop DIR     stops it, if it runs, and removes the directory
#
# Needs PostgreSQL's programs (Debian: apt-get install postgresql). As root it runs as the user postgres.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")

as_server() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
  local dir port
  dir=$(mktemp -d "${TMPDIR:-/tmp}/aristobot-postgres.XXXXXX")
  [ "$(id -u)" != 0 ] || chown postgres "$dir"
  cd "$dir"
  as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-sync >&2
  # A port in use makes the start fail; the next one is tried.
  for port in $(shuf -i 20000-29999 -n 20); do
    if serve "$dir" "$port"; then
      echo "$port" >"$dir/port"
      echo "$dir"
      echo "postgres://postgres@127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$dir/server.log" >&2
  return 1
}

serve() {
  as_server "$bin/pg_ctl" -D "$1/data" -l "$1/server.log" -w -s -o "-h 127.0.0.1 -p $2 -k '' -F" start >&2
}

halt() {
  cd "$1"
  as_server "$bin/pg_ctl" -D "$1/data" -m "$2" -w -s stop
}

resume() {
  cd "$1"
  serve "$1" "$(cat "$1/port")"
}

stop() {
  cd "$1"
  [ ! -f "$1/data/postmaster.pid" ] || halt "$1" fast
  cd /
  rm -rf "$1"
}

case "${1:-}" in
start) start ;;
halt) halt "${2:?the directory that start printed}" "${3:-fast}" ;;
resume) resume "${2:?the directory that start printed}" ;;
stop) stop "${2:?the directory that start printed}" ;;
*)
  echo "usage: $0 start | halt DIR [fast|immediate] | resume DIR | stop DIR" >&2
  exit 2
  ;;
esac
