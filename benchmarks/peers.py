#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
"""peers.py NAME N D K THREADS: loss and gradient of softmax by NumPy, PyTorch and scikit-learn.

Data are float32, in the layout that each likes best. Prints lines shape,what,threads,milliseconds.
"""
import os
import statistics
import sys
import time

name, threads = sys.argv[1], int(sys.argv[5])
N, D, K = (int(argument) for argument in sys.argv[2:5])
for variable in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ[variable] = str(threads)

import numpy as np  # noqa: E402  (reads the number of threads)

rng = np.random.default_rng(1)
X = rng.random((N, D), dtype=np.float32)
y = (np.arange(N) * 7919 % K).astype(np.int64)
W = (0.01 * rng.standard_normal((K, D))).astype(np.float32)
b = np.zeros(K, np.float32)
penalty = np.float32(1e-4)


def report(what, action):
    action()
    times = []
    while len(times) < 5 or (sum(times) < 1 and len(times) < 101):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    print(f'{name},{what},{threads},{1000 * statistics.median(times):.4f}', flush=True)


def with_numpy():
    S = X @ W.T + b
    S -= S.max(axis=1, keepdims=True)
    loss = -S[np.arange(N), y].sum()
    np.exp(S, out=S)
    sums = S.sum(axis=1, keepdims=True)
    loss += np.log(sums).sum()
    S /= sums
    S[np.arange(N), y] -= 1
    return loss / N + penalty * (W * W).sum(), S.T @ X / N + 2 * penalty * W, S.sum(axis=0) / N


report('numpy', with_numpy)

try:
    import torch
except ImportError:
    print('torch is not installed', file=sys.stderr)
else:
    torch.set_num_threads(threads)
    tX, ty = torch.from_numpy(X), torch.from_numpy(y)
    tW = torch.from_numpy(W).clone().requires_grad_()
    tb = torch.zeros(K, requires_grad=True)

    def with_torch():
        tW.grad = tb.grad = None
        logits = torch.nn.functional.linear(tX, tW, tb)
        loss = torch.nn.functional.cross_entropy(logits, ty) + 1e-4 * (tW * tW).sum()
        loss.backward()

    report('torch', with_torch)

try:
    from sklearn.linear_model._linear_loss import LinearModelLoss
    try:
        from sklearn._loss import HalfMultinomialLoss
    except ImportError:
        from sklearn._loss.loss import HalfMultinomialLoss
except ImportError:
    print('scikit-learn is not installed', file=sys.stderr)
else:
    model = LinearModelLoss(base_loss=HalfMultinomialLoss(n_classes=K), fit_intercept=True)
    coefficients = np.asfortranarray(np.hstack([W, b[:, None]]))
    targets = y.astype(np.float32)
    report('scikit-learn', lambda: model.loss_gradient(
        coefficients, X, targets, l2_reg_strength=2e-4, n_threads=threads))
