#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# interrupted_save.sh TOOL DATA [TIMES]: a save killed at a random moment leaves the old or the new
# file, never a torn one.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
times=${3:-30}

# Two models of some megabytes, different in every number.
model() { # model FACTOR
  awk -v factor="$1" 'BEGIN {
    print "softmargin model 1\nscalar double\nfeatures 60000\nclasses 3\nbias 1 2 3\nweights"
    for (d = 1; d <= 60000; ++d) print factor * d / 7, factor * d / 11, -factor * d / 13
    print "end" }'
}
model 1 > one.model
model -3 > other.model
for name in one other; do
  run 0 convert $name.model $name.text.model
  run 0 convert $name.model $name.bin
done
"$tool" convert one.model timed.model
begin=$(date +%s%N)
"$tool" convert one.model timed.model
duration=$((($(date +%s%N) - begin) / 1000)) # microseconds

old=0 new=0
for ((i = 0; i < times; ++i)); do
  ending=$([[ $((i % 2)) == 0 ]] && echo text.model || echo bin)
  saved=saved.$ending
  cp "one.$ending" "$saved"
  "$tool" convert other.model "$saved" &
  writer=$!
  # Also late, so that some saves end.
  sleep "$(printf '0.%06d' $(((RANDOM * 32768 + RANDOM) % (duration * 5 / 4 + 1) % 1000000)))"
  kill -KILL $writer 2> /dev/null
  wait $writer 2> /dev/null
  if cmp --silent "$saved" "one.$ending"; then
    ((old += 1))
  elif cmp --silent "$saved" "other.$ending"; then
    ((new += 1))
  else
    fail "save $i left a torn file of $(wc -c < "$saved") bytes"
  fi
  run 0 inspect "$saved"
done
echo "$times saves killed: $old left the old file, $new the new one"
((old > 0)) || fail "no save was interrupted"
finish
