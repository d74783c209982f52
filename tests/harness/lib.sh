# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the harness scripts share: a room that is always tidied up.
room=

# make_room PREFIX: makes the private folder $room with a short path, as sockets need one, and a watcher
# in a session of its own that calls "$0 --tidy $room" once this script is gone, however it went.
make_room() {
  room=$(mktemp -d "/tmp/$1.XXXXXX")
  # shellcheck disable=SC2016
  exec 9> >(exec setsid "$BASH" -c 'cat; exec "$0" --tidy "$1"' "$0" "$room" >/dev/null)
  watcher=$!
}

# run_inside COMMAND...: runs it in a process group of its own, without the watcher's pipe, tidies up, and
# exits as COMMAND did.
run_inside() {
  local code=0
  set -m
  "$@" 9>&- &
  child=$!
  set +m
  echo "$child" >"$room/child.pid"
  trap 'kill -TERM -- "-$child" 2>/dev/null' INT TERM HUP
  wait "$child" || code=$?
  if kill -0 "$child" 2>/dev/null; then wait "$child" || true; fi
  rm -f "$room/child.pid"
  leave "$code"
}

# end_child ROOM: ends the command of a script that was killed.
end_child() {
  [ ! -f "$1/child.pid" ] || kill -TERM -- "-$(cat "$1/child.pid")" 2>/dev/null || true
}

leave() {
  exec 9>&-
  wait "$watcher" || true
  exit "$1"
}

fail() {
  echo "${0##*/}: $*" >&2
  leave 1
}
