#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# errors.sh TOOL DATA: one line that names the place, 2 for a mistake in the command line, 1 for one
# in files; old files stay whole and nothing is left behind.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

printf '1 1:0.5 2:1\n2 1:1 3:2\n1 2:3\n2 3:1\n' > good.svm
run 0 train good.svm --lambda 0.1 -o good.model
cp good.model kept.model
find . | sort > before

# The command line.
for arguments in \
  "" "trian good.svm" "train" "train good.svm --los softmax" "train good.svm --loss hinge" \
  "train good.svm --lambda -1" "train good.svm --lambda nan" "train good.svm --lambda x" \
  "train good.svm --lambda 1 --C 1" "train good.svm --C 0" "train good.svm --tolerance -1" \
  "train good.svm --threads -1" "train good.svm --max-passes 0" "train good.svm --l1-ratio 2" \
  "train good.svm --bias maybe" "train good.svm a b c" "train good.svm --format xls" \
  "train good.svm -s 9" "train good.svm -s 11" "train good.svm -s 1 --loss softmax" \
  "train good.svm -B 3" "train good.svm -w1" "train good.svm -w7 2" "train good.svm -v 1" \
  "train good.svm --class-weight 1" "train good.svm --class-weight 1=-2" \
  "train good.svm --seed -3" "train good.svm -c inf" "cross-validate good.svm --folds 1" \
  "predict good.model" "predict good.model good.svm --scores --probabilities" "predict -b 2 a b" \
  "evaluate good.model" "inspect" "inspect good.model good.model" "convert good.svm" \
  "convert good.svm out.csv" "convert good.model out.model --form pdf" "evaluate -w1 2 a b" \
  "certify good.model good.svm --bias none" "certify good.model good.svm --class-weight 1"; do
  # shellcheck disable=SC2086
  run 2 $arguments
  says '^softmargin: '
done

run 2 trian good.svm
says '^softmargin: there is no command "trian", the commands are train, cross-validate, predict, '
run 2
says '^softmargin: a command is needed, '
run 2 train good.svm --lamda 1
says 'not expected: --lamda; softmargin train --help tells more$'
run 0 help train

# Files that are not there, not readable as what they should be, or damaged.
says_of() { # says_of CONTENTS PATTERN [ARGUMENT...]
  printf "$1" > bad.svm
  run 1 train bad.svm -o good.model "${@:3}"
  says "^softmargin: bad.svm$2"
}
run 1 train missing.svm -o good.model
says '^softmargin: missing.svm: file should be there, got no such file$'
says_of '' ': number of examples should be at least 1, got 0'
says_of '1 1:0.5\n1 x:1\n' ', line 2, column 3: feature should be index:value'
says_of '1 2:1 2:1\n' ', line 1, column 7: feature index should be more than the 2 before it'
says_of '1 1:nan\n' ', line 1, column 5: value of feature 1 should be a finite number'
says_of '1 1:1e999\n' ', line 1, column 5: value of feature 1 should be a finite number'
says_of '1 4294967296:1\n' ', line 1, column 3: feature should be index:value'
says_of '1 -1:1\n' ', line 1, column 3: feature should be index:value'
says_of '1 1:1\n\0\n' ', line 2, column 1: file should be text'
printf '1,2\n1,3\n' > bad.csv
run 1 train bad.csv -o good.model
says '^softmargin: bad.csv: number of classes in label column 0 should be at least 2 .*, got 1$'
printf '1,2\n3\n' > bad.csv
run 1 train bad.csv -o good.model
says '^softmargin: bad.csv, line 2, column 2: number of fields should be 2'
head -c 100 "$data/digits.csv.gz" > cut.csv.gz
run 1 train cut.csv.gz -o good.model
says '^softmargin: cut.csv.gz'
printf '\0\0\010\003\0\0\0\002' > images-idx3-ubyte
printf '\0\0\010\001\0\0\0\002\001\001' > labels-idx1-ubyte
run 1 train images-idx3-ubyte -o good.model
says '^softmargin: images-idx3-ubyte: '
run 1 train . -o good.model
says '^softmargin: '
printf '\x93NUMPY\001\000v\000{' > bad.npy
run 1 train bad.npy --labels bad.npy -o good.model
says '^softmargin: bad.npy: '
printf '1 1:1\n1 2:1\n' > one_class.svm
run 1 train one_class.svm -o good.model
says '^softmargin: number of classes should be at least 2, got 1$'
same good.model kept.model

# Model files.
run 1 predict good.svm good.svm
says '^softmargin: good.svm: file should be a model of softmargin or LIBLINEAR'
for size in 5 20 60 100 150; do
  head -c $size kept.model > cut.model
  run 1 inspect cut.model
  says '^softmargin: cut.model'
done
run 0 convert kept.model whole.bin
for size in 4 12 40 100 150; do
  head -c $size whole.bin > cut.bin
  run 1 inspect cut.bin
  says '^softmargin: cut.bin'
done
size=$(wc -c < whole.bin)
{ head -c $((size - 12)) whole.bin; printf 'x'; tail -c 11 whole.bin; } > flipped.bin
run 1 inspect flipped.bin
says '^softmargin: flipped.bin: checksum should be .* the file is damaged$'
printf '1,1,2,3,4\n' > wide.csv
run 1 predict good.model wide.csv
says '^softmargin: wide.csv: number of features should be 3, as in the model, got 4 beside the label column'

# Places that cannot be written.
run 1 train good.svm -o no_such_folder/a.model
says '^softmargin: no_such_folder/a.model: folder should be there'
run 1 train good.svm -o .
says '^softmargin: .: file should be one that can be written, got a directory$'
run 1 convert good.model /proc/softmargin.model
says '^softmargin: /proc/softmargin.model: file should be writable'
if [[ -e /dev/full ]]; then
  "$tool" inspect good.model > /dev/full 2> err && fail "a full disk should end with 1"
  says '^softmargin: standard output: file should be writable to its end, got No space left'
fi

# A file that may not grow, as on a full disk: the old model stays, the temporary file goes.
awk 'BEGIN { for (i = 1; i <= 4000; ++i) printf "%d %d:1.2345678 %d:0.37\n", i % 3, i, i + 4000 }' > wide.svm
for form in text binary liblinear onnx; do
  cp kept.model old.model
  (
    ulimit -f 8
    "$tool" train wide.svm --lambda 0.1 -o old.model --form $form -q 2> err
  )
  code=$?
  ((code == 1)) || fail "a file that may not grow should end with 1, not $code"
  says '^softmargin: .*old.model: file should be writable to its end, got '
  same old.model kept.model
done

rm -f -- bad.* cut.* flipped.bin whole.bin wide.* old.model one_class.svm ./*-ubyte before after
find . -name '*tmp*' | grep . && fail "temporary files are left"
finish
