#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "analysis/compare.hpp"
#include "analysis/compare_text.hpp"
#include "analysis/data.hpp"
#include "sim/core/error.hpp"
#include "sim/core/random.hpp"
#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"

using namespace actorhood;
using namespace actorhood::analysis;
using sim::Error;
using sim::ExitCode;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A folder of its own for each test case, removed at its end.
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("actorhood-compare-" + std::to_string(getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// What a synthetic result is made of. `wealth` = level + common noise of the replicate + own noise + time step;
/// `depth` is over three clusters, one of which is not defined; `constant` is 5 everywhere.
struct Recipe {
    std::uint32_t first_replicate = 0;
    std::uint32_t replicates = 50;
    std::uint64_t seed = 7;
    double level = 10.0;
    double own_noise = 0.1;
    std::uint16_t own_stream = 1;
    std::string headline = {};
    std::string hash = {};
    bool with_depth = true;
};

sim::Trajectory make_trajectory(const Recipe& recipe, std::uint32_t replicate) {
    const sim::Random random(recipe.seed, replicate);
    sim::Trajectory made{replicate, {0, 1}, {}, {}, {{}, {}}, {}};
    if (recipe.with_depth) {
        made.variables.push_back(2);
        made.values.emplace_back();
    }
    const double wealth = recipe.level + random.fixed(sim::Stream{0}).normal(0) +
                          recipe.own_noise * random.fixed(sim::Stream{recipe.own_stream}).normal(1);
    for (std::int32_t year = 0; year <= 10; ++year) {
        made.times.push_back(2030.0 + year);
        made.months.push_back(12 * year);
        made.values[0].push_back(wealth + year);
        made.values[1].push_back(5.0);
        if (recipe.with_depth) {
            made.values[2].insert(made.values[2].end(), {1.0 + year, 3.0 + year, none});
        }
    }
    return made;
}

void write_result(const std::filesystem::path& path, const Recipe& recipe) {
    sim::Outputs outputs;
    outputs.axis("cluster", "cluster organisation", {"alpha", "beta", "gamma"});
    const auto nothing = [](std::span<double>) {};
    outputs.variable("wealth", {}, sim::Unit{"EUR"}, sim::Meaning{"Wealth of all"}, sim::Source{"test"}, nothing);
    outputs.variable("constant", {}, sim::Unit{"1"}, sim::Meaning{"Always five"}, sim::Source{"test"}, nothing);
    outputs.variable("depth", {"cluster"}, sim::Unit{"1"}, sim::Meaning{"Depth"}, sim::Source{"test"}, nothing);
    std::vector<sim::Trajectory> trajectories;
    for (std::uint32_t i = 0; i < recipe.replicates; ++i) {
        trajectories.push_back(make_trajectory(recipe, recipe.first_replicate + i));
    }
    sim::hdf5::Attributes provenance{{"title", std::string("A test")}, {"master_seed", recipe.seed}};
    if (!recipe.headline.empty()) {
        provenance.emplace_back("headline_variables", recipe.headline);
    }
    if (!recipe.hash.empty()) {
        provenance.emplace_back("parameters_hash", recipe.hash);
    }
    sim::write_trajectories(path, provenance, "a = 1\n", outputs, trajectories);
}

Comparison compare_files(const std::vector<std::filesystem::path>& paths, const Selection& selection = {}) {
    std::vector<Result> results;
    for (const auto& path : paths) {
        results.push_back(Result::open(path));
    }
    return compare(results, selection);
}

template <class Action>
ExitCode failure_code(Action action) {
    try {
        action();
    } catch (const Error& error) {
        INFO(error.what());
        return error.code();
    }
    return ExitCode::ok;
}

bool notes(const Comparison& comparison, const std::string& words) {
    for (const std::string& notice : comparison.notices) {
        if (notice.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("A result tells its variables, dimensions and labels from the file", "[analysis]") {
    const Folder folder;
    write_result(folder / "demo.h5", {.first_replicate = 3, .replicates = 2, .headline = "wealth  depth"});
    const Result result = Result::open(folder / "demo.h5");
    CHECK(result.name() == "demo");
    CHECK(result.title() == "A test");
    CHECK(result.master_seed() == "7");
    CHECK(result.replicates() == std::vector<std::int64_t>{3, 4});
    CHECK(result.times().size() == 11);
    CHECK(result.headline_variables() == std::vector<std::string>{"wealth", "depth"});
    REQUIRE(result.has("depth"));
    const Variable& depth = result.variable("depth");
    CHECK(depth.units == "1");
    CHECK(depth.long_name == "Depth");
    CHECK(depth.dimensions == std::vector<std::string>{"replicate", "time", "cluster"});
    CHECK_FALSE(depth.is_scalar());
    CHECK(result.variable("wealth").is_scalar());
    CHECK(result.labels("cluster") == std::vector<std::string>{"alpha", "beta", "gamma"});
    CHECK(result.labels("replicate") == std::vector<std::string>{"3", "4"});
    const std::vector<double> block = result.read(depth, {2, 2});
    REQUIRE(block.size() == 2 * 2 * 3);
    CHECK(block[0] == 3.0);
    CHECK(block[4] == 6.0);
    CHECK(std::isnan(block[5]));
}

TEST_CASE("A folder stands for the one trajectory file it holds", "[analysis]") {
    const Folder folder;
    std::filesystem::create_directories(folder / "A");
    CHECK(failure_code([&] { (void)Result::open(folder / "A"); }) == ExitCode::input_output);
    write_result(folder / "A/baseline.h5", {.replicates = 1});
    CHECK(Result::open(folder / "A").name() == "A");
    CHECK(Result::open(folder / "A/").name() == "A");
    write_result(folder / "A/other.h5", {.replicates = 1});
    CHECK(failure_code([&] { (void)Result::open(folder / "A"); }) == ExitCode::usage);
    CHECK(Result::open(folder / "A/other.h5").name() == "other");
}

TEST_CASE("Missing, damaged and foreign files are told apart", "[analysis]") {
    const Folder folder;
    CHECK(failure_code([&] { (void)Result::open(folder / "missing.h5"); }) == ExitCode::input_output);
    std::ofstream(folder / "text.h5") << "not a trajectory";
    CHECK(failure_code([&] { (void)Result::open(folder / "text.h5"); }) == ExitCode::corrupt);
    write_result(folder / "whole.h5", {.replicates = 3});
    std::filesystem::copy_file(folder / "whole.h5", folder / "cut.h5");
    std::filesystem::resize_file(folder / "cut.h5", std::filesystem::file_size(folder / "cut.h5") / 2);
    CHECK(failure_code([&] { (void)Result::open(folder / "cut.h5"); }) == ExitCode::corrupt);
}

TEST_CASE("Paired differences remove the noise that results share", "[analysis]") {
    const Folder folder;
    write_result(folder / "a.h5", {});
    write_result(folder / "b.h5", {.level = 10.2, .own_stream = 2});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"});
    REQUIRE(comparison.variables.size() == 2); // scalars only
    const ComparedVariable& wealth = comparison.variables[0];
    CHECK(wealth.name == "wealth");
    CHECK(wealth.units == "EUR");
    REQUIRE(wealth.differences.size() == 1);
    const Difference& difference = wealth.differences[0];
    CHECK(difference.paired);
    CHECK(difference.pairs == 50);
    // Own noise has deviation 0.14 in pairs, so the mean of 50 has standard error 0.02; shared noise would be 0.2.
    CHECK(difference.mean == Approx(0.2).margin(0.08));
    CHECK(difference.interval.high - difference.interval.low == Approx(2 * 1.645 * 0.02).epsilon(0.4));
    CHECK(difference.verdict == Difference::Verdict::higher);
    CHECK(difference.share_higher > 0.8);
    CHECK_FALSE(difference.more_pairs.has_value());
    CHECK(comparison.variables[1].differences[0].verdict == Difference::Verdict::identical);
    CHECK(comparison.notices.empty());
    CHECK(comparison.results[0].when == "2040");
}

TEST_CASE("Other seeds make a comparison unpaired, and the reader is told", "[analysis]") {
    const Folder folder;
    write_result(folder / "a.h5", {});
    write_result(folder / "b.h5", {.seed = 8, .level = 10.2});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"});
    const Difference& difference = comparison.variables[0].differences[0];
    CHECK_FALSE(difference.paired);
    CHECK(difference.interval.high - difference.interval.low == Approx(2 * 1.645 * 0.2).epsilon(0.4));
    CHECK(notes(comparison, "different master seeds"));
    CHECK(comparison.variables[1].differences[0].verdict == Difference::Verdict::identical);
}

TEST_CASE("Without a difference the number of further pairs is told", "[analysis]") {
    const Folder folder;
    write_result(folder / "a.h5", {});
    write_result(folder / "b.h5", {.level = 10.0, .own_stream = 2});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"}, {.level = 0.999});
    const Difference& difference = comparison.variables[0].differences[0];
    REQUIRE(difference.verdict == Difference::Verdict::indistinguishable);
    REQUIRE(difference.more_pairs.has_value());
    CHECK(*difference.more_pairs >= 1);
    CHECK(comparison_table(comparison).find("indistinguishable, need about ") != std::string::npos);
}

TEST_CASE("Replicates are paired by their numbers", "[analysis]") {
    const Folder folder;
    write_result(folder / "a.h5", {.replicates = 40, .own_noise = 0.0});
    write_result(folder / "b.h5", {.first_replicate = 10, .replicates = 40, .level = 11.0, .own_noise = 0.0});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"});
    const Difference& difference = comparison.variables[0].differences[0];
    CHECK(difference.pairs == 30);
    CHECK(difference.mean == Approx(1.0));
    CHECK(difference.interval.low == Approx(1.0));
    CHECK(notes(comparison, "on the 30 replicates they share"));
    write_result(folder / "c.h5", {.first_replicate = 100, .replicates = 5});
    CHECK(failure_code([&] { compare_files({folder / "a.h5", folder / "c.h5"}); }) == ExitCode::usage);
}

TEST_CASE("Times are chosen by year or averaged over a span", "[analysis]") {
    const Folder folder;
    write_result(folder / "a.h5", {.replicates = 2});
    const Result result = Result::open(folder / "a.h5");
    CHECK(selected_times(result, {}) == TimeRange{10, 1});
    CHECK(selected_times(result, {.at = 2033.4}) == TimeRange{3, 1});
    CHECK(selected_times(result, {.at = 2040.02}) == TimeRange{10, 1});
    CHECK(selected_times(result, {.average = std::pair{2031.0, 2034.0}}) == TimeRange{1, 4});
    CHECK(failure_code([&] { (void)selected_times(result, {.at = 2041.0}); }) == ExitCode::usage);
    CHECK(failure_code([&] { (void)selected_times(result, {.at = 2029.0}); }) == ExitCode::usage);
    CHECK(failure_code([&] {
              (void)selected_times(result, {.average = std::pair{2034.0, 2031.0}});
          }) == ExitCode::usage);
    CHECK(failure_code([&] {
              (void)selected_times(result, {.average = std::pair{2050.0, 2051.0}});
          }) == ExitCode::usage);
    // Mean over the two defined clusters (2 + year) and the years 1 to 4.
    CHECK(replicate_values(result, result.variable("depth"), {1, 4}) == std::vector<double>{4.5, 4.5});
}

TEST_CASE("Variables are those asked for, the headline, or all scalars in common", "[analysis]") {
    const Folder folder;
    write_result(folder / "a.h5", {.replicates = 20, .headline = "depth wealth"});
    write_result(folder / "b.h5", {.replicates = 20, .with_depth = false});
    const Comparison headline = compare_files({folder / "a.h5", folder / "b.h5"});
    REQUIRE(headline.variables.size() == 1);
    CHECK(headline.variables[0].name == "wealth");
    CHECK(notes(headline, "depth is left out: b does not have it"));
    const Comparison asked = compare_files({folder / "a.h5"}, {.variables = {"depth"}});
    CHECK(asked.variables[0].summaries[0].mean == 12.0);
    try {
        compare_files({folder / "a.h5"}, {.variables = {"welth"}});
        FAIL("an unknown variable was accepted");
    } catch (const Error& error) {
        CHECK(error.code() == ExitCode::usage);
        CHECK(std::string(error.what()).find("did you mean 'wealth'?") != std::string::npos);
    }
    CHECK(failure_code([&] { compare_files({folder / "a.h5"}, {.level = 1.0}); }) == ExitCode::usage);
}

TEST_CASE("Equal names, equal parameters and few pairs are noticed", "[analysis]") {
    const Folder folder;
    std::filesystem::create_directories(folder / "x");
    write_result(folder / "demo.h5", {.replicates = 5, .hash = "abc"});
    write_result(folder / "x/demo.h5", {.replicates = 5, .hash = "abc"});
    const Comparison comparison = compare_files({folder / "demo.h5", folder / "x/demo.h5"});
    CHECK(comparison.results[0].name == (folder / "demo.h5").string());
    CHECK(comparison.results[1].name == (folder / "x/demo.h5").string());
    CHECK(notes(comparison, "have the same parameters"));
    CHECK(notes(comparison, "too narrow"));
}

TEST_CASE("A single pair decides nothing", "[analysis]") {
    const Folder folder;
    write_result(folder / "a.h5", {.replicates = 1});
    write_result(folder / "b.h5", {.replicates = 1, .level = 20.0});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"});
    CHECK(comparison.variables[0].differences[0].verdict == Difference::Verdict::undecidable);
}
