// Outputs cut by label and gathered over time while they are recorded: the numbers are those of a run that records all.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/output/hdf5.hpp"
#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/support/world.hpp"
#include "tests/temporary_folder.hpp"

namespace test_kept_outputs {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t months = 30;

/// A scenario of 12 + 30 months with two replicates in a folder of its own, and runs and sweeps of it.
class Workshop {
public:
    Workshop()
        : scenario_(
              write_scenario(folder_.path(), "small", "time.years = 2.5\ntime.burn_in_years = 1\n" + variables, 2)) {}

    void call(const std::vector<std::string>& arguments, int code = 0) const {
        const Finished finished = call_program(arguments, {folder_.path(), {}, ""});
        INFO(finished.output << finished.errors);
        REQUIRE(finished.code == code);
    }
    void run(const std::string& name, const std::vector<std::string>& settings,
             const std::vector<std::string>& more = {}, int code = 0) const {
        std::vector<std::string> all{"run", "small.toml", "-o", name, "--reproducible", "-q"};
        for (const std::string& setting : settings) {
            all.insert(all.end(), {"--set", setting});
        }
        all.insert(all.end(), more.begin(), more.end());
        call(all, code);
    }
    [[nodiscard]] sim::StoredTrajectories read(const std::string& name) const {
        return sim::read_trajectories(folder_ / name / "small.h5");
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

private:
    inline static const std::string variables =
        "output.variables = [\"adoption_by_group\", \"adoptions\", \"staff\", \"circular_depth\", "
        "\"months_since_shift\"]\n";
    TemporaryFolder folder_;
    fs::path scenario_;
};

const sim::Axis& axis_of(const sim::StoredTrajectories& file, const std::string& name) {
    for (const sim::Axis& axis : file.axes) {
        if (axis.name == name) {
            return axis;
        }
    }
    FAIL("no axis " << name);
    return file.axes.front();
}

/// The numbers of a variable of `all` at the places that `part` has, row-major.
std::vector<double> slice(const sim::StoredTrajectories& all, const sim::StoredTrajectories& part, std::size_t i) {
    const sim::StoredVariable& variable = all.variables[i];
    std::vector<std::size_t> places{0};
    for (std::size_t k = 0; k < variable.dimensions.size(); ++k) {
        const std::size_t extent = variable.shape[k];
        std::vector<std::size_t> finer;
        for (const std::size_t place : places) {
            for (std::size_t j = 0; j < extent; ++j) {
                const bool leading = k < 2;
                const std::string label = leading ? "" : axis_of(all, variable.dimensions[k]).labels[j];
                const auto& kept =
                    leading ? std::vector<std::string>{} : axis_of(part, variable.dimensions[k]).labels;
                if (leading || std::find(kept.begin(), kept.end(), label) != kept.end()) {
                    finer.push_back(place * extent + j);
                }
            }
        }
        places = std::move(finer);
    }
    std::vector<double> values;
    for (const std::size_t place : places) {
        values.push_back(variable.values[place]);
    }
    return values;
}

/// Sum over the defined months in their order, and how many those are.
struct Months {
    double sum{};
    int count{};
};
Months over(const sim::StoredVariable& variable, std::size_t replicate, std::size_t first, std::size_t last,
            std::size_t place) {
    const std::size_t size = variable.values.size() / (2 * months);
    Months found;
    for (std::size_t t = first; t < last; ++t) {
        const double value = variable.values[(replicate * months + t) * size + place];
        if (!std::isnan(value)) {
            found.sum = found.count == 0 ? value : found.sum + value;
            ++found.count;
        }
    }
    return found;
}

} // namespace

TEST_CASE("a run that keeps some labels has exactly that slice of the whole run", "[same bytes][labels]") {
    const Workshop workshop;
    workshop.run("all", {});
    workshop.run("part", {"output.labels=[\"practice=*a*\", \"group = outside\", \"cluster=*2\"]"});
    const sim::StoredTrajectories all = workshop.read("all");
    const sim::StoredTrajectories part = workshop.read("part");
    CHECK(axis_of(part, "group").labels == std::vector<std::string>{"outside"});
    CHECK(axis_of(part, "cluster").labels == std::vector<std::string>{"cluster_002"});
    CHECK(axis_of(part, "practice").labels.size() > 3);
    CHECK(axis_of(part, "practice").labels.size() < axis_of(all, "practice").labels.size());
    REQUIRE(part.variables.size() == all.variables.size());
    for (std::size_t i = 0; i < all.variables.size(); ++i) {
        INFO(all.variables[i].name);
        CHECK(part.variables[i].values.size() <= all.variables[i].values.size());
        CHECK(same_values(part.variables[i].values, slice(all, part, i)));
    }
    const auto cut =
        sim::hdf5::File::open(workshop / "part" / "small.h5").dataset("group").find_attribute("cut_from");
    REQUIRE(cut.has_value());
    CHECK(std::get<std::uint64_t>(*cut) == 2);
}

TEST_CASE("rows of means and sums are those of the months, added in their order", "[same bytes][over time]") {
    const Workshop workshop;
    workshop.run("all", {});
    workshop.run("mean", {"output.every=12", "output.over_time=mean"});
    workshop.run("sum", {"output.every=12", "output.over_time=sum"});
    const sim::StoredTrajectories all = workshop.read("all");
    const sim::StoredTrajectories means = workshop.read("mean");
    const sim::StoredTrajectories sums = workshop.read("sum");
    REQUIRE(means.times.size() == 3);
    const std::vector<double> bounds =
        sim::hdf5::File::open(workshop / "mean" / "small.h5").dataset("time_bounds").doubles();
    CHECK(bounds == std::vector<double>{2020.0, all.times[11] + 1.0 / 12.0, 2021.0, all.times[23] + 1.0 / 12.0,
                                        2022.0, all.times[29] + 1.0 / 12.0});
    std::size_t compared = 0;
    for (std::size_t i = 0; i < all.variables.size(); ++i) {
        const std::size_t size = all.variables[i].values.size() / (2 * months);
        for (std::size_t k = 0; k < 2 * 3 * size; ++k) {
            const std::size_t replicate = k / (3 * size);
            const std::size_t row = k / size % 3;
            const Months there =
                over(all.variables[i], replicate, 12 * row, std::min<std::size_t>(12 * row + 12, months), k % size);
            const double mean = means.variables[i].values[k];
            const double sum = sums.variables[i].values[k];
            REQUIRE(std::isnan(mean) == (there.count == 0));
            REQUIRE((there.count == 0 || (mean == there.sum / there.count && sum == there.sum)));
            ++compared;
        }
    }
    CHECK(compared > 200);
    const auto unit = [](const sim::StoredTrajectories& file, const std::string& name) {
        const auto found = std::ranges::find(file.variables, name, &sim::StoredVariable::name);
        return found == file.variables.end() ? "" : found->unit;
    };
    CHECK(unit(means, "adoptions") == "month-1");
    CHECK(unit(sums, "adoptions") == "1"); // of a month each, added
    CHECK(unit(sums, "staff") == "persons");
}

TEST_CASE("stopped in the middle of a year and resumed with other threads, means have the same bytes",
          "[same bytes][over time]") {
    const Workshop workshop;
    const std::vector<std::string> asked{"output.every=12", "output.over_time=mean",
                                         "output.labels=[\"group=member\"]", "output.burn_in=true"};
    workshop.run("one", asked, {"--threads", "1"});
    const std::string whole = read_bytes(workshop / "one" / "small.h5");
    for (const char* threads : {"2", "3"}) {
        workshop.run(threads, asked, {"--threads", threads});
        CHECK((read_bytes(workshop / threads / "small.h5") == whole));
    }
    workshop.run("stopped", asked, {"--threads", "1", "--stop-after", "5"}, 75);
    workshop.call({"resume", "stopped", "-q", "--threads", "2", "--stop-after", "31"}, 75);
    workshop.call({"resume", "stopped", "-q", "--threads", "3"});
    CHECK((read_bytes(workshop / "stopped" / "small.h5") == whole));
}

TEST_CASE("a sweep that keeps labels and means has the same bytes for threads and shards, and runs again",
          "[same bytes][labels][over time]") {
    const Workshop workshop;
    write_bytes(workshop / "kept.toml",
                "[experiment]\nbase = \"small.toml\"\ndesign = \"latin_hypercube\"\npoints = 6\nreplicates = 2\n"
                "every = 12\nover_time = \"mean\"\nlabels = [\"practice=cloud\", \"group=outside\"]\n"
                "outputs = [\"adoption_by_group\", \"staff\"]\n"
                "[[experiment.axis]]\nparameter = \"accountability.effort\"\n");
    const auto sweep = [&](const std::string& name, const std::vector<std::string>& more) {
        std::vector<std::string> all{"sweep", "kept.toml", "-o", name, "--reproducible", "-q"};
        all.insert(all.end(), more.begin(), more.end());
        workshop.call(all);
    };
    sweep("one", {"--threads", "1"});
    const std::string one = read_bytes(workshop / "one" / "sweep.h5");
    for (const char* threads : {"2", "3"}) {
        sweep(threads, {"--threads", threads});
        CHECK((read_bytes(workshop / threads / "sweep.h5") == one));
    }
    sweep("parts", {"--shard", "2/2"});
    sweep("parts", {"--shard", "1/2"});
    CHECK((read_bytes(workshop / "parts" / "sweep.h5") == one));
    const sim::hdf5::File file = sim::hdf5::File::open(workshop / "one" / "sweep.h5");
    CHECK(file.dataset("adoption_by_group").shape() == std::vector<std::uint64_t>{6, 2, 3, 1, 1});
    CHECK(file.dataset("adoption_by_group").text_attribute("cell_methods") == "time: mean (interval: 1 month)");
    CHECK(file.dataset("time_bounds").shape() == std::vector<std::uint64_t>{3, 2});
    workshop.call({"reproduce", "one", "-o", "again"});
    // One run alone is that run of the sweep.
    write_bytes(workshop / "point.toml",
                "[experiment]\nbase = \"small.toml\"\ndesign = \"list\"\nreplicates = 1\nevery = 12\n"
                "over_time = \"mean\"\noutputs = [\"adoption_by_group\"]\n[[experiment.point]]\n");
    workshop.call({"sweep", "point.toml", "-q"});
    workshop.run("alone", {"output.every=12", "output.over_time=mean", "output.variables=[\"adoption_by_group\"]"},
                 {"--replicates", "1"});
    CHECK(same_values(sim::hdf5::File::open(workshop / "point" / "sweep.h5").dataset("adoption_by_group").doubles(),
                      workshop.read("alone").variables[0].values));
}

TEST_CASE("a sweep that keeps one mean keeps that of all months, and what another keeps is simulated again",
          "[over time]") {
    const Workshop workshop;
    const auto write = [&](const std::string& kept) {
        write_bytes(workshop / "last.toml",
                    "[experiment]\nbase = \"small.toml\"\ndesign = \"list\"\nreplicates = 2\n" + kept +
                        "outputs = [\"staff\"]\n[[experiment.point]]\n");
    };
    write("over_time = \"mean\"\n");
    workshop.call({"sweep", "last.toml", "-q"});
    workshop.run("all", {"output.variables=[\"staff\"]"});
    const sim::StoredVariable all = workshop.read("all").variables[0];
    const std::vector<double> means =
        sim::hdf5::File::open(workshop / "last" / "sweep.h5").dataset("staff").doubles();
    const std::size_t clusters = means.size() / 2;
    REQUIRE(clusters == 3);
    for (std::size_t k = 0; k < means.size(); ++k) {
        const Months there = over(all, k / clusters, 0, months, k % clusters);
        CHECK(means[k] == there.sum / there.count);
    }
    for (const char* other : {"over_time = \"sum\"\n", "", "over_time = \"mean\"\nlabels = [\"cluster=*1\"]\n"}) {
        write(other);
        const Finished finished =
            call_program({"sweep", "last.toml", "--replace"}, {(workshop / "").parent_path(), {}, ""});
        INFO(finished.errors);
        CHECK(finished.says("0 of 2 runs are finished already and kept, 2 are new"));
        CHECK(finished.code == 0);
    }
}

} // namespace test_kept_outputs
