// Results as files, and what a comparison makes of them.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "analysis/compare.hpp"
#include "analysis/data.hpp"
#include "analysis/reduction.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_compare {

using namespace actorhood;
using namespace actorhood::analysis;
using sim::Error;
using sim::ExitCode;
using tests::none;
using tests::TemporaryFolder;
using tests::write_result;

namespace {

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

template <class Action>
std::string failure_text(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

/// Positions of the chosen times in each result.
std::vector<std::vector<std::size_t>> times_of(const std::vector<std::filesystem::path>& paths,
                                               const Selection& selection) {
    std::vector<Result> results;
    for (const auto& path : paths) {
        results.push_back(Result::open(path));
    }
    std::vector<std::string> notices;
    return choose_times(results, selection, notices).positions;
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

TEST_CASE("A result tells its variables, axes and labels from the file", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "demo.h5", {.first_replicate = 3, .replicates = 2, .headline = "wealth  depth"});
    const Result result = Result::open(folder / "demo.h5");
    CHECK(result.name() == "demo");
    CHECK(result.title() == "A test");
    CHECK(result.master_seed() == "7");
    CHECK(result.is_run());
    CHECK(result.file().parameters() == "a = 1\n");
    CHECK(result.replicates() == std::vector<std::int64_t>{3, 4});
    CHECK(result.times().size() == 11);
    CHECK(result.headline_variables() == std::vector<std::string>{"wealth", "depth"});
    REQUIRE(result.has("depth"));
    const Variable& depth = result.variable("depth");
    CHECK(depth.units == "1");
    CHECK(depth.long_name == "Depth");
    CHECK(depth.axes == std::vector<std::string>{"cluster"});
    CHECK(depth.places() == 3);
    CHECK_FALSE(depth.is_scalar());
    CHECK(result.variable("wealth").is_scalar());
    CHECK(result.file().labels("cluster") == std::vector<std::string>{"alpha", "beta", "gamma"});
    CHECK(result.file().labels("replicate") == std::vector<std::string>{"3", "4"});
    const Block block = result.read(depth, std::vector<std::size_t>{2, 5}, {{0, 2}});
    CHECK(block.replicates == 2);
    CHECK(block.moments == 2);
    CHECK(block.places == 2);
    CHECK(block.values[0] == 3.0);
    CHECK(std::isnan(block.values[1]));
    CHECK(block.values[2] == 6.0);
}

TEST_CASE("A folder stands for the one result it holds", "[analysis]") {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "A");
    CHECK(failure_code([&] { (void)Result::open(folder / "A"); }) == ExitCode::input_output);
    // A sweep all of whose runs failed has shards and no file.
    std::filesystem::create_directories(folder / "sweep/shards");
    CHECK(failure_code([&] { (void)Result::open(folder / "sweep"); }) == ExitCode::input_output);
    const std::string failed = failure_text([&] { (void)Result::open(folder / "sweep"); });
    CHECK(failed.find("has no result yet: actorhood status") != std::string::npos);
    CHECK(failed.find("--partial makes a result of what is finished") != std::string::npos);
    write_result(folder / "A/baseline.h5", {.replicates = 1});
    CHECK(Result::open(folder / "A").name() == "A");
    CHECK(Result::open(folder / "A/").name() == "A");
    write_result(folder / "A/other.h5", {.replicates = 1});
    CHECK(failure_code([&] { (void)Result::open(folder / "A"); }) == ExitCode::usage);
    CHECK(Result::open(folder / "A/other.h5").name() == "other");
}

TEST_CASE("Missing, damaged, foreign and empty files are told apart", "[analysis]") {
    const TemporaryFolder folder;
    CHECK(failure_code([&] { (void)Result::open(folder / "missing.h5"); }) == ExitCode::input_output);
    std::ofstream(folder / "text.h5") << "not a trajectory";
    CHECK(failure_code([&] { (void)Result::open(folder / "text.h5"); }) == ExitCode::corrupt);
    write_result(folder / "whole.h5", {.replicates = 3});
    std::filesystem::copy_file(folder / "whole.h5", folder / "cut.h5");
    std::filesystem::resize_file(folder / "cut.h5", std::filesystem::file_size(folder / "cut.h5") / 2);
    CHECK(failure_code([&] { (void)Result::open(folder / "cut.h5"); }) == ExitCode::corrupt);
    write_result(folder / "empty.h5", {.replicates = 3, .last_year = 2029});
    CHECK(failure_code([&] { (void)Result::open(folder / "empty.h5"); }) == ExitCode::usage);
    CHECK(failure_text([&] { (void)Result::open(folder / "empty.h5"); }).find("is empty") != std::string::npos);
}

TEST_CASE("Paired differences remove the noise that results share", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {});
    write_result(folder / "b.h5", {.level = 10.2, .own_stream = 2, .parameters = "a = 2\n"});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"});
    REQUIRE(comparison.variables.size() == 3); // scalars only
    const ComparedVariable& wealth = comparison.variables[0];
    CHECK(wealth.name == "wealth");
    CHECK(wealth.units == "EUR");
    CHECK(wealth.over.empty());
    REQUIRE(wealth.differences.size() == 1);
    const Difference& difference = wealth.differences[0];
    CHECK(difference.paired);
    CHECK(difference.pairs == 50);
    // Own noise has deviation 0.14 in pairs, so the mean of 50 has standard error 0.02; shared noise would be 0.2.
    CHECK(difference.estimate.mean == Approx(0.2).margin(0.08));
    CHECK(difference.interval.high - difference.interval.low == Approx(2 * 1.677 * 0.02).epsilon(0.4));
    CHECK(difference.verdict == Verdict::higher);
    CHECK(difference.share_higher > 0.8);
    CHECK(comparison.variables[1].differences[0].verdict == Verdict::identical);
    CHECK(comparison.notices.empty());
    CHECK(comparison.results[0].when == "2040");
}

TEST_CASE("Other seeds make a comparison unpaired, and the reader is told", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {});
    write_result(folder / "b.h5", {.seed = 8, .level = 10.2});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"});
    const Difference& difference = comparison.variables[0].differences[0];
    CHECK_FALSE(difference.paired);
    CHECK(difference.interval.high - difference.interval.low == Approx(2 * 1.66 * 0.2).epsilon(0.4));
    CHECK(notes(comparison, "different master seeds"));
    CHECK(comparison.variables[1].differences[0].verdict == Verdict::identical);
}

TEST_CASE("Replicates are paired by their numbers", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 40, .own_noise = 0.0});
    write_result(folder / "b.h5", {.first_replicate = 10, .replicates = 40, .level = 11.0, .own_noise = 0.0});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"});
    const Difference& difference = comparison.variables[0].differences[0];
    CHECK(difference.pairs == 30);
    CHECK(difference.estimate.mean == Approx(1.0));
    CHECK(difference.interval.low == Approx(1.0));
    CHECK(notes(comparison, "on the 30 replicates they share"));
    write_result(folder / "c.h5", {.first_replicate = 100, .replicates = 5});
    CHECK(failure_code([&] { compare_files({folder / "a.h5", folder / "c.h5"}); }) == ExitCode::usage);
}

TEST_CASE("Times are chosen by year or averaged over a span", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 2});
    using Positions = std::vector<std::size_t>;
    const auto chosen = [&](const Selection& selection) { return times_of({folder / "a.h5"}, selection)[0]; };
    CHECK(chosen({}) == Positions{10});
    CHECK(chosen({.at = 2033.4}) == Positions{3});
    CHECK(chosen({.at = 2040.02}) == Positions{10});
    CHECK(chosen({.average = std::pair{2031.0, 2034.0}}) == Positions{1, 2, 3});
    CHECK(failure_code([&] { chosen({.at = 2041.0}); }) == ExitCode::usage);
    CHECK(failure_code([&] { chosen({.at = 2029.0}); }) == ExitCode::usage);
    CHECK(failure_code([&] { chosen({.average = std::pair{2034.0, 2031.0}}); }) == ExitCode::usage);
    CHECK(failure_code([&] { chosen({.average = std::pair{2050.0, 2051.0}}); }) == ExitCode::usage);
}

TEST_CASE("A span of years ends where its last year begins, as those of anchors do", "[analysis]") {
    std::vector<double> months;
    for (int month = 0; month < 36; ++month) {
        months.push_back(2020.0 + month / 12.0);
    }
    using Ends = std::pair<std::size_t, std::size_t>;
    CHECK(times_within(months, {2020.0, 2021.0}) == Ends{0, 12});
    CHECK(times_within(months, {2021.0, 2023.0}) == Ends{12, 36});
    CHECK(times_within(months, {2021.5, 2022.25}) == Ends{18, 27});
    CHECK(times_within(months, {2030.0, 2031.0}) == Ends{36, 36});
    const std::vector<double> ends_of_years{2019.0 + 11.0 / 12.0, 2020.0 + 11.0 / 12.0, 2021.0 + 11.0 / 12.0};
    CHECK(times_within(ends_of_years, {2020.0, 2021.0}) == Ends{1, 2});
}

TEST_CASE("Results that record other times are compared at those in common", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    write_result(folder / "b.h5", {.replicates = 6, .first_year = 2033, .last_year = 2045});
    write_result(folder / "c.h5", {.replicates = 6, .first_year = 2050, .last_year = 2051});
    const std::vector<std::filesystem::path> both{folder / "a.h5", folder / "b.h5"};
    const auto positions = times_of(both, {});
    CHECK(positions[0] == std::vector<std::size_t>{10});
    CHECK(positions[1] == std::vector<std::size_t>{7});
    const Comparison last = compare_files(both);
    CHECK(last.variables[0].differences[0].verdict == Verdict::identical);
    CHECK(last.results[1].when == "2040");
    CHECK(notes(last, "b runs to 2045, but compared is the last time that all results record, 2040"));
    const Comparison average = compare_files(both, {.average = std::pair{2030.0, 2046.0}});
    CHECK(average.results[0].when == "mean of 2033 to 2040, 8 rows");
    CHECK(average.variables[0].differences[0].verdict == Verdict::identical);
    CHECK(notes(average, "a records 11 times in this span: the mean is over the 8 that all results record"));
    CHECK(notes(average, "b records 13 times in this span"));
    CHECK(failure_code([&] { compare_files(both, {.at = 2032.0}); }) == ExitCode::usage);
    CHECK(failure_text([&] {
              compare_files({folder / "a.h5", folder / "c.h5"});
          }) == "the results have no recorded time in common: a records 2030 to 2040, c records 2050 to 2051");
}

TEST_CASE("Variables are those asked for, the headline, or all scalars in common", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 20, .headline = "depth wealth"});
    write_result(folder / "b.h5", {.replicates = 20, .with_depth = false});
    const Comparison headline = compare_files({folder / "a.h5", folder / "b.h5"});
    REQUIRE(headline.variables.size() == 1);
    CHECK(headline.variables[0].name == "wealth");
    CHECK(notes(headline, "depth is left out: b does not have it"));
    const Comparison asked = compare_files({folder / "a.h5"}, {.variables = {"depth"}});
    CHECK(asked.variables[0].summaries[0].mean == 12.0);
    CHECK(compare_files({folder / "a.h5"}, {.variables = {"*t*", "wealth"}}).variables.size() == 4);
    CHECK(failure_text([&] {
              compare_files({folder / "a.h5"}, {.variables = {"welth"}});
          }).ends_with("has no variable 'welth'; did you mean 'wealth'?"));
    CHECK(failure_code([&] { compare_files({folder / "a.h5"}, {.variables = {"x*"}}); }) == ExitCode::usage);
    CHECK(failure_code([&] { compare_files({folder / "a.h5"}, {.level = 1.0}); }) == ExitCode::usage);
}

TEST_CASE("Means over axes are said, and places can be chosen, summed or listed", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    const auto line = [&](Selection selection) {
        selection.variables = {"depth"};
        return compare_files({folder / "a.h5"}, selection);
    };
    const Comparison mean = line({});
    CHECK(mean.variables[0].summaries[0].mean == 12.0); // of 11 and 13; the third is not defined
    CHECK(mean.variables[0].over == "mean over cluster (3)");
    CHECK(notes(mean, "a mean over the axis 'cluster' (3 places) is taken of depth"));
    const Comparison sum = line({.over = Over::sum});
    CHECK(sum.variables[0].summaries[0].mean == 24.0);
    CHECK(sum.variables[0].over == "sum over cluster (3)");
    const Comparison one = line({.places = {{"cluster", {"beta"}}}});
    CHECK(one.variables[0].summaries[0].mean == 13.0);
    CHECK(one.variables[0].over.empty());
    CHECK(one.notices.empty());
    CHECK(line({.places = {{"cluster", {"alpha", "beta", "alpha"}}}}).variables[0].over == "mean over cluster (2)");
    const Comparison each = line({.by = "cluster"});
    REQUIRE(each.variables.size() == 3);
    CHECK(each.variables[1].place == "cluster = beta");
    CHECK(each.variables[1].summaries[0].mean == 13.0);
    CHECK(each.variables[2].summaries[0].defined == 0);
    CHECK(failure_text([&] {
              line({.places = {{"cluster", {"betta"}}}});
          }) == "the axis 'cluster' has no place 'betta', did you mean 'beta'?");
    CHECK(failure_text([&] { line({.by = "clusters"}); }) ==
          "none of the compared variables has an axis 'clusters', did you mean 'cluster'?");
    CHECK(failure_code([&] { compare_files({folder / "a.h5"}, {.variables = {"wealth"}, .by = "cluster"}); }) ==
          ExitCode::usage);
}

TEST_CASE("Places are matched by their labels, only those in common are compared", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    write_result(folder / "b.h5", {.replicates = 6, .clusters = {"beta", "new", "alpha", "last"}});
    write_result(folder / "c.h5", {.replicates = 6, .clusters = {"other", "last"}});
    const Comparison comparison = compare_files({folder / "a.h5", folder / "b.h5"}, {.variables = {"depth"}});
    CHECK(comparison.variables[0].over == "mean over cluster (2)");
    CHECK(comparison.variables[0].summaries[0].mean == 12.0); // alpha 11, beta 13
    CHECK(comparison.variables[0].summaries[1].mean == 13.0); // alpha 15, beta 11
    CHECK(notes(comparison, "the axis 'cluster' holds other places in b (also last, new): only the 2 that all"));
    CHECK(notes(comparison, "the axis 'cluster' holds other places in a (also gamma)"));
    const Comparison others = compare_files({folder / "a.h5", folder / "b.h5"}, {.variables = {"wealth"}});
    CHECK(notes(others,
                "b and a have different places on the axis 'cluster' (only in b: last, new; only in a: gamma): "
                "variables that sum up over it are not the same quantity"));
    CHECK(failure_code([&] {
              compare_files({folder / "a.h5", folder / "c.h5"}, {.variables = {"depth"}});
          }) == ExitCode::usage);
}

TEST_CASE("Both sides of a pair are averaged over the same times and places", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    write_result(folder / "b.h5", {.replicates = 6, .undefined_until = 2036});
    const Selection all_years{.variables = {"patchy"}, .average = std::pair{2030.0, 2041.0}};
    const Comparison average = compare_files({folder / "a.h5", folder / "b.h5"}, all_years);
    CHECK(average.variables[0].summaries[0].mean == 6.0); // 1 to 11
    CHECK(average.variables[0].summaries[1].mean == 9.0); // 7 to 11
    CHECK(average.variables[0].differences[0].verdict == Verdict::identical);
    CHECK(notes(average, "patchy is not defined everywhere in both of a pair of b and a"));
    const Comparison early =
        compare_files({folder / "a.h5", folder / "b.h5"}, {.variables = {"patchy"}, .at = 2031.0});
    CHECK(early.variables[0].differences[0].verdict == Verdict::undecidable);
    CHECK(early.variables[0].differences[0].reason == "not defined in any pair");
    CHECK(notes(early, "patchy is not defined in 6 of 6 replicates of b"));
    write_result(folder / "c.h5", {.replicates = 6, .seed = 9, .undefined_until = 2036});
    CHECK(notes(compare_files({folder / "a.h5", folder / "c.h5"}, all_years), "their means are over different ones"));
}

TEST_CASE("Numbers become values: what is defined on both sides, and how large it was made of", "[analysis]") {
    // One replicate, two moments, three places.
    const Block a{1, 2, 3, {1.0, -3.0, none, none, none, 5.0}};
    const Block b{1, 2, 3, {1.0, none, 2.0, none, 4.0, 7.0}};
    const std::vector<Measured> alone = replicate_values(a, Over::mean);
    CHECK(alone[0].value == 2.0); // of -1 and 5
    CHECK(alone[0].magnitude == 3.5);
    CHECK(replicate_values(a, Over::sum)[0].value == 1.5);
    const PairedValues means = paired_values(a, b, {{0, 0}}, Over::mean);
    CHECK(means.reference[0].value == 3.0); // first place of the first moment, last of the second
    CHECK(means.other[0].value == 4.0);
    CHECK(means.narrowed);
    const PairedValues sums = paired_values(a, b, {{0, 0}}, Over::sum);
    CHECK(sums.reference[0].value == 1.5);
    CHECK(sums.other[0].value == 7.0); // of 3 and 11
    const Block nothing{1, 2, 3, std::vector<double>(6, none)};
    CHECK(std::isnan(paired_values(a, nothing, {{0, 0}}, Over::sum).reference[0].value));
    CHECK_FALSE(paired_values(a, nothing, {{0, 0}}, Over::sum).narrowed);
    CHECK(unevenly_defined(a, b));
    CHECK_FALSE(unevenly_defined(a, a));
}

TEST_CASE("Parameters that differ are found, entries of lists by their names", "[analysis]") {
    const std::string base =
        "[run]\ntitle = \"x\"\nseed = 1\n[output]\nevery = 1\n[funding.mix]\ncore = 0.2\nfees = 0.8\n"
        "[[practice]]\nname = \"cloud\"\ncost = 1.0\n[[practice]]\nname = \"fax\"\ncost = 2.0\n";
    std::string other = base;
    other.replace(other.find("0.2"), 3, "0.3").replace(other.find("title = \"x\""), 11, "title = \"y\"");
    other.replace(other.find("cost = 1.0"), 10, "cost = 1.5");
    other.replace(other.find("\"fax\""), 5, "\"robots\"");
    const std::vector<ParameterDifference> found = parameter_differences({base, other});
    REQUIRE(found.size() == 4);
    CHECK(found[0].key == "practice.fax");
    CHECK(found[0].values == std::vector<std::string>{"there", ""});
    CHECK(found[1].key == "practice.robots");
    CHECK(found[2].key == "funding.mix.core");
    CHECK(found[2].values == std::vector<std::string>{"0.2", "0.3"});
    CHECK(found[3].key == "practice.cloud.cost");
    CHECK(parameter_differences({base, base, base}).empty());
}

TEST_CASE("What an instrument or a branch changes is said with the values before and after", "[analysis]") {
    const std::string base =
        "[funding]\nlevel = 3000.0\n[accountability]\neffort = 0.1\nreports = 2\n"
        "[[practice]]\nname = \"cloud\"\ncost = 1.0\n";
    const std::string instrument =
        "[[instrument]]\nname = \"x\"\nstart = 2025-01-01\nduration = 2.5\n"
        "[[instrument.changes]]\nparameter = \"accountability.effort\"\nmultiply = 3.0\n"
        "[[instrument.changes]]\nparameter = \"accountability.reports\"\nadd = 1\n"
        "[[instrument.changes]]\nparameter = \"practice.*.cost\"\nset = 7.0\n";
    const std::string use = "[[toolkit]]\nname = \"x\"\nstart = 2030-01-01\n";
    const std::vector<ParameterDifference> found = parameter_differences({base, base + instrument + use});
    REQUIRE(found.size() == 4);
    CHECK(found[0].key == "toolkit.x");
    CHECK(found[1].key == "accountability.effort from 2030-01 for 2.5 years (x)");
    CHECK(found[1].values == std::vector<std::string>{"0.1", "0.3"});
    CHECK(found[2].values == std::vector<std::string>{"2", "3"});
    CHECK(found[3].key == "practice.*.cost from 2030-01 for 2.5 years (x)");
    CHECK(found[3].values == std::vector<std::string>{"", "set to 7"});

    const std::string half = use + "end = 2035-01-01\nintensity = 0.5\n";
    const std::vector<ParameterDifference> less =
        parameter_differences({base + instrument, base + instrument + half});
    REQUIRE(less.size() == 4); // both know the instrument
    CHECK(less[1].key == "accountability.effort from 2030-01 to before 2035-01 (x)");
    CHECK(less[1].values == std::vector<std::string>{"0.1", "0.2"});
    CHECK(less[3].values == std::vector<std::string>{"", "set to 7, intensity 0.5"});
    CHECK(parameter_differences({base, base + instrument}).size() == 1); // known, but not in use
    CHECK(parameter_differences({base + instrument + use, base + instrument + use}).empty());
}

TEST_CASE("What differs between results is said first: parameters, programs", "[analysis]") {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "x");
    write_result(folder / "demo.h5", {.replicates = 5, .parameters = "[a]\nb = 1\n", .version = "0.1.0"});
    write_result(folder / "x/demo.h5", {.replicates = 5, .parameters = "[a]\nb = 1\n", .version = "0.1.0"});
    write_result(folder / "other.h5", {.replicates = 5, .parameters = "[a]\nb = 2\n", .version = "0.2.0"});
    const Comparison comparison = compare_files({folder / "demo.h5", folder / "x/demo.h5", folder / "other.h5"});
    CHECK(comparison.results[0].name == (folder / "demo.h5").string());
    CHECK(comparison.results[1].name == (folder / "x/demo.h5").string());
    CHECK(notes(comparison, "x/demo.h5 and " + (folder / "demo.h5").string() + " have the same parameters"));
    CHECK(notes(comparison, "other was made by program version 0.2.0"));
    REQUIRE(comparison.parameters.size() == 1);
    CHECK(comparison.parameters[0].values == std::vector<std::string>{"1", "1", "2"});
}

TEST_CASE("Labels between commas may hold commas themselves", "[analysis]") {
    const std::vector<std::string> known{"a", "b", "a, b", "Green & Daughters, Seeds", "x,y"};
    CHECK(whole_labels({"a", "b"}, {"a", "b"}) == std::vector<std::string>{"a", "b"});
    CHECK(whole_labels({"a", "b"}, known) == std::vector<std::string>{"a, b"});
    CHECK(whole_labels({"b", "Green & Daughters", "Seeds", "x", "y", "a"}, known) ==
          std::vector<std::string>{"b", "Green & Daughters, Seeds", "x,y", "a"});
    CHECK(whole_labels({"none", "b"}, known) == std::vector<std::string>{"none", "b"});
}

TEST_CASE("A choice of places says which variables it does not touch", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 4});
    write_result(folder / "b.h5", {.replicates = 4, .level = 11.0});
    Selection selection;
    selection.variables = {"wealth", "depth"};
    selection.places = {{"cluster", {"beta"}}};
    const Comparison some = compare_files({folder / "a.h5", folder / "b.h5"}, selection);
    CHECK(notes(some, "the choice of places of 'cluster' does not touch wealth: it has no such axis"));
    selection.variables = {"depth"};
    CHECK_FALSE(notes(compare_files({folder / "a.h5", folder / "b.h5"}, selection), "does not touch"));
    selection.variables = {"wealth"};
    CHECK(failure_code([&] {
              (void)compare_files({folder / "a.h5", folder / "b.h5"}, selection);
          }) == ExitCode::usage);
}

} // namespace test_analysis_compare
