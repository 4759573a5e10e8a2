"""Finds boxes by the patient rule induction method in an exported table and compares them with the program's; runs a box
that the program wrote as an experiment and compares what the program says of it: check_discover.py ACTORHOOD SWEEP"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

import numpy as np

WHERE = "public_spending_per_member > 4000"
AXES = ["funding.mix.core", "funding.mix.project", "funding.mix.fees", "funding.mix.services",
        "accountability.effort", "funding.level"]
PEEL, LEAST, MOST_P = 0.05, 0.05, 0.05


def call(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def cases_of(program, sweep):
    rows = list(csv.DictReader(call(program, "export", sweep, "--csv").splitlines()))
    x = np.array([[float(row[axis]) for axis in AXES] for row in rows])
    return x, np.array([float(row["public_spending_per_member"]) > 4000 for row in rows], float)


def size(count):
    return max(1, int(PEEL * count))


def end(values, is_low, count):
    """Who is in the thin end of at least `count`, and the border of what is left; nothing left is no end."""
    last = np.sort(values)[count - 1] if is_low else np.sort(values)[::-1][count - 1]
    rest = values[values > last] if is_low else values[values < last]
    if len(rest) == 0:
        return None
    nearest = rest.min() if is_low else rest.max()
    return (values <= last) if is_low else (values >= last), 0.5 * (last + nearest)


def gain(x, y, axis, is_low, thicker, least):
    found = end(x[:, axis], is_low, min(thicker * size(len(y)), len(y)))
    if found is None or (~found[0]).sum() < least:
        return -np.inf, None
    return (y[~found[0]].mean() - y.mean()) / found[0].sum(), found[1]


def inside(x, box):
    return np.all((x >= box[:, 0]) & (x < box[:, 1]), axis=1)


def excess(y, held, usual):
    return (y[held].sum() - held.sum() * usual) / np.sqrt(held.sum())


def peel(x, y):
    """All boxes on the way."""
    least = max(1, int(LEAST * len(y)))
    box = np.array([[-np.inf, np.inf]] * x.shape[1])
    boxes = [box.copy()]
    while True:
        held = inside(x, box)
        if y[held].mean() == 1.0:
            return boxes
        ends = [(axis, is_low) for axis in range(x.shape[1]) for is_low in (True, False)]
        gains = [gain(x[held], y[held], *one, 1, least)[0] for one in ends]
        if max(gains) == -np.inf:
            return boxes
        ends = [one for one, g in zip(ends, gains) if g >= max(gains) - 1e-12]
        for thicker in (2, 4, 8):
            gains = [gain(x[held], y[held], *one, thicker, least)[0] for one in ends]
            if len(ends) > 1 and max(gains) > -np.inf:
                ends = [one for one, g in zip(ends, gains) if g >= max(gains) - 1e-12]
        axis, is_low = ends[0]
        box[axis, 0 if is_low else 1] = gain(x[held], y[held], axis, is_low, 1, least)[1]
        boxes.append(box.copy())


def paste(x, y, box):
    usual = y.mean()
    while True:
        held = inside(x, box)
        best, chosen = excess(y, held, usual), None
        for axis in range(x.shape[1]):
            for side in (0, 1):
                if np.isinf(box[axis, side]):
                    continue
                wider = box.copy()
                wider[axis, side] = -np.inf if side == 0 else np.inf
                outside = inside(x, wider) & ~held
                values = np.sort(x[outside, axis])
                values = values[::-1] if side == 0 else values
                count = min(size(held.sum()), len(values))
                beyond = [v for v in values[count:] if v != values[count - 1]]
                if beyond:
                    wider[axis, side] = 0.5 * (values[count - 1] + beyond[0])
                found = excess(y, inside(x, wider), usual)
                if found > best + 1e-12:
                    best, chosen = found, wider
        if chosen is None:
            return box
        box = chosen


def tail(k, n, p):
    """Probability of k or more of n."""
    if p >= 1.0:
        return 1.0
    return sum(math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) +
                        (n - i) * math.log(1 - p)) for i in range(k, n + 1))


def quasi_p(x, y, box):
    held = inside(x, box)
    found = {}
    for axis in range(x.shape[1]):
        for side in (0, 1):
            if np.isfinite(box[axis, side]):
                wider = box.copy()
                wider[axis, side] = -np.inf if side == 0 else np.inf
                found[axis, side] = tail(int(y[held].sum()), int(held.sum()), y[inside(x, wider)].mean())
    return found


def find_box(x, y):
    usual = y.mean()
    boxes = peel(x, y)
    box = paste(x, y, max(boxes, key=lambda one: excess(y, inside(x, one), usual)).copy())
    while quasi_p(x, y, box):
        p = quasi_p(x, y, box)
        axis, side = max(p, key=p.get)
        if p[axis, side] <= MOST_P:
            break
        box[axis, side] = -np.inf if side == 0 else np.inf
    return box, boxes


def check_box(said, box, boxes, x, y, total):
    held = inside(x, box)
    assert said["points"] == held.sum() and said["interest"] == y[held].sum(), said
    assert np.isclose(said["density"], y[held].mean()) and np.isclose(said["coverage"], y[held].sum() / total)
    p = quasi_p(x, y, box)
    limits = {}
    for limit in said["limits"]:
        axis = AXES.index(limit["axis"])
        for side, name in enumerate(("low", "high")):
            if limit[name] is not None:
                limits[axis, side] = limit[name], limit[f"{name}_quasi_p"]
    assert set(limits) == set(p), (limits, p)
    for place, (border, own_p) in limits.items():
        assert np.isclose(border, box[place], rtol=1e-12), (place, border, box[place])
        assert np.isclose(own_p, p[place], rtol=1e-6, atol=1e-12), (place, own_p, p[place])
    steps = [[int(inside(x, one).sum()), y[inside(x, one)].sum()] for one in boxes]
    assert said["peeling"] == steps, (said["peeling"], steps)


def check_written(program, sweep, first):
    """The box as an experiment: all of its points lie inside, and the program sees what the table says."""
    with tempfile.TemporaryDirectory() as folder:
        written, fresh = os.path.join(folder, "box.toml"), os.path.join(folder, "fresh")
        call(program, "discover", sweep, "--where", WHERE, "--write", written)
        call(program, "sweep", written, "-o", fresh, "--quiet")
        x, y = cases_of(program, fresh)
        assert inside(x, first).all()
        said = json.loads(call(program, "discover", sweep, "--where", WHERE, "--check", fresh, "--json"))
        assert said["boxes"][0]["fresh"]["points"] == len(y)
        assert np.isclose(said["boxes"][0]["fresh"]["density"], y.mean())
        return len(y), y.mean()


def main(program, sweep):
    x, y = cases_of(program, sweep)
    said = json.loads(call(program, "discover", sweep, "--where", WHERE, "--json"))
    assert said["points"] == len(y) and said["interest"] == y.sum()
    assert said["boxes"], "no box"
    total, first = y.sum(), None
    for found in said["boxes"]:
        box, boxes = find_box(x, y)
        check_box(found, box, boxes, x, y, total)
        first = box if first is None else first
        x, y = x[~inside(x, box)], y[~inside(x, box)]
    print(f"{len(said['boxes'])} boxes agree; fresh points and density: {check_written(program, sweep, first)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
