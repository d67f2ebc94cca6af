#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
"""reader_peers.py make FOLDER | time FOLDER OURS

Makes files of the sizes of text classification and of images, or times scikit-learn and NumPy on
them, the least of many times, and prints a table beside the lines file,what,milliseconds of OURS.
"""
import gzip
import os
import shutil
import sys
import time

import numpy as np

folder = sys.argv[2]


def path(name):
    return os.path.join(folder, name)


def make():
    rng = np.random.default_rng(1)
    with open(path('sparse.svm'), 'w') as file:
        for i in range(8000):
            indices = np.unique(rng.integers(1, 50000, 150))
            values = rng.random(len(indices))
            file.write(f'{i % 20 + 1} ' +
                       ' '.join(f'{d}:{v:.5g}' for d, v in zip(indices, values)) + '\n')
    with open(path('sparse.svm'), 'rb') as plain, gzip.open(path('sparse.svm.gz'), 'wb') as packed:
        shutil.copyfileobj(plain, packed)
    X = rng.random((20000, 100))
    y = np.arange(20000) % 10
    np.savetxt(path('dense.csv'), np.column_stack([y, X]), fmt=['%d'] + ['%.6g'] * 100,
               delimiter=',')
    images = rng.random((20000, 784), dtype=np.float32)
    np.save(path('dense.npy'), images)
    np.save(path('fortran.npy'), np.asfortranarray(images))
    pixels = rng.integers(0, 256, (20000, 3073), dtype=np.uint8)
    pixels[:, 0] %= 10
    pixels.tofile(path('cifar.bin'))
    with open(path('images-idx3-ubyte'), 'wb') as file:
        file.write(bytes([0, 0, 8, 3]) + np.array([20000, 28, 28], '>u4').tobytes())
        file.write(pixels[:, :784].tobytes())
    with open(path('labels-idx1-ubyte'), 'wb') as file:
        file.write(bytes([0, 0, 8, 1]) + np.array([20000], '>u4').tobytes())
        file.write(pixels[:, 0].tobytes())
    images = np.round(images * 4) / 4  # something to compress
    np.savez(path('dense.npz'), X=images, y=y)
    np.savez_compressed(path('deflated.npz'), X=images, y=y)


def milliseconds(action):
    action()
    times = []
    while len(times) < 3 or (sum(times) < 1 and len(times) < 51):
        begin = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - begin))
    return min(times)


def compare(ours):
    from sklearn.datasets import load_svmlight_file

    def load_npz(name):
        with np.load(path(name)) as archive:
            return archive['X'], archive['y']

    def idx(name, start):
        return np.fromfile(path(name), np.uint8)[start:]

    def cifar():
        records = np.fromfile(path('cifar.bin'), np.uint8).reshape(-1, 3073)
        return np.ascontiguousarray(records[:, 1:]), records[:, 0]

    def mapped(name, shape, offset):
        return np.memmap(path(name), np.uint8, 'r', offset, shape)

    peers = [
        ('sparse.svm', 'load_svmlight_file', lambda: load_svmlight_file(path('sparse.svm'))),
        ('sparse.svm.gz', 'load_svmlight_file', lambda: load_svmlight_file(path('sparse.svm.gz'))),
        ('dense.csv', 'numpy.loadtxt', lambda: np.loadtxt(path('dense.csv'), delimiter=',')),
        ('dense.csv', 'numpy.genfromtxt',
         lambda: np.genfromtxt(path('dense.csv'), delimiter=',')),
        ('dense.npy', 'numpy.load', lambda: np.load(path('dense.npy'))),
        ('dense.npy', 'numpy.load and isfinite',
         lambda: np.isfinite(np.load(path('dense.npy'))).all()),
        ('dense.npy', 'numpy.load, mapped, and a sum',
         lambda: np.load(path('dense.npy'), mmap_mode='r').sum()),
        ('fortran.npy', 'numpy.load to C order',
         lambda: np.ascontiguousarray(np.load(path('fortran.npy')))),
        ('dense.npz', 'numpy.load', lambda: load_npz('dense.npz')),
        ('deflated.npz', 'numpy.load', lambda: load_npz('deflated.npz')),
        ('images-idx3-ubyte', 'numpy.fromfile, both files',
         lambda: (idx('images-idx3-ubyte', 16), idx('labels-idx1-ubyte', 8))),
        ('images-idx3-ubyte', 'numpy.memmap and a sum',
         lambda: mapped('images-idx3-ubyte', (20000, 784), 16).sum()),
        ('cifar.bin', 'numpy.fromfile, pixels and labels apart', cifar),
        ('cifar.bin', 'numpy.memmap and a sum',
         lambda: mapped('cifar.bin', (20000, 3073), 0)[:, 1:].sum()),
    ]
    rows = []
    with open(ours) as file:
        for line in file:
            name, what, number = line.strip().split(',')
            rows.append((name, what, float(number)))
    rows += [(name, what, milliseconds(action)) for name, what, action in peers]
    rows.sort(key=lambda row: row[0])
    print('| file | MB | reader | ms | MB/s |')
    print('|---|---|---|---|---|')
    for name, what, number in rows:
        size = os.path.getsize(path(name)) / 1e6
        print(f'| {name} | {size:.1f} | {what} | {number:.1f} | {1000 * size / number:.0f} |')


if sys.argv[1] == 'make':
    make()
else:
    compare(sys.argv[3])
