#!/usr/bin/python3
"""Opens a trajectory file as other people's programs do and checks what they see.

usage: check_trajectory.py FILE [--sample]

Any file: both xarray engines, named dimensions, units, meaning and source of every variable, equal values through
netCDF4, h5netcdf and plain h5py, means of the whole over an axis, ncdump and h5dump. With --sample also the values of
the file that the unit test "trajectory file: sample for other readers" writes.
Debian packages: python3-xarray python3-h5netcdf python3-netcdf4 netcdf-bin hdf5-tools
"""
import subprocess
import sys

import h5py
import numpy
import xarray

ENGINES = ("netcdf4", "h5netcdf")
MONTHS, CLUSTERS = 30, ["Saint-Étienne", "Łódź", "", "東京"]


def check_root(dataset, engine):
    for name in ("replicate", "time"):
        assert name in dataset.dims, f"{engine}: no dimension {name}"
    assert dataset.time.dtype == numpy.float64, f"{engine}: time was converted to {dataset.time.dtype}"
    assert dataset.time.attrs["units"] == "year"
    assert {"year", "month", "step"} <= set(dataset.coords), f"{engine}: coordinates are {list(dataset.coords)}"
    assert isinstance(dataset.parameters_toml.values.item(), str)
    # A text among the data would end every mean, quantile or difference of the whole: it stands beside the axes.
    assert "parameters_toml" in dataset.coords, f"{engine}: the scenario is a variable of the data"
    for name, variable in dataset.data_vars.items():
        assert variable.dims[:2] == ("replicate", "time"), f"{engine}: {name}{variable.dims}"
        assert variable.dtype == numpy.float64, f"{engine}: {name} is {variable.dtype}"
        for attribute in ("units", "long_name", "source"):
            assert isinstance(variable.attrs[attribute], str), f"{engine}: {name}: {attribute}"
            assert variable.attrs[attribute].strip(), f"{engine}: {name}: {attribute} is empty"
        assert len(set(variable.dims)) == variable.ndim, f"{engine}: {name} has a dimension twice"
    for dimension in ("replicate", "time"):
        means = dataset.mean(dimension)
        assert set(means.data_vars) == set(dataset.data_vars), f"{engine}: mean({dimension}) loses variables"
        assert all(dimension not in mean.dims for mean in means.data_vars.values())
    whole_months = numpy.round((dataset.time.values - dataset.year.values) * 12) + 1
    assert (whole_months == dataset.month.values).all()


def check_equal(first, second, where):
    assert set(first.variables) == set(second.variables), where
    for name in first.variables:
        assert first[name].dims == second[name].dims, f"{where}: {name}"
        numpy.testing.assert_array_equal(first[name].values, second[name].values, err_msg=f"{where}: {name}")
        # One engine reads an attribute as array of one, the other as number: the values must agree.
        assert set(first[name].attrs) == set(second[name].attrs), f"{where}: {name}"
        for attribute, value in first[name].attrs.items():
            assert value == second[name].attrs[attribute], f"{where}: {name}: {attribute}"
    assert set(first.attrs) == set(second.attrs), where
    for attribute, value in first.attrs.items():
        assert value == second.attrs[attribute], f"{where}: {attribute}"


def check_against_h5py(path, dataset):
    with h5py.File(path) as file:
        for name, variable in dataset.data_vars.items():
            numpy.testing.assert_array_equal(file[name][()], variable.values, err_msg=name)
            assert [dimension.keys()[0] if dimension.keys() else "" for dimension in file[name].dims]
        groups = [name for name, item in file.items() if isinstance(item, h5py.Group)]
    return groups


def check_sample(dataset, events):
    assert dataset.sizes["replicate"] == 6 and dataset.sizes["time"] == MONTHS
    assert list(dataset.cluster.values) == CLUSTERS
    assert dataset.attrs["title"] == "Étude de cas"
    assert int(dataset.attrs["master_seed"]) == 2**64 - 1
    assert dataset.trust.attrs == {
        "units": "EUR month-1",
        "long_name": "Ein Maß – mean of something",
        "source": "Berkowitz & Gadille 2021",
    }
    one = dataset.adoption_share.sel(cluster="東京", practice="repair", replicate=4)
    numpy.testing.assert_array_equal(one.values, 4000 + numpy.arange(MONTHS) + 7 / 64)
    assert numpy.isnan(dataset.trust.sel(cluster="Saint-Étienne").isel(time=3)).all()
    assert int(numpy.isnan(dataset.trust).sum()) == 6
    assert dataset.ties.dims == ("replicate", "time", "cluster", "cluster_to")
    assert dataset.parameters_toml.values.item() == "[time]\nyears = 2.5 # élan\n"
    assert dataset.sel(time=2021).year == 2021
    assert events.firm.dtype == numpy.uint64 and int(events.firm[0]) == 2**63 + 5
    assert events.cost.attrs["units"] == "EUR"
    assert set(numpy.unique(events.replicate)) == set(range(6))


def main(path, sample):
    opened = {}
    for engine in ENGINES:
        with xarray.open_dataset(path, engine=engine) as dataset:
            opened[engine] = dataset.load()
        check_root(opened[engine], engine)
        print(f"{engine}: {dict(opened[engine].sizes)}, {len(opened[engine].data_vars)} variables")
    check_equal(opened["netcdf4"], opened["h5netcdf"], "root")
    groups = check_against_h5py(path, opened["netcdf4"])
    tables = {}
    for group in groups:
        for engine in ENGINES:
            with xarray.open_dataset(path, engine=engine, group=group) as dataset:
                tables[group, engine] = dataset.load()
            assert all(variable.dims == ("event",) for variable in tables[group, engine].values())
            assert all("units" in variable.attrs for variable in tables[group, engine].values())
            assert all("long_name" in variable.attrs for variable in tables[group, engine].values())
            print(f"{engine}: group {group}: {dict(tables[group, engine].sizes)}, {list(tables[group, engine])}")
        check_equal(tables[group, "netcdf4"], tables[group, "h5netcdf"], group)
    if sample:
        for engine in ENGINES:
            check_sample(opened[engine], tables["events", engine])
    for command in (["ncdump", "-h", path], ["h5dump", "-H", path], ["h5dump", path]):
        result = subprocess.run(command, capture_output=True, check=True)
        assert not result.stderr, result.stderr
        print(f"{' '.join(command[:-1])}: {len(result.stdout.splitlines())} lines")
    print("all readers agree")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    names = [argument for argument in arguments if not argument.startswith("-")]
    if len(names) != 1 or set(arguments) - set(names) - {"--sample"}:
        sys.exit(__doc__)
    main(names[0], "--sample" in arguments)
