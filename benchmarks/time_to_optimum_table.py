#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
"""time_to_optimum_table.py RESULTS.csv OUTPUT THREADS: summary, table and chart of the race.

Writes OUTPUT.md and OUTPUT.svg. Suboptimality is relative to the reference's lower bound. Between
two of a peer's points its time is interpolated, seconds against the logarithm of the suboptimality;
softmargin's is that of the first point that it reported within the level. Where no peer came within
a level, the seconds that they were given stand for the best of them, marked with >. Where the
reference is not tight enough to tell who is within a level, the row does not count there.
"""
import csv
import math
import sys

LEVELS = (1e-2, 1e-3, 1e-6)
LOSSES = {'softmax': 'softmax', 'one_vs_all_squared_hinge': 'one-vs-all, squared hinge',
          'one_vs_all_hinge': 'one-vs-all, hinge', 'crammer_singer': 'Crammer-Singer',
          'weston_watkins': 'Weston-Watkins'}
COLOURS = {'scikit-learn lbfgs': '#1f77b4', 'scikit-learn newton-cg': '#17a2c9',
           'scikit-learn newton-cholesky': '#6baed6', 'scikit-learn saga': '#9467bd',
           'torch lbfgs': '#ff7f0e', 'liblinear -s 0': '#b5651d', 'liblinear -s 1': '#d62728',
           'liblinear -s 2': '#e377c2', 'liblinear -s 3': '#d62728', 'liblinear -s 4': '#d62728',
           'LinearSVC': '#7f7f7f', 'dlib': '#bcbd22'}
OURS = '#0b6e4f'


class Row:
    def __init__(self, key):
        self.set, self.loss, self.bias, self.penalty = key
        self.ours, self.peers, self.given = [], {}, {}
        self.lower = self.upper = math.nan

    def relative(self, value):
        return max((value - self.lower) / self.lower, 1e-12)

    def finish(self):
        """Curves of (seconds, best suboptimality so far)."""
        self.true, self.certified, best, bound = [], [], math.inf, 0
        for seconds, value, lower in self.ours:
            best, bound = min(best, value), max(bound, lower)
            self.true.append((seconds, self.relative(best)))
            self.certified.append((seconds, max((best - bound) / best, 1e-12)))
        self.curves = {}
        for who, points in self.peers.items():
            curve, best = [], math.inf
            for seconds, value in sorted(points):
                best = min(best, self.relative(value))
                curve.append((seconds, best))
            self.curves[who] = curve

    def is_decided(self, level):
        """Whether the bracket of the optimum is tight enough to tell who is within the level."""
        return self.upper - self.lower <= level / 2 * self.lower

    def first(self, curve, level):
        return next((seconds for seconds, value in curve if value <= level), math.inf)

    def best_peer(self, level, among=COLOURS):
        """(seconds, who, reached) of the fastest; who is None where there is no peer."""
        times = [(interpolated(curve, level), who) for who, curve in self.curves.items()
                 if who in among]
        times = [time for time in times if time[0] < math.inf]
        if times:
            return (*min(times), True)
        given = [seconds for who, seconds in self.given.items() if who in among]
        if given:
            return min(given), 'all', False
        return math.nan, None, False


def interpolated(curve, level):
    before = None
    for seconds, value in curve:
        if value <= level:
            if before is None or before[1] <= value:
                return seconds
            share = math.log(before[1] / level) / math.log(before[1] / value)
            return before[0] + share * (seconds - before[0])
        before = (seconds, value)
    return math.inf


def read(path):
    rows = {}
    with open(path, newline='') as file:
        for *key, who, seconds, value, lower in csv.reader(file):
            row = rows.setdefault(tuple(key), Row(key))
            if who == 'softmargin':
                row.ours.append((float(seconds), float(value), float(lower)))
            elif who == 'reference':
                row.lower, row.upper = float(lower), float(value)
            elif value:
                row.peers.setdefault(who, []).append((float(seconds), float(value)))
            else:
                row.peers.setdefault(who, [])
                row.given[who] = float(seconds)
    for row in rows.values():
        row.finish()
    return list(rows.values())


def text(seconds):
    return '-' if not seconds < math.inf else f'{seconds:.2g}' if seconds < 10 else f'{seconds:.0f}'


def gap_of(row):
    return (row.upper - row.lower) / row.lower


def mean_ratio(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def write_table(rows, threads, out):
    raced = [row for row in rows if row.curves]
    everything, behind = [], []
    print(f'{len(raced)} rows with a peer, {threads} thread{"s" * (threads != "1")}. Geometric mean '
          'of the time of the fastest peer of a row over that of softmargin, to a relative '
          'suboptimality of', file=out)
    for level in LEVELS:
        ratios, open_ended = [], 0
        for row in raced:
            ours = row.first(row.true, level)
            peer, who, reached = row.best_peer(level)
            if not row.is_decided(level):
                peer, who = math.nan, f'not known: the optimum itself to {gap_of(row):.0e} only'
            if not ours < math.inf or not row.is_decided(level):
                behind.append((0, row, level, ours, peer, who))
                continue
            ratios.append(peer / ours)
            open_ended += not reached
            if peer < ours:
                behind.append((peer / ours, row, level, ours, peer, who))
        everything += ratios
        print(f'- {level:g}: {mean_ratio(ratios):.1f} ({open_ended} rows where no peer arrived: '
              'there the time it was given counts)', file=out)
    print(f'- all three: {mean_ratio(everything):.1f}\n', file=out)
    if behind:
        print('A peer was faster, or softmargin did not arrive:\n', file=out)
        print('| set | loss | lambda | level | softmargin s | peer s | peer |', file=out)
        print('|---|---|---|---|---|---|---|', file=out)
        for _, row, level, ours, peer, who in sorted(behind, key=lambda entry: entry[0]):
            print(f'| {row.set} | {LOSSES[row.loss]} | {row.penalty} | {level:g} | {text(ours)} | '
                  f'{text(peer)} | {who} |', file=out)
        print(file=out)
    print('Each peer against softmargin, geometric means over the rows where it took part (in '
          'brackets: of how many it arrived):\n', file=out)
    print('| peer | rows | 1e-2 | 1e-3 | 1e-6 |\n|---|---|---|---|---|', file=out)
    for who in sorted({who for row in raced for who in row.curves}):
        of = [row for row in raced if who in row.curves]
        cells = []
        for level in LEVELS:
            ratios = [(min(interpolated(row.curves[who], level), row.given.get(who, math.inf)) /
                       row.first(row.true, level), interpolated(row.curves[who], level) < math.inf)
                      for row in of
                      if row.is_decided(level) and row.first(row.true, level) < math.inf]
            cells.append(f'{mean_ratio([ratio for ratio, _ in ratios]):.1f} '
                         f'({sum(arrived for _, arrived in ratios)})')
        print(f'| {who} | {len(of)} | {" | ".join(cells)} |', file=out)
    print('\nSeconds to a relative suboptimality of 1e-2 / 1e-3 / 1e-6: softmargin true and '
          'certified, the fastest peer of each.\n', file=out)
    print('| set | loss, bias | lambda | optimum | softmargin | certified | fastest peer | ratio |',
          file=out)
    print('|---|---|---|---|---|---|---|---|', file=out)
    for row in rows:
        ours = [row.first(row.true, level) for level in LEVELS]
        proved = [row.first(row.certified, level) for level in LEVELS]
        best = [row.best_peer(level) for level in LEVELS]
        peers = ', '.join(f'{text(s)} {who}' if reached else f'> {text(s)}'
                          for s, who, reached in best) if row.curves else ''
        ratios = ' / '.join(f'{"" if reached else "> "}{s / t:.1f}' if t < math.inf else '-'
                            for t, (s, _, reached) in zip(ours, best)) if row.curves else ''
        print(f'| {row.set} | {LOSSES[row.loss]}, {row.bias} | {row.penalty} | {row.upper:.6g} | '
              f'{" / ".join(map(text, ours))} | {" / ".join(map(text, proved))} | {peers} | '
              f'{ratios} |', file=out)


def write_liblinear(rows, out):
    """Its own losses, to 1e-4: the fastest of its solvers for each."""
    level = 1e-4
    solvers = {'one_vs_all_squared_hinge': ('liblinear -s 1', 'liblinear -s 2'),
               'one_vs_all_hinge': ('liblinear -s 3',), 'crammer_singer': ('liblinear -s 4',)}
    print('\nSeconds to the objective of the losses that LIBLINEAR has, to 1e-4 relative, against '
          'LIBLINEAR itself:\n', file=out)
    print('| set | loss | lambda | softmargin | certified | LIBLINEAR |\n|---|---|---|---|---|---|',
          file=out)
    for row in rows:
        if row.loss not in solvers or not row.is_decided(level):
            continue
        ours, proved = row.first(row.true, level), row.first(row.certified, level)
        seconds, who, reached = row.best_peer(level, solvers[row.loss])
        theirs = f'{text(seconds)} {who}' if reached else f'> {text(seconds)}'
        print(f'| {row.set} | {LOSSES[row.loss]} | {row.penalty} | {text(ours)} | {text(proved)} | '
              f'{theirs} |', file=out)


WIDTH, HEIGHT, LEFT, TOP = 196, 130, 104, 64


def write_chart(rows, threads, out):
    sets = list(dict.fromkeys(row.set for row in rows))
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH * len(LOSSES) + 10}" '
          f'height="{TOP + HEIGHT * len(sets) + 62}" font-family="sans-serif" font-size="11">'
          '<rect width="100%" height="100%" fill="white"/>'
          f'<text x="8" y="20" font-size="14">Relative suboptimality against seconds of training, '
          f'{threads} thread{"s" * (threads != "1")}, middle lambda of each set</text>', file=out)
    for column, (loss, title) in enumerate(LOSSES.items()):
        print(f'<text x="{LEFT + WIDTH * column + WIDTH / 2 - 8:.0f}" y="48" text-anchor="middle" '
              f'font-weight="bold">{title}</text>', file=out)
        for line, name in enumerate(sets):
            of = [row for row in rows if row.set == name and row.loss == loss]
            if of:
                draw(of[len(of) // 2], LEFT + WIDTH * column, TOP + HEIGHT * line, out)
    for line, name in enumerate(sets):
        print(f'<text x="8" y="{TOP + HEIGHT * line + 14}" font-weight="bold">{name}</text>',
              file=out)
    write_legend(rows, TOP + HEIGHT * len(sets) + 18, out)
    print('</svg>', file=out)


def draw(row, x0, y0, out):
    """One small panel: logarithmic axes, 1 down to 1e-7."""
    width, height = WIDTH - 34, HEIGHT - 28
    curves = [(OURS, 2.2, '', row.true), (OURS, 1.6, '4 3', row.certified)]
    curves += [(COLOURS.get(who, '#000'), 1.3, '', curve) for who, curve in row.curves.items()]
    seconds = [s for *_, curve in curves for s, _ in curve if s > 0]
    low = 10 ** math.floor(math.log10(max(min(seconds), 1e-4)))
    high = 10 ** math.ceil(math.log10(max(max(seconds), 10 * low)))

    def place(s, value):
        x = x0 + width * math.log(max(s, low) / low) / math.log(high / low)
        y = y0 + height * min(1, max(0, -math.log10(max(value, 1e-300)) / 7))
        return x, y

    print(f'<rect x="{x0}" y="{y0}" width="{width}" height="{height}" fill="none" '
          'stroke="#bbb"/>', file=out)
    for level in LEVELS:
        _, y = place(low, level)
        print(f'<path d="M{x0} {y:.1f}h{width}" stroke="#e4e4e4"/><text x="{x0 - 3}" '
              f'y="{y + 4:.1f}" text-anchor="end" fill="#666" font-size="9">{level:.0e}</text>'
              .replace('e-0', 'e-'), file=out)
    tick = low
    while tick <= high * 1.001:
        x, _ = place(tick, 1)
        print(f'<text x="{x:.1f}" y="{y0 + height + 11}" text-anchor="middle" fill="#666" '
              f'font-size="9">{tick:g}</text>', file=out)
        tick *= 10
    for colour, thick, dashes, curve in reversed(curves):
        points = [place(s, value) for s, value in curve]
        path = 'M' + 'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)
        print(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick}" '
              f'stroke-dasharray="{dashes}"/>', file=out)
        if len(points) < 20:
            print(''.join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6" fill="{colour}"/>'
                          for x, y in points), file=out)


def write_legend(rows, y, out):
    entries = [('softmargin', OURS, ''), ('softmargin, certified', OURS, '4 3')]
    entries += [(who, COLOURS.get(who, '#000'), '')
                for who in sorted({who for row in rows for who in row.curves})]
    for number, (who, colour, dashes) in enumerate(entries):
        x, line = LEFT + number % 5 * WIDTH, y + number // 5 * 16
        print(f'<path d="M{x} {line - 4}h22" stroke="{colour}" stroke-width="2" '
              f'stroke-dasharray="{dashes}"/><text x="{x + 27}" y="{line}">{who}</text>', file=out)


def main():
    rows = read(sys.argv[1])
    with open(sys.argv[2] + '.md', 'w') as out:
        write_table(rows, sys.argv[3], out)
        write_liblinear(rows, out)
    with open(sys.argv[2] + '.svg', 'w') as out:
        write_chart(rows, sys.argv[3], out)


main()
