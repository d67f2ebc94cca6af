#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
"""time_peers.py LIBRARY DATA RESULTS SET LIMIT THREADS [LOSS]: the curves of the peers on one set.

Reads from RESULTS what softmargin needed for each loss and lambda, and appends lines of the same
form for each peer: seconds of training alone, and the objective of the weights it had then, in
double, by softmargin's own objective. Peers written in Python are watched as they go; the others
are run again from the start with falling tolerances or growing numbers of iterations, and count
where they end. Each runs in a process of its own, which ends where it is within 1e-6 of the optimum,
or has taken FACTOR times softmargin's time (at least two seconds, at most LIMIT); then a line
without objective says so.
"""
import csv
import ctypes
import os
import select
import signal
import sys
import time
import warnings

library_path, folder, results, name, limit, threads = sys.argv[1:7]
limit, threads = float(limit), int(threads)
wanted = sys.argv[7:]  # one loss, or all
for variable in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ[variable] = str(threads)

import numpy as np  # noqa: E402  (reads the number of threads)
import scipy.sparse  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.linear_model._linear_loss import LinearModelLoss  # noqa: E402
from sklearn.svm import LinearSVC  # noqa: E402
import torch  # noqa: E402

FACTOR = 5  # times softmargin's time to LEVEL, for each run of a peer
LEVEL = 1e-6
warnings.filterwarnings('ignore')
clock = time.perf_counter


class PeerData(ctypes.Structure):
    _fields_ = [('num_examples', ctypes.c_int), ('num_features', ctypes.c_int),
                ('num_classes', ctypes.c_int), ('values', ctypes.c_void_p),
                ('indices', ctypes.c_void_p), ('starts', ctypes.c_void_p),
                ('labels', ctypes.c_void_p)]


class Data:
    """The features as float32 (`X`), and as the double that most peers compute in."""

    def __init__(self):
        load = lambda what: np.load(os.path.join(folder, what + '.npy'))  # noqa: E731
        self.y = load('y')
        self.sparse = os.path.exists(os.path.join(folder, 'starts.npy'))
        if self.sparse:
            D, N = load('shape')
            self.X = scipy.sparse.csr_matrix((load('values'), load('indices'), load('starts')),
                                             shape=(N, D))
            values, indices, starts = self.X.data, self.X.indices, self.X.indptr
        else:
            self.X = load('X')
            values, indices, starts = self.X, None, None
        self.X64 = self.X.astype(np.float64)
        self.N, self.D = self.X.shape
        self.K = int(self.y.max()) + 1
        pointer = lambda a: None if a is None else a.ctypes.data  # noqa: E731
        self.c = PeerData(self.N, self.D, self.K, pointer(values), pointer(indices),
                          pointer(starts), pointer(self.y))


data = Data()
library = ctypes.CDLL(library_path)
for function in ('peer_objective', 'train_liblinear', 'train_dlib'):
    getattr(library, function).restype = ctypes.c_double
for function in ('make_liblinear_problem', 'make_dlib_problem'):
    getattr(library, function).restype = ctypes.c_void_p
double = ctypes.c_double


def doubles(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def objective(row, W, b):
    W = np.ascontiguousarray(W, np.float64)
    b = np.ascontiguousarray(b, np.float64)
    return library.peer_objective(ctypes.byref(data.c), row.loss.encode(), row.bias.encode(),
                                  double(row.penalty), doubles(W), doubles(b))


class Row:
    """One objective: softmargin's seconds, and the bracket of the optimum."""

    def __init__(self, loss, bias, penalty):
        self.loss, self.bias, self.penalty = loss, bias, float(penalty)
        self.points = []

    def relative(self, value):
        return (value - self.lower) / self.lower

    def seconds(self):
        reached = [s for s, value in self.points if self.relative(value) <= LEVEL]
        return min(reached, default=limit)


def read_rows():
    rows = {}
    with open(results, newline='') as file:
        for set_name, loss, bias, penalty, who, seconds, value, lower in csv.reader(file):
            if set_name != name or wanted and loss not in wanted:
                continue
            row = rows.setdefault((loss, bias, penalty), Row(loss, bias, penalty))
            row.key = f'{set_name},{loss},{bias},{penalty}'
            if who == 'softmargin':
                row.points.append((float(seconds), float(value)))
            elif who == 'reference':
                row.lower = float(lower)
    return list(rows.values())


prepared = {}


def prepare(row, tool):
    """LIBLINEAR and dlib have copies of their own of the data: made once, in the parent, untimed."""
    if tool == 'liblinear' and (row.bias, tool) not in prepared:
        prepared[row.bias, tool] = library.make_liblinear_problem(
            ctypes.byref(data.c), double(-1 if row.bias == 'none' else 1))
    elif tool == 'dlib' and (row.bias, tool) not in prepared:
        prepared[row.bias, tool] = library.make_dlib_problem(ctypes.byref(data.c))


def two_sided(w, b):
    """The one row of a two-class model as two."""
    return np.concatenate([-w, w]), np.concatenate([-b, b])


# Each peer is a function that yields what trains, for one setting after the other: a function of the
# seconds it may take and of emit(seconds, W, b), which says whether that is near enough.

class Enough(Exception):
    """Ends a peer that has used its time."""


def logistic_regression(solver, evaluation):
    """One run, watched at each call of the method of scikit-learn's that evaluates an iterate."""
    binary = data.K == 2

    def weights(row, coefficients):
        w = coefficients.reshape((1 if binary else data.K, -1), order='F')
        W, b = (w[:, :-1], w[:, -1]) if row.bias == 'free' else (w, np.zeros(len(w)))
        return two_sided(W / 2, b / 2) if binary else (W, b)

    def peer(row):
        def train(allowed, emit):
            original, last = getattr(LinearModelLoss, evaluation), 0
            begin = clock()

            def watched(self, coef, *arguments, **named):
                nonlocal begin, last
                seconds = clock() - begin
                if seconds >= 1.1 * last:
                    last, pause = seconds, clock()
                    if emit(seconds, *weights(row, coef.copy())) or seconds > allowed:
                        raise Enough
                    begin += clock() - pause
                return original(self, coef, *arguments, **named)

            setattr(LinearModelLoss, evaluation, watched)
            model = logistic_model(row, solver, 1e-12, 100000)
            try:
                begin = clock()
                model.fit(data.X64, data.y)
                emit(clock() - begin, *fitted_weights(model))
            except Enough:
                pass
        yield train
    return peer


def logistic_model(row, solver, tolerance, iterations):
    binary = data.K == 2
    return LogisticRegression(
        C=(1 if binary else 0.5) / (row.penalty * data.N), tol=tolerance, max_iter=iterations,
        solver=solver, random_state=0, fit_intercept=row.bias == 'free',
        multi_class='ovr' if binary else 'multinomial')


def fitted_weights(model):
    b = model.intercept_ * np.ones(len(model.coef_))
    return two_sided(model.coef_ / 2, b / 2) if data.K == 2 else (model.coef_, b)


def saga(row):
    """Compiled: run again with twice the epochs, or as many as there is time for."""
    epochs, pace = 1, 0
    while True:
        def train(allowed, emit):
            nonlocal epochs, pace
            if pace:
                epochs = max(epochs + 1, min(2 * epochs, int(allowed / pace)))
            begin = clock()
            model = logistic_model(row, 'saga', 0, epochs).fit(data.X64, data.y)
            seconds = clock() - begin
            pace = seconds / epochs
            emit(seconds, *fitted_weights(model))
        yield train


def linear_svc(loss, multi_class, dual):
    def peer(row):
        C = 0.5 / (row.penalty * data.N)
        for exponent in range(0, 9):
            def train(allowed, emit):
                begin = clock()
                model = LinearSVC(C=C, loss=loss, multi_class=multi_class, dual=dual, random_state=0,
                                  tol=10.0 ** -exponent, max_iter=1000000).fit(data.X64, data.y)
                seconds = clock() - begin
                if data.K > 2:
                    emit(seconds, model.coef_, model.intercept_)
                else:  # Crammer-Singer's row is the difference of two, which are opposite
                    share = 1 if multi_class == 'ovr' else 0.5
                    emit(seconds, *two_sided(share * model.coef_, share * model.intercept_))
            yield train
    return peer


def liblinear(solver):
    def peer(row):
        # Two classes: one row stands for both, so the two-row softmax has twice its C.
        C = (1 if solver == 0 else 0.5) / (row.penalty * data.N)
        problem = ctypes.c_void_p(prepared[row.bias, 'liblinear'])
        for exponent in np.arange(0, 9, 0.5):
            def train(allowed, emit):
                W, b = np.zeros((data.K, data.D)), np.zeros(data.K)
                seconds = library.train_liblinear(
                    ctypes.byref(data.c), problem, solver, double(C), double(10.0 ** -exponent),
                    doubles(W), doubles(b))
                share = 0.5 if solver == 0 else 1
                emit(seconds, share * W, share * b)
            yield train
    return peer


def dlib():
    def peer(row):
        problem = ctypes.c_void_p(prepared[row.bias, 'dlib'])
        for exponent in np.arange(0, 9, 0.5):
            def train(allowed, emit):
                W, b = np.zeros((data.K, data.D)), np.zeros(data.K)
                seconds = library.train_dlib(
                    ctypes.byref(data.c), problem, double(0.5 / row.penalty),
                    double(10.0 ** -exponent), threads, doubles(W), doubles(b))
                emit(seconds, W, b)
            yield train
    return peer


def torch_lbfgs(row):
    """PyTorch keeps its state, so each step goes on where the last one ended."""
    torch.set_num_threads(threads)
    y = torch.from_numpy(data.y.astype(np.int64))
    if data.sparse:
        X = data.X.tocoo()
        X = torch.sparse_coo_tensor(np.stack([X.row, X.col]), X.data, X.shape).coalesce()
    else:
        X = torch.from_numpy(data.X)
    W = torch.zeros((data.D, data.K), requires_grad=True)
    b = torch.zeros(data.K, requires_grad=row.bias == 'free')
    parameters = [W, b] if row.bias == 'free' else [W]
    optimizer = torch.optim.LBFGS(parameters, max_iter=5, history_size=20, tolerance_grad=0,
                                  tolerance_change=0, line_search_fn='strong_wolfe')
    spent = 0

    def closure():
        optimizer.zero_grad()
        logits = torch.sparse.mm(X, W) + b if data.sparse else torch.addmm(b, X, W)
        loss = torch.nn.functional.cross_entropy(logits, y) + row.penalty * (W * W).sum()
        loss.backward()
        return loss

    while True:
        def train(allowed, emit):
            nonlocal spent
            begin = clock()
            optimizer.step(closure)
            spent += clock() - begin
            emit(spent, W.detach().numpy().T, b.detach().numpy())
        yield train


def peers_of(row):
    if row.loss == 'softmax':
        yield 'scikit-learn lbfgs', logistic_regression('lbfgs', 'loss_gradient')
        yield ('scikit-learn newton-cg',
               logistic_regression('newton-cg', 'gradient_hessian_product'))
        if data.K == 2 and data.D < 1000:
            yield ('scikit-learn newton-cholesky',
                   logistic_regression('newton-cholesky', 'gradient_hessian'))
        yield 'scikit-learn saga', saga
        yield 'torch lbfgs', torch_lbfgs
        if row.bias == 'none':
            yield 'liblinear -s 0', liblinear(0)
    elif row.loss == 'one_vs_all_squared_hinge':
        yield 'liblinear -s 1', liblinear(1)
        yield 'liblinear -s 2', liblinear(2)
        yield 'LinearSVC', linear_svc('squared_hinge', 'ovr', data.N < data.D)
    elif row.loss == 'one_vs_all_hinge':
        yield 'liblinear -s 3', liblinear(3)
        yield 'LinearSVC', linear_svc('hinge', 'ovr', True)
    elif row.loss == 'crammer_singer':
        yield 'liblinear -s 4', liblinear(4)
        yield 'LinearSVC', linear_svc('hinge', 'crammer_singer', True)
        yield 'dlib', dlib()


def run(row, peer, allowed, out):
    """In the child: lines `start` and `seconds objective`."""
    spent, near = 0, False

    def emit(seconds, W, b):
        nonlocal spent, near
        value = objective(row, W, b)
        print(seconds, value, file=out, flush=True)
        spent, near = seconds, row.relative(value) <= LEVEL
        return near

    for train in peer(row):
        before = spent
        print('start', file=out, flush=True)
        train(allowed, emit)
        # The next one would take at least as much longer as this one did.
        if near or spent + max(0, spent - before) / 2 > allowed:
            return


def lines_within(reader, seconds):
    """The lines of a pipe, until it is closed or silent for so long."""
    text = b''
    while select.select([reader], [], [], seconds)[0]:
        piece = os.read(reader, 65536)
        if not piece:
            return
        *lines, text = (text + piece).split(b'\n')
        yield from (line.decode() for line in lines)


def race(row, who, peer, allowed, out):
    """Runs the peer in a child and copies its points; kills it where it takes too long."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            run(row, peer, allowed, os.fdopen(writer, 'w'))
            status = 0
        except Exception as error:  # a peer that fails is reported, and the race goes on
            print(f'{who}: {error}', file=sys.stderr)
        os._exit(status)
    os.close(writer)
    best = float('inf')
    for line in lines_within(reader, allowed + 5):
        if line == 'start':
            continue
        seconds, value = (float(word) for word in line.split())
        best = min(best, value)
        print(f'{row.key},{who},{seconds:.6f},{value:.12g},', file=out, flush=True)
    os.close(reader)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not row.relative(best) <= LEVEL:
        print(f'{row.key},{who},{allowed:.6f},,', file=out, flush=True)
    print(f'{name} {row.loss} lambda {row.penalty:g}: {who} {row.relative(best):.1e}',
          file=sys.stderr)


def main():
    with open(results, 'a') as out:
        for row in read_rows():
            allowed = min(limit, max(2.0, FACTOR * row.seconds()))
            for who, peer in peers_of(row):
                prepare(row, who.split()[0])
                race(row, who, peer, allowed, out)


main()
