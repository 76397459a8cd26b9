#!/usr/bin/env bash
# Does what a new user does: clones, runs the README's first command, sees the page alive, ends it with Ctrl-C, and starts
# again. Fails when a start takes longer than promised, or the end longer than five seconds.
set -euo pipefail
source=$(git rev-parse --show-toplevel)
place=$(mktemp -d)
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
pid=
# The npx process leads a process group of its own, so that Ctrl-C can be given to all of it, as a terminal does.
finish() {
  [ -n "$pid" ] && kill -KILL -- "-$pid" 2>/dev/null || true
  rm -rf "$place"
}
trap finish EXIT
git clone -q "$source" "$place/aristobot"
cd "$place/aristobot"

# start LIMIT_SECONDS: until the health page says that candles are there.
start() {
  local limit=$1 began=$SECONDS
  PORT=$port setsid npx -y deno@2.9.6 task start >"$place/log" 2>&1 </dev/null &
  pid=$!
  until curl -fsS "http://127.0.0.1:$port/healthz" 2>/dev/null | grep -q '"ok":true'; do
    if [ $((SECONDS - began)) -ge "$limit" ] || ! kill -0 "$pid" 2>/dev/null; then
      echo "not live after $((SECONDS - began)) s (limit $limit s):"
      tail -40 "$place/log"
      return 1
    fi
    sleep 0.2
  done
  echo "live after $((SECONDS - began)) s (limit $limit s)"
}

stop() {
  local began=$SECONDS
  kill -INT -- "-$pid"
  while kill -0 "$pid" 2>/dev/null; do
    if [ $((SECONDS - began)) -gt 5 ]; then
      echo "still running 5 s after Ctrl-C"
      tail -20 "$place/log"
      return 1
    fi
    sleep 0.1
  done
  echo "ended within $((SECONDS - began)) s of Ctrl-C"
  pid=
}

start "${FIRST_START_COLD_S:-60}"
curl -fsSL -H "accept: text/html" "http://127.0.0.1:$port/heartbeat" | grep -q "name=\"password\""
stop
start "${FIRST_START_WARM_S:-30}"
stop
