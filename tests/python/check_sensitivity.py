"""Computes Sobol indices and the share of chance from an exported table and compares them with the program's:
check_sensitivity.py ACTORHOOD SWEEP"""
import csv
import subprocess
import sys

import numpy as np


def rows(program, command, sweep):
    text = subprocess.run([program, command, sweep, "--csv"], check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(text.splitlines()))


def between_replicates(a, b):
    """Mean product of different replicates, over the blocks."""
    count = a.shape[1]
    different = [(r, q) for r in range(count) for q in range(count) if r != q]
    return sum((a[:, r] * b[:, q]).mean() for r, q in different) / len(different)


def computed(table, variable):
    runs = {}
    for row in table:
        block = runs.setdefault(int(row["saltelli_block"]), {})
        block.setdefault(row["saltelli_matrix"], {})[int(row["replicate"])] = float(row[variable])
    matrices = sorted(next(iter(runs.values())))
    values = {m: np.array([[v for _, v in sorted(b[m].items())] for _, b in sorted(runs.items())]) for m in matrices}
    centre = np.mean([values["A"], values["B"]])
    values = {m: v - centre for m, v in values.items()}
    a, b = values["A"], values["B"]
    variance = 0.5 * (between_replicates(a, a) + between_replicates(b, b))
    within = 0.5 * (a.var(axis=1, ddof=1).mean() + b.var(axis=1, ddof=1).mean())
    indices = {"chance": within / (variance + within)}
    for name in matrices[1:-1]:  # A, AB_..., B
        mixed = values[name]
        indices[name[3:], "total"] = 0.5 * between_replicates(a - mixed, a - mixed) / variance
        indices[name[3:], "first"] = between_replicates(b, mixed - a) / variance
    return indices


def main(program, sweep):
    table = rows(program, "export", sweep)
    said = [row for row in rows(program, "sensitivity", sweep) if row["index"] in ("total", "first")]
    assert len(said) == 6, len(said)
    for row in said:
        expected = computed(table, row["variable"])
        assert np.isclose(float(row["value"]), expected[row["parameter"], row["index"]], rtol=1e-9, atol=1e-12), row
        assert np.isclose(float(row["share_of_chance"]), expected["chance"], rtol=1e-9), row
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row
    print(f"{len(said)} indices agree")


if __name__ == "__main__":
    main(*sys.argv[1:])
