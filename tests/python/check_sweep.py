"""Reads a merged sweep as other people do: check_sweep.py FILE"""
import sys

import h5netcdf
import netCDF4
import numpy as np
import xarray as xr


def check(engine, path):
    with xr.open_dataset(path, engine=engine) as data:
        assert data.sizes["design"] == 3 and data.sizes["replicate"] == 2, data.sizes
        assert data["circular_depth"].dims == ("design", "replicate", "time"), data["circular_depth"].dims
        assert data["circular_depth"].attrs["long_name"]
        assert list(data["point"].values) == ["little effort", "more clusters", "absurd"], data["point"].values
        assert "accountability.effort" in data["circular_depth"].coords
        assert data["accountability.effort"].attrs["design_role"] in ("lever", "uncertainty")
        assert data["accountability.effort"].values[0] == 0.1
        assert "membership.services=1e308" in str(data["point_settings"].values[2])
        assert "finite" in str(data["failure_cause"].values[2])
        assert data["status"].values.tolist() == [[0, 0], [0, 0], [1, 1]], data["status"].values
        assert data["status"].attrs["flag_meanings"].split() == ["finished", "failed", "missing", "not_asked"]
        assert list(data["status"].attrs["flag_values"]) == [0, 1, 2, 3]
        identities = {tuple(pair) for pair in zip(data["run_identity_high"].values.ravel(),
                                                  data["run_identity_low"].values.ravel())}
        assert len(identities) == 6
        # The second point has a cluster more than the others; what these lack is not a number.
        by_cluster = data["track_record"]
        assert by_cluster.dims == ("design", "replicate", "time", "cluster"), by_cluster.dims
        assert data.sizes["cluster"] == 4
        assert np.isnan(by_cluster.isel(design=0, cluster=3)).all()
        assert np.isfinite(by_cluster.isel(design=0, cluster=2)).all()
        assert np.isfinite(by_cluster.isel(design=1, cluster=3)).all()
        assert np.isnan(data["circular_depth"].isel(design=2)).all()
        assert np.isfinite(data["circular_depth"].isel(design=[0, 1])).all()
        assert data.attrs["failed_runs"] == 2
        # Texts and identities of runs stand beside the axes: means of the whole are means of what was recorded.
        for dimension in ("design", "replicate", "time"):
            means = data.mean(dimension)
            assert set(means.data_vars) == set(data.data_vars), (engine, dimension)
            assert all(dimension not in mean.dims for mean in means.data_vars.values()), (engine, dimension)
        return data["circular_depth"].values.copy()


def main(path):
    first = check("netcdf4", path)
    second = check("h5netcdf", path)
    assert np.array_equal(first, second, equal_nan=True)
    with netCDF4.Dataset(path) as data:
        assert data.dimensions["design"].size == 3
    with h5netcdf.File(path) as data:
        assert data.dimensions["design"].size == 3
    print("all readers agree")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
