#!/bin/sh
# A throw-away PostgreSQL server for the tests, on a free loopback port.
#
#   tests/postgres.sh start   makes a cluster in a temporary folder, prints its URL
#   tests/postgres.sh stop URL  stops it by its pid and removes the folder
#   tests/postgres.sh run COMMAND…  start, run with GUICHET_TEST_PG set, stop
#
# The server refuses to run as root: it then runs as user postgres, or nobody.
# Nothing in it is worth keeping, so it does not wait for the disk.  Its folder is in TMPDIR, else /tmp.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(pg_config --bindir)
[ -x "$bin/initdb" ] || { echo "postgres.sh: no initdb (install postgresql)" >&2; exit 1; }

as() {
        if [ "$(id -u)" -ne 0 ]; then
                "$@"
        elif id postgres >/dev/null 2>&1; then
                runuser -u postgres -- "$@"
        else
                runuser -u nobody -- "$@"
        fi
}

free_port() {
        python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

base=${TMPDIR:-/tmp}

start() {
        cd /tmp
        log=$(mktemp)
        for try in 1 2 3; do
                port=$(free_port)
                dir=$base/guichet-pg-$port # stop finds it by the port
                as mkdir -m 700 "$dir" || continue
                password=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
                printf '%s' "$password" | as sh -c "cat >$dir/password"
                if as "$bin/initdb" -D "$dir/data" -U guichet -A scram-sha-256 --pwfile "$dir/password" -E UTF8 --locale=C.UTF-8 --no-sync \
                                >"$log" 2>&1 &&
                        as "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 \
                                -o "-p $port -h 127.0.0.1 -k $dir -c max_connections=200 -c fsync=off -c full_page_writes=off" \
                                start >>"$log" 2>&1
                then
                        rm -f "$log"
                        echo "postgresql://guichet:$password@127.0.0.1:$port/postgres"
                        return
                fi
                cat "$log" >&2
                as rm -rf "$dir"
        done
        rm -f "$log"
        exit 1
}

stop() {
        port=$(echo "$1" | sed -n 's|.*127\.0\.0\.1:\([0-9]*\)/.*|\1|p')
        dir=$base/guichet-pg-$port
        [ -n "$port" ] && [ -d "$dir" ] || { echo "postgres.sh: no server of ours at '$1'" >&2; exit 1; }
        pid=$(as head -n 1 "$dir/data/postmaster.pid")
        as kill -INT "$pid"
        for _ in $(seq 100); do
                as kill -0 "$pid" 2>/dev/null || break
                sleep 0.1
        done
        as rm -rf "$dir"
}

case ${1-} in
start) start ;;
stop) stop "${2-}" ;;
run)
        shift
        url=$(start)
        trap 'stop "$url"' EXIT
        trap 'exit 130' INT TERM HUP
        GUICHET_TEST_PG=$url "$@"
        ;;
*)
        sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
