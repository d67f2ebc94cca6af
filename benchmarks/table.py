#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
"""table.py RESULTS.csv OUTPUT: a table and a bar chart of one run, as ratios to the limit.

Writes OUTPUT.md and OUTPUT.svg. The limit of a pass is the larger of reading X once from memory
and 4 N D K operations at the peak of fused multiply-adds; that of a prediction has half of them.
"""
import csv
import sys

SHAPES = {'cifar10': (50000, 3072, 10), 'mnist': (60000, 784, 10), 'letter': (16000, 16, 26),
          'embeddings100': (100000, 768, 100), 'embeddings1000': (20000, 768, 1000),
          'binary': (200000, 300, 2)}

results, limits = [], {}
with open(sys.argv[1], newline='') as file:
    for shape, what, threads, value in csv.reader(file):
        if what.startswith('limit'):
            limits[shape, what.split(': ')[1], int(threads)] = float(value)
        else:
            results.append((shape, what, int(threads), float(value)))


def limit(shape, what, threads):
    """Milliseconds that the machine needs at least."""
    N, D, K = SHAPES[shape]
    size, operations = 1 if 'bytes' in what else 4, 4
    if 'predict' in what:
        N, operations = 10000, 2
    return max(size * N * D / limits[shape, 'bytes per ns', threads],
               operations * N * D * K / limits[shape, 'operations per ns', threads]) / 1e6


def best_peer(shape, threads):
    peers = [t for s, w, n, t in results if s == shape and n == threads and 'softmargin' not in w
             and 'predict' not in w]
    return min(peers, default=None)


rows = [(s, w, n, t, t / limit(s, w, n)) for s, w, n, t in results]
with open(sys.argv[2] + '.md', 'w') as out:
    for threads in (1, 2):
        read, peak = ([value for (_, what, n), value in limits.items()
                       if what == unit and n == threads]
                      for unit in ('bytes per ns', 'operations per ns'))
        print(f"Limits, {threads} thread{'s' * (threads > 1)}: {min(read):.1f} to {max(read):.1f} "
              f"GB/s read, {min(peak):.0f} to {max(peak):.0f} Gflop/s.\n", file=out)
    print('| shape | N x D x K | what | threads | ms | times the limit | times the fastest peer |',
          file=out)
    print('|---|---|---|---|---|---|---|', file=out)
    for shape, what, threads, time, ratio in sorted(
            rows, key=lambda row: (list(SHAPES).index(row[0]), row[2], row[3])):
        peer = best_peer(shape, threads)
        lead = f'{time / peer:.2f}' if peer and what.startswith('softmargin') else ''
        size = ' x '.join(str(n) for n in SHAPES[shape])
        print(f'| {shape} | {size} | {what} | {threads} | {time:.2f} | {ratio:.2f} | {lead} |',
              file=out)

bars = [row for row in rows if row[2] == 1]
bars.sort(key=lambda row: (list(SHAPES).index(row[0]), row[3]))
scale, height = 12, 18
longest = min(50, max(row[4] for row in bars))
with open(sys.argv[2] + '.svg', 'w') as out:
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{300 + scale * longest + 60:.0f}" '
          f'height="{height * (len(bars) + len(SHAPES)) + 50}" font-family="sans-serif" '
          f'font-size="12"><rect width="100%" height="100%" fill="white"/>'
          f'<text x="8" y="18">Loss and gradient, one thread: times the limit of the machine'
          f'</text>', file=out)
    y, last = 36, None
    for shape, what, _, time, ratio in bars:
        if shape != last:
            print(f'<text x="8" y="{y + 13}" font-weight="bold">{shape} '
                  f'({" x ".join(str(n) for n in SHAPES[shape])})</text>', file=out)
            y, last = y + height, shape
        colour = '#0b6e4f' if what.startswith(('softmargin', 'predict')) else '#9aa5b1'
        print(f'<text x="292" y="{y + 13}" text-anchor="end">{what}</text>'
              f'<rect x="300" y="{y + 2}" width="{scale * min(ratio, longest):.1f}" '
              f'height="{height - 4}" fill="{colour}"/>'
              f'<text x="{304 + scale * min(ratio, longest):.1f}" y="{y + 13}">{ratio:.1f}</text>',
              file=out)
        y += height
    print('</svg>', file=out)
