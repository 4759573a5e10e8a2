"""Computes what sensitivity says of a sweep from its exported table, and compares: of a Saltelli design Sobol indices, of a
Morris design elementary effects, of a sample rank correlations, each with the share of chance. Blocks, trajectories and
points that lack a run are dropped here as there: check_sensitivity.py ACTORHOOD SWEEP [LEAST_DROPPED]"""
import csv
import subprocess
import sys

import numpy as np

def rows(program, command, sweep):
    text = subprocess.run([program, command, sweep, "--csv"], check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(text.splitlines()))


def number(text):
    return float(text) if text else np.nan


def points_of(table, variable):
    """What stands in the table of each point, in its order, with the values of its replicates; those without a run or where
    the output is not defined are left out."""
    count = 1 + max(int(row["replicate"]) for row in table)
    points = {}
    for row in table:
        points.setdefault(int(row["design"]), (row, np.full(count, np.nan)))[1][int(row["replicate"])] = number(
            row[variable])
    return [(row, values) for _, (row, values) in sorted(points.items()) if np.isfinite(values).all()]


def between_replicates(a, b):
    """Mean product of different replicates, over the blocks."""
    count = a.shape[1]
    different = [(r, q) for r in range(count) for q in range(count) if r != q]
    return sum((a[:, r] * b[:, q]).mean() for r, q in different) / len(different)


def sobol(points):
    blocks = {}
    for row, values in points:
        blocks.setdefault(int(row["saltelli_block"]), {})[row["saltelli_matrix"]] = values
    matrices = sorted({row["saltelli_matrix"] for row, _ in points})  # A, AB_..., B
    whole = [block for _, block in sorted(blocks.items()) if len(block) == len(matrices)]
    values = {m: np.array([block[m] for block in whole]) for m in matrices}
    centre = np.mean([values["A"], values["B"]])
    values = {m: v - centre for m, v in values.items()}
    a, b = values["A"], values["B"]
    variance = 0.5 * (between_replicates(a, a) + between_replicates(b, b))
    within = 0.5 * (a.var(axis=1, ddof=1).mean() + b.var(axis=1, ddof=1).mean())
    found = {"chance": within / (variance + within), "blocks": len(whole)}

    def alone_variance(difference):
        return 0.5 * between_replicates(difference, difference)

    mixed = {name[3:]: values[name] for name in matrices[1:-1]}
    for name, ab in mixed.items():
        found[name, "total"] = alone_variance(a - ab) / variance
        found[name, "first"] = between_replicates(b, ab - a) / variance
        for other, also in mixed.items():
            found[f"{name} with {other}", "interaction"] = (
                alone_variance(a - ab) + alone_variance(a - also) - alone_variance(ab - also)) / variance
    return found


def share_of_chance(values, common):
    """Variance within the points over that and what the means vary by beyond it. Common draws move all points alike."""
    if values.shape[1] == 1:
        return np.nan
    within = values.var(axis=1, ddof=1).mean()
    centred = values - (values.mean(axis=0) if common else values.mean())
    squares = centred.mean(axis=1)**2 - centred.var(axis=1, ddof=1) / values.shape[1]
    return within / (within + max(0.0, squares.mean()))


def morris(points):
    trajectories = {}
    for row, values in points:
        trajectories.setdefault(int(row["morris_trajectory"]), {})[int(row["morris_step"])] = row, values
    longest = max(len(steps) for steps in trajectories.values())
    whole = [steps for _, steps in sorted(trajectories.items()) if len(steps) == longest]
    effects = {}
    for steps in whole:
        for step in range(1, longest):
            row, values = steps[step]
            effects.setdefault(row["morris_factor"], []).append(
                (values - steps[step - 1][1]) / float(row["morris_change"]))
    found = {"blocks": len(whole), "chance": share_of_chance(np.array([v for s in whole for _, v in s.values()]), False)}
    for name, of_replicates in effects.items():
        of_replicates = np.array(of_replicates)
        mean = of_replicates.mean(axis=1)
        found[name, "mu"], found[name, "mu*"] = mean.mean(), np.abs(mean).mean()
        found[name, "sigma"] = mean.std(ddof=1)
        found[name, "chance"] = np.sqrt(of_replicates.var(axis=1, ddof=1).mean() / of_replicates.shape[1])
    return found


def ranks(values):
    """Equal values share the mean of their ranks."""
    order = np.sort(values)
    return 0.5 * (np.searchsorted(order, values, "left") + np.searchsorted(order, values, "right") + 1)


def explained(columns, output):
    """Part of the variance of the output's ranks that a regression on the columns' ranks explains."""
    left = np.column_stack([np.ones(len(output)), *columns])
    rest = output - left @ np.linalg.lstsq(left, output, rcond=None)[0]
    return 1.0 - rest.var() / output.var()


def correlations(points):
    columns = list(points[0][0])
    axes = columns[columns.index("design") + 1:columns.index("replicate")]
    values = np.array([values for _, values in points])
    y = ranks(values.mean(axis=1))
    x = {axis: ranks(np.array([float(row[axis]) for row, _ in points])) for axis in axes}
    of_parameter = {}
    for axis in axes:
        parameter = "funding.mix" if axis.startswith("funding.mix.") else axis
        of_parameter.setdefault(parameter, []).append(x[axis])
    found = {"blocks": len(points), "chance": share_of_chance(values, True)}
    everything = explained(list(x.values()), y)
    for name, columns in of_parameter.items():
        others = [column for other, own in of_parameter.items() if other != name for column in own]
        alone = np.sqrt(explained(columns, y))
        partial = np.sqrt(1.0 - (1.0 - everything) / (1.0 - explained(others, y)))
        sign = np.sign(np.corrcoef(columns[0], y)[0, 1]) if len(columns) == 1 else 1.0
        found[name, "alone"] = sign * alone
        if len(columns) == 1:
            left = np.column_stack([np.ones(len(y)), *others])
            rest = [v - left @ np.linalg.lstsq(left, v, rcond=None)[0] for v in (columns[0], y)]
            partial = np.corrcoef(*rest)[0, 1]
        found[name, "partial"] = partial
    for axis in axes:
        found.setdefault((axis, "alone"), np.corrcoef(x[axis], y)[0, 1])
    return found


def main(program, sweep, least_dropped="0"):
    table = rows(program, "export", sweep)
    said = [row for row in rows(program, "sensitivity", sweep) if row["value"]]
    dropped = 0
    for row in said:
        points = points_of(table, row["variable"])
        if "saltelli_block" in table[0]:
            expected = sobol(points)
        elif "morris_trajectory" in table[0]:
            expected = morris(points)
        else:
            expected = correlations(points)
        value = expected[row["parameter"], row["index"]]
        assert np.isclose(float(row["value"]), value, rtol=1e-9, atol=1e-12), (row, value)
        chance = number(row["share_of_chance"])
        assert np.isclose(chance, expected["chance"], rtol=1e-9, equal_nan=True), (row, expected["chance"])
        assert int(row["blocks"]) == expected["blocks"], (row, expected["blocks"])
        assert row["index"] == "chance" or float(row["low"]) <= float(row["value"]) <= float(row["high"]), row
        dropped = int(row["dropped_not_finished"])
    assert said and dropped >= int(least_dropped), (len(said), dropped)
    print(f"{said[0]['method']}: {len(said)} numbers agree, {said[0]['blocks']} blocks, {dropped} dropped")


if __name__ == "__main__":
    main(*sys.argv[1:])
