"""An optimisation against a lattice of mixes with as many runs, over several seeds.

    python3 tests/python/compare_lattice.py build/bin/actorhood FOLDER [SEEDS]

Both look for funding mixes with much circular practice, much responsible actorhood and little public spending. The lattice
runs every mix in sixths with 12 replicates, 1,008 runs; what nothing beats by their means is its front. The optimisation
begins no generation after 600 runs, which leaves some for places in doubt. The points of both fronts are then run
together with 32 replicates that neither has seen. Prints the hypervolume that each front has by the runs it was found with
and by these, and how many of its points these leave on the front.
"""
import pathlib
import re
import subprocess
import sys

import numpy as np
import xarray as xr

WORLD = """
"population.clusters" = 2
"population.outside_firms" = 200
"time.years" = 8
"time.burn_in_years" = 2
"funding.jitter" = false
"""
OBJECTIVES = [("circular_depth", 1), ("mean_responsible_actorhood", 1), ("public_spending_per_member", -1)]
REFERENCE = np.array([0.4, 0.25, -30000.0])  # higher is better
RANGE = np.array([0.2, 0.25, 30000.0])
SHARES = ["core", "project", "fees", "services"]
BASE = pathlib.Path(__file__).resolve().parents[2] / "scenarios" / "baseline.toml"


def hypervolume(points):
    """Volume over 0 of points with three objectives, slice by slice of the third."""
    points = [p for p in points if (p > 0).all()]
    points.sort(key=lambda p: -p[2])
    volume = 0.0
    for k, point in enumerate(points):
        below = points[k + 1][2] if k + 1 < len(points) else 0.0
        area = highest = 0.0
        for x, y, _ in sorted((tuple(p) for p in points[: k + 1]), reverse=True):
            area += x * max(0.0, y - highest)
            highest = max(highest, y)
        volume += area * (point[2] - below)
    return volume


def relative(values):
    return [(row - REFERENCE) / RANGE for row in values]


def on_front(values):
    return [not any((b >= a).all() and (b > a).any() for b in values) for a in values]


def means(folder):
    data = xr.open_dataset(next(pathlib.Path(folder).glob("*.h5")), engine="h5netcdf")
    last = data.isel(time=-1)
    values = np.stack([sign * last[name].mean("replicate").values for name, sign in OBJECTIVES], axis=1)
    mixes = np.stack([data[f"funding.mix.{share}"].values for share in SHARES], axis=1)
    return mixes, values


def call(*words):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def experiment(path, design, replicates, seed, body):
    outputs = ", ".join(f'"{name}"' for name, _ in OBJECTIVES)
    path.write_text(f'[experiment]\nbase = "{BASE}"\ndesign = "{design}"\nreplicates = {replicates}\n'
                    f"outputs = [{outputs}]\n{'steps = 6' if design == 'simplex' else ''}\n"
                    f'[experiment.set]\n"run.seed" = {seed}\n{WORLD}\n{body}')


def lattice_front(program, folder, seed):
    path = folder / f"lattice{seed}.toml"
    experiment(path, "simplex", 12, 50 + seed, '[[experiment.axis]]\nsimplex = "funding.mix"\nrole = "lever"\n')
    call(program, "sweep", path, "-o", folder / f"lattice{seed}", "--quiet")
    mixes, values = means(folder / f"lattice{seed}")
    kept = np.array(on_front(values))
    return mixes[kept], values[kept], 12 * len(mixes)


def optimised_front(program, folder, seed):
    path = folder / f"optimised{seed}.toml"
    objectives = "".join(f'[[objective]]\noutput = "{name}"\ndirection = "{"higher" if sign > 0 else "lower"}"\n'
                         f"reference = {sign * reference}\n"
                         for (name, sign), reference in zip(OBJECTIVES, REFERENCE))
    path.write_text(f'[optimisation]\nbase = "{BASE}"\npopulation = 20\ngenerations = 50\nruns = 600\npatience = 0\n'
                    f"replicates = 4\nmost_replicates = 12\ncheck_replicates = 12\nseed = {seed}\n"
                    f"[optimisation.set]\n{WORLD}\n" '[[lever]]\nsimplex = "funding.mix"\n' + objectives)
    call(program, "optimise", path, "-o", folder / f"optimised{seed}", "--quiet")
    text = (folder / f"optimised{seed}" / "report.json").read_text()
    runs = int(re.search(r'"search_runs": (\d+)', text).group(1))
    verdicts = re.findall(r'"verdict": "(\w+)"', text)
    mixes, values, start = [], [], text.index('"front"')
    for levers, found in re.findall(r'"levers": \{(.*?)\}.*?"found": \[(.*?)\]', text[start:]):
        mixes.append([float(re.search(rf'"funding.mix.{share}": ([-0-9.e]+)', levers).group(1)) for share in SHARES])
        values.append([sign * float(v) for v, (_, sign) in zip(found.split(", "), OBJECTIVES)])
    return np.array(mixes), np.array(values), runs, verdicts


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    print("seed | runs: lattice, optimised | found: lattice, optimised | fresh: lattice, optimised | points, on the "
          "front by fresh replicates: lattice, optimised | verdicts of optimise")
    for seed in range(1, 1 + int(sys.argv[3] if len(sys.argv) > 3 else 5)):
        lattice, lattice_found, lattice_runs = lattice_front(program, folder, seed)
        optimised, optimised_found, runs, verdicts = optimised_front(program, folder, seed)
        mixes, which = np.unique(np.round([*lattice, *optimised], 9), axis=0, return_inverse=True)
        body = "".join("[[experiment.point]]\n" + "".join(f'"funding.mix.{s}" = {v:.9f}\n' for s, v in zip(SHARES, mix))
                       for mix in mixes)
        path = folder / f"fresh{seed}.toml"
        experiment(path, "list", 32, 900 + seed, body)
        call(program, "sweep", path, "-o", folder / f"fresh{seed}", "--quiet")
        fresh = means(folder / f"fresh{seed}")[1][which.ravel()]
        parts = fresh[: len(lattice)], fresh[len(lattice):]
        volumes = [hypervolume(relative(v)) for v in (lattice_found, optimised_found, *parts)]
        kept = [sum(on_front(part)) for part in parts]
        print(f"{seed} | {lattice_runs}, {runs} | {volumes[0]:.3f}, {volumes[1]:.3f} | {volumes[2]:.3f}, "
              f"{volumes[3]:.3f} | {kept[0]} of {len(lattice)}, {kept[1]} of {len(optimised)} | "
              f"{verdicts.count('kept')} kept, {verdicts.count('open')} open, {verdicts.count('lost')} lost", flush=True)


main()
