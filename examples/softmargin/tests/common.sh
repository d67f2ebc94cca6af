# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# What the end-to-end tests share: TEST.sh TOOL DATA runs in a folder of its own that is removed.
set -uo pipefail
tool=$1
data=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failures=0

fail() {
  echo "FAILED: $*" >&2
  ((failures += 1))
}

# run CODE ARGUMENT...: the tool must end with CODE; its output goes to out and err
run() {
  local expected=$1
  shift
  "$tool" "$@" > out 2> err
  local code=$?
  if ((code != expected)); then
    fail "softmargin $*: ended with $code, not $expected"
    cat out err >&2
  fi
}

# prints PATTERN: a whole line of the output of the last run matches
prints() {
  grep --quiet --extended-regexp --line-regexp -- "$1" out || fail "no line \"$1\" in: $(cat out)"
}

# says PATTERN: the last run left exactly one line on standard error, which matches
says() {
  local lines
  lines=$(wc -l < err)
  if ((lines != 1)) || ! grep --quiet --extended-regexp -- "$1" err; then
    fail "standard error should be one line \"$1\", is: $(cat err)"
  fi
}

# notes PATTERN: a line on standard error matches
notes() {
  grep --quiet --extended-regexp -- "$1" err || fail "no line \"$1\" on standard error: $(cat err)"
}

# same A B: the files are equal
same() {
  cmp "$1" "$2" || fail "$1 and $2 differ"
}

finish() {
  if ((failures > 0)); then
    echo "$failures failures" >&2
    exit 1
  fi
  echo "all as expected"
}
