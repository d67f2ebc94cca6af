#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# commands.sh TOOL DATA: every sub-command on the digits, and what it must print.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The digits in every format; 1,300 to train on, 497 to test on.
gzip --decompress --stdout "$data/digits.csv.gz" > digits.csv
head -n 1300 digits.csv > train.csv
tail -n 497 digits.csv > test.csv
run 0 convert train.csv train.svm --label-column -1
run 0 convert test.csv test.svm --label-column -1

# The everyday calls.
run 0 train train.svm --loss softmax --lambda 0.1 --output digits.model
prints 'examples: 1300'
prints 'classes: 10'
prints 'status: converged'
prints 'relative gap: [0-9.]+(e-[0-9]+)?'
run 0 predict digits.model test.svm
[[ $(wc -l < out) == 497 ]] || fail "predict should print a line an example"
cp out predicted
run 0 evaluate digits.model test.svm
prints 'accuracy: 0\.9[0-9]{3}'
accuracy=$(sed -n 's/^accuracy: //p' out)
mean_loss=$(sed -n 's/^mean loss: //p' out)
[[ $mean_loss == 0.* ]] || fail "the mean loss should be near 0.35, is $mean_loss"

# Predictions to a file tell the accuracy; another form of the data gives the same.
run 0 predict digits.model test.csv --label-column -1 --output other
prints "accuracy: $accuracy"
same predicted other

# Dense data reach the same optimum as sparse ones, by another solver.
run 0 train train.csv --label-column -1 --lambda 0.1 --tolerance 1e-6 --json -o dense.model
grep --quiet '"solver": "gram_lbfgs"' out || fail "dense softmax runs gram_lbfgs: $(cat out)"
run 0 train train.svm --lambda 0.1 --tolerance 1e-6 --json -o sparse.model
grep --quiet '"status": "converged"' out || fail "the fit should converge: $(cat out)"
objective() { sed -n 's/.*"objective": \(0\.[0-9]\{5\}\).*/\1/p' "$1"; }
cp out sparse.json
run 0 train train.csv --label-column -1 --lambda 0.1 --tolerance 1e-6 --json -o dense.model
[[ $(objective out) == "$(objective sparse.json)" ]] ||
  fail "dense and sparse objectives differ: $(cat out sparse.json)"

# The same bits for any number of threads.
run 0 train train.csv --label-column -1 --loss weston-watkins --lambda 1 --threads 1 -o one.model
run 0 train train.csv --label-column -1 --loss weston-watkins --lambda 1 --threads 3 -o three.model
same one.model three.model

# Every loss and penalty runs on both kinds of data; the certificate agrees with the report.
for loss in softmax weston-watkins weston-watkins-squared crammer-singer one-vs-all one-vs-all-squared; do
  run 0 train train.svm --loss $loss --lambda 1 --tolerance 0.01 -o $loss.model
  run 0 train train.csv --label-column -1 --loss $loss --lambda 1 --tolerance 0.01 -o $loss.dense
  run 0 certify $loss.model train.svm
  prints 'gap: [0-9.e-]+'
done
for loss in softmax weston-watkins; do
  for input in "train.csv --label-column -1" train.svm; do
    # shellcheck disable=SC2086
    run 0 train $input --loss $loss --regularization elastic-net --lambda 1 -o net.model
    prints "solver: $([[ $loss == softmax ]] && echo proximal || echo hinge)_newton"
    prints 'status: converged'
  done
done
run 0 train train.csv --label-column -1 --regularization l1 --lambda 0.1 -o l1.model
prints 'status: converged'
run 0 train train.csv --label-column -1 --regularization none --max-passes 5 -o none.model
run 0 train train.csv --label-column -1 --scale standardize --C 0.1 -o scaled.model
run 0 evaluate scaled.model test.svm
prints 'accuracy: 0\.9[0-9]{3}'

# What the model file tells of its problem is certified, unless the command line says otherwise.
same_objective() { # same_objective MODEL [ARGUMENT...]: the certificate has that of the file
  run 0 inspect "$1"
  local objective
  objective=$(sed -n 's/^objective: \(0\.[0-9]\{6\}\).*/\1/p' out)
  run 0 certify "$1" train.svm "${@:2}"
  prints "objective: ${objective:-missing}[0-9]*"
}
run 0 inspect scaled.model
prints 'scale: standardize'
same_objective scaled.model
prints 'relative gap: (0\.00[0-9]+|[0-9.]+e-[0-9]+)'
run 0 certify scaled.model train.svm --scale none
prints 'relative gap: (0\.[1-9]|1).*'
run 0 train train.svm --loss weston-watkins --delta 0.5 --lambda 1 --class-weight 3=2 -o margin.model
run 0 inspect margin.model
prints 'delta: 0.5'
same_objective margin.model --class-weight 3=2

# Scores are equal to the last bit after every way from one form to another.
run 0 predict digits.model test.svm --scores -o scores
run 0 convert digits.model digits.bin
run 0 convert digits.bin again.model
same digits.model again.model
run 0 predict digits.bin test.svm --scores -o binary_scores
same scores binary_scores
run 0 convert digits.model digits.liblinear
run 0 predict digits.liblinear test.svm -o liblinear_predicted
same predicted liblinear_predicted
run 0 convert digits.model digits.onnx
run 0 predict digits.model test.svm --probabilities
prints 'labels 0 1 2 3 4 5 6 7 8 9'

# What a model file holds.
run 0 inspect digits.model
prints 'features: 64'
prints 'class names: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9'
prints 'loss: softmax'
prints 'lambda: 0.1'
run 0 inspect digits.bin --json
grep --quiet '"class_names": \["0", "1"' out || fail "inspect --json: $(cat out)"

# Cross-validation, and its spelling in LIBLINEAR.
run 0 cross-validate train.svm --folds 3 --lambda 0.1 --seed 2
prints 'folds: 3'
prints 'accuracy: 0\.9[0-9]+'
run 0 cross-validate train.svm --folds 3 --C 0.1 --scale standardize --tolerance 1e-5
cp out sparse.txt
run 0 cross-validate train.csv --label-column -1 --folds 3 --C 0.1 --scale standardize --tolerance 1e-5
same sparse.txt out

# LIBLINEAR's options, said in ours.
run 0 train -s 4 -c 0.01 -e 0.01 -B 1 -w3 2 train.svm short.model
notes '^-s 4: --loss crammer-singer --regularization l2$'
notes '^-c 0.01: --C 0.01$'
notes '^-e 0.01: --tolerance 0.01, '
notes '^-B 1: --bias penalized$'
notes '^-w3 2: --class-weight 3=2$'
run 0 train --loss crammer-singer --C 0.01 --tolerance 0.01 --bias penalized --class-weight 3=2 \
  train.svm -o long.model
same short.model long.model
run 0 train -q -s 1 -c 0.01 -v 3 train.svm
prints 'accuracy: 0\.9[0-9]+'
run 0 predict test.svm short.model predicted.txt # data first, as liblinear-predict has it
prints 'accuracy: 0\.9[0-9]{3}'
run 0 predict -b 1 short.model test.svm
notes '^-b 1: --probabilities$'

# Progress goes to standard error, a report to standard output.
run 0 train train.svm --lambda 0.1 --progress lines
notes '^pass [0-9]+, objective [0-9.]+, relative gap '
[[ -f train.svm.model ]] || fail "without --output the model is called train.svm.model"
run 0 train train.svm --lambda 0.1 --progress bar
notes '\[#*\.*\] pass '
run 0 --help
prints 'Usage: softmargin .*'
run 0 train --help
run 0 --version
prints 'softmargin [0-9]+\.[0-9]+\.[0-9]+'

# With LIBLINEAR there, each predicts with the other's model what the other does.
if command -v liblinear-train > /dev/null; then
  for type in 0 1 3 4 5; do
    liblinear-train -q -s $type train.svm theirs.model > /dev/null 2>&1
    liblinear-predict test.svm theirs.model theirs > /dev/null
    run 0 predict theirs.model test.svm -o ours
    same theirs ours
  done
  run 0 convert crammer-singer.model ours.liblinear
  liblinear-predict test.svm ours.liblinear theirs > /dev/null
  run 0 predict crammer-singer.model test.svm -o ours
  same theirs ours
fi

# With ONNX and NumPy there, what is written for other programs says the same.
if python3 -c 'import numpy, onnx' 2> /dev/null; then
  run 0 convert digits.model digits.npz
  run 0 convert test.csv test.npy --label-column -1
  run 0 predict digits.model test.npy --scores -o npy_scores
  same scores npy_scores
  python3 "$(dirname "${BASH_SOURCE[0]}")/exported.py" digits.onnx digits.npz test.npy scores ||
    fail "the exported models differ"
fi

finish
