"""Computes the ranking of a crossed sweep from an exported table and compares it with the program's:
check_rank.py ACTORHOOD SWEEP"""
import csv
import json
import subprocess
import sys

import numpy as np

LEVERS = ["funding.mix.core", "funding.mix.project", "funding.mix.fees"]
ASSUMPTIONS = ["accountability.effort", "funding.level"]


def call(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def values_of(table, variable):
    """set x alternative x replicate, and what the sets and alternatives are."""
    def key(row, columns):
        return tuple(row[column] for column in columns)
    alternatives = list(dict.fromkeys(key(row, LEVERS) for row in table))
    sets = list(dict.fromkeys(key(row, ASSUMPTIONS) for row in table))
    values = np.full((len(sets), len(alternatives), 1 + max(int(row["replicate"]) for row in table)), np.nan)
    for row in table:
        place = sets.index(key(row, ASSUMPTIONS)), alternatives.index(key(row, LEVERS)), int(row["replicate"])
        values[place] = float(row[variable])
    return values, alternatives, np.array(sets, float)


def ranks(row):
    return np.array([1 + (row > v).sum() + 0.5 * ((row == v).sum() - 1) for v in row])


def drawn(values, resamples, random):
    """Values as other replicates might have given them: Student's t with the covariance of the replicates."""
    n = values.shape[2]
    means = values.mean(axis=2)
    deviations = (values - means[:, :, None]) / np.sqrt(n * (n - 1))
    for _ in range(resamples):
        scale = np.sqrt((n - 1) / random.chisquare(n - 1))
        yield means + deviations @ (scale * random.standard_normal(n))


def best_split(numbers, target):
    """Border and share of the variance that it explains, by trying all borders."""
    least = int(np.ceil(0.05 * len(target)))
    found = (None, -1.0)
    ordered = np.unique(numbers)
    for border in 0.5 * (ordered[1:] + ordered[:-1]):
        low, high = target[numbers < border], target[numbers >= border]
        if min(len(low), len(high)) >= least:
            within = ((low - low.mean())**2).sum() + ((high - high.mean())**2).sum()
            explained = 1.0 - within / ((target - target.mean())**2).sum()
            found = max(found, (border, explained), key=lambda pair: pair[1])
    return found


def check_criteria(values, said):
    means = values.mean(axis=2)
    regret = means.max(axis=1, keepdims=True) - means
    expected = {
        "best_by_means": (means == means.max(axis=1, keepdims=True)).mean(axis=0),
        "mean": means.mean(axis=0),
        "worst_case": means.min(axis=0),
        "hurwicz": 0.3 * means.max(axis=0) + 0.7 * means.min(axis=0),
        "expected_regret": regret.mean(axis=0),
        "largest_regret": regret.max(axis=0),
        "mean_rank": np.array([ranks(row) for row in means]).mean(axis=0),
    }
    for name, numbers in expected.items():
        assert np.allclose([one[name] for one in said], numbers, rtol=1e-9, atol=1e-12), name
    n = values.shape[2]
    chosen = [[np.delete(values[s], r, axis=1).mean(axis=1).argmax() for r in range(n)] for s in range(len(values))]
    other = np.mean([values[s, chosen[s][r], r] for s in range(len(values)) for r in range(n)])
    return max(0.0, means.max(axis=1).mean() - other)


def check_chance(values, said, order):
    """Probabilities that come of draws agree within what 20,000 against 1,000 of them differ by."""
    best, worst, satisfies = np.zeros(values.shape[:2]), np.zeros(values.shape[1]), np.zeros(values.shape[1])
    shares = []
    for draw in drawn(values, 20000, np.random.default_rng(1)):
        first = draw == draw.max(axis=1, keepdims=True)
        best += first
        worst += (draw == draw.min(axis=1, keepdims=True)).mean(axis=0)
        satisfies += (draw >= 0.5).mean(axis=0)
        shares.append((first.mean(axis=0), draw.mean(axis=0)))
    best /= 20000
    assert np.allclose([one["best"] for one in said], best.mean(axis=0), atol=0.04)
    assert np.allclose([one["worst"] for one in said], worst / 20000, atol=0.04)
    assert np.allclose([one["satisfies"] for one in said], satisfies / 20000, atol=0.02)
    for before, behind in zip(order[:-1], order[1:]):
        lead = [(f[before] - f[behind]) or (m[before] - m[behind]) for f, m in shares]
        swap = np.mean([0.5 if x == 0 else float(x < 0) for x in lead])
        assert abs(said[before]["swap"] - swap) < 0.06, (said[before], swap)
    return best


def main(program, sweep):
    table = list(csv.DictReader(call(program, "export", sweep, "--csv").splitlines()))
    found = json.loads(call(program, "rank", sweep, "--json", "--optimism", "0.3", "--at-least", "0.5", "--output",
                            "circular_depth,public_spending_per_member:lower"))
    values, alternatives, sets = values_of(table, "circular_depth")
    assert found["alternatives"] == len(alternatives) and found["sets"] == len(sets)
    output = found["outputs"][0]
    names = [tuple(str(one["levers"][key]) for key in LEVERS) for one in output["alternatives"]]
    order = [alternatives.index(tuple(name)) for name in names]
    said = [output["alternatives"][order.index(k)] for k in range(len(alternatives))]
    assert np.isclose(output["winners_luck"], check_criteria(values, said), rtol=1e-9, atol=1e-12)
    best = check_chance(values, said, order)
    for winner in output["winners"]:
        first = values[winner["set"]].mean(axis=1).argmax()
        assert winner["first"] == said[first]["name"], winner
        assert abs(winner["probability"] - best[winner["set"], first]) < 0.06, winner
    cost = values_of(table, "public_spending_per_member")[0].mean(axis=(0, 2))
    depth = values.mean(axis=(0, 2))
    for one in found["pareto"]:
        k = [said[a]["name"] for a in range(len(said))].index(one["name"])
        beaten = any(depth[j] >= depth[k] and cost[j] <= cost[k] and (depth[j] > depth[k] or cost[j] < cost[k])
                     for j in range(len(depth)))
        assert one["on_front"] == (not beaten), one
    print(f"{len(alternatives)} alternatives under {len(sets)} sets agree; {check_flips(output, sets, values, order)} "
          "borders")


def check_flips(output, sets, values, order):
    """Borders and strengths follow from how probable it is in each set that the first is best."""
    resamples = list(drawn(values, 4000, np.random.default_rng(2)))
    first = np.mean([(d[:, order[0]] == d.max(axis=1)) for d in resamples], axis=0)
    for flip in output["flips"]:
        numbers = sets[:, ASSUMPTIONS.index(flip["assumption"])]
        low = numbers < flip["threshold"]
        assert low.sum() == flip["low_sets"] and (~low).sum() == flip["high_sets"], flip
        assert abs(first[low].mean() - flip["low_first"]) < 0.05, flip
        assert abs(first[~low].mean() - flip["high_first"]) < 0.05, flip
        best = best_split(numbers, first)[1]  # borders nearly as good as the best may change places by chance
        assert abs(best - flip["strength"]) < 0.1, (flip, best)
        assert 0.0 < flip["p"] <= flip["family_p"] <= 1.0, flip
    return len(output["flips"])


if __name__ == "__main__":
    main(*sys.argv[1:])
