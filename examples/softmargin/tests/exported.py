#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
"""exported.py MODEL.onnx MODEL.npz DATA.npy SCORES

Checks what was written for other programs: the ONNX model by ONNX's own checker, its one operator as
the standard describes it (and by the reference evaluator, where this version has one), and the NPZ
archive by NumPy, against what `softmargin predict --scores` printed.
"""
import sys

import numpy as np
import onnx
import onnx.checker

onnx_path, npz_path, data_path, scores_path = sys.argv[1:5]
X = np.load(data_path).astype(np.float32)
with open(scores_path) as file:
    header, *lines = file.read().splitlines()
names = header.split()[1:]
predicted = [line.split()[0] for line in lines]
scores = np.array([[float(number) for number in line.split()[1:]] for line in lines])

model = onnx.load(onnx_path)
onnx.checker.check_model(model, full_check=True)
(node,) = model.graph.node
assert (node.op_type, node.domain) == ('LinearClassifier', 'ai.onnx.ml')
attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
labels = [str(label) for label in attributes['classlabels_ints']]
assert labels == names, (labels, names)
W = np.array(attributes['coefficients'], np.float32).reshape(len(labels), -1)
b = np.array(attributes['intercepts'], np.float32)
S = X @ W.T + b
assert np.allclose(S, scores, rtol=1e-4, atol=1e-4 * np.abs(scores).max())
if attributes['post_transform'] == b'SOFTMAX':
    S = np.exp(S - S.max(1, keepdims=True))
    S /= S.sum(1, keepdims=True)
assert [labels[k] for k in S.argmax(1)] == predicted
try:
    from onnx.reference import ReferenceEvaluator
except ImportError:
    how = 'checked and computed'
else:
    label, numbers = ReferenceEvaluator(model).run(None, {'X': X})
    assert [str(k) for k in label] == predicted and np.allclose(numbers, S, atol=1e-4)
    how = 'checked, computed and run'

archive = np.load(npz_path)
S = X.astype(np.float64) @ archive['W'].T + archive['b']
assert np.allclose(S, scores, rtol=1e-12, atol=1e-12 * np.abs(scores).max())
assert list(archive['class_names'][S.argmax(1)]) == predicted
print(f'ONNX {onnx.__version__}: {how}; NPZ read; {len(predicted)} predictions agree')
