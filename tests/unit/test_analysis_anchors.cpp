// Anchors read from a sweep whose numbers are known, and naive forecasts.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "analysis/anchors.hpp"
#include "analysis/naive_forecast.hpp"
#include "sim/config/document.hpp"
#include "tests/catch.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"

namespace test_analysis_anchors {

using namespace actorhood;
using namespace actorhood::analysis;
using tests::SmallSweep;
using tests::TemporaryFolder;

namespace {

/// A choice of Anchor::across and Anchor::time.
enum Across : std::int64_t { sum_of_places, mean_of_places, median_of_places };
enum Time : std::int64_t { last, first, mean_of_times, sum_of_times, largest, growth };

/// `value` of the small sweep after a month; `by_place` is that plus the number of the place.
double value_after(double x, int replicate, int months) {
    const double start = x + 0.001 * replicate;
    return std::sqrt(start * start + months);
}

Anchor anchor(const std::string& output, std::int64_t across, std::int64_t time) {
    Anchor made;
    made.name = output;
    made.output = output;
    made.across = across;
    made.time = time;
    made.value = 1.0;
    made.tolerance = 0.1;
    return made;
}

std::shared_ptr<const ResultFile> result(const TemporaryFolder& folder, std::vector<std::string> more = {}) {
    SmallSweep sweep(3, 2, std::move(more));
    sweep.carry_out(folder.path());
    static_cast<void>(sweep.merged(folder.path()));
    return ResultFile::open(folder.path());
}

} // namespace

TEST_CASE("an anchor is read over places, then over times, of each run", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const auto file = result(folder, {"places=4"});
    REQUIRE(file->points() == 3);
    const std::vector<double> at_end = simulated(anchor("value", sum_of_places, last), *file);
    REQUIRE(at_end.size() == 6);
    for (int point = 0; point < 3; ++point) {
        for (int r = 0; r < 2; ++r) {
            CHECK(at_end[static_cast<std::size_t>(point * 2 + r)] == Approx(value_after(point, r, 6)));
        }
    }
    const auto of_first = [&](const Anchor& asked) { return simulated(asked, *file)[0]; };
    CHECK(of_first(anchor("value", sum_of_places, first)) == Approx(1.0));
    CHECK(of_first(anchor("value", sum_of_places, largest)) == Approx(std::sqrt(6.0)));
    double all = 0.0;
    for (int k = 1; k <= 6; ++k) {
        all += std::sqrt(k);
    }
    CHECK(of_first(anchor("value", sum_of_places, sum_of_times)) == Approx(all));
    CHECK(of_first(anchor("value", sum_of_places, mean_of_times)) == Approx(all / 6.0));
    CHECK(of_first(anchor("by_place", sum_of_places, first)) == Approx(4.0 + 6.0));
    CHECK(of_first(anchor("by_place", mean_of_places, first)) == Approx(1.0 + 1.5));
    Anchor some = anchor("by_place", sum_of_places, first);
    some.where = {"place=place 0", "place=place 3"};
    CHECK(of_first(some) == Approx(1.0 + 4.0));
    some.where.push_back("place=place 1");
    some.across = median_of_places;
    CHECK(of_first(some) == Approx(2.0));
}

TEST_CASE("an anchor has years, a factor, and what it is divided by", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const auto file = result(folder);
    Anchor span = anchor("value", sum_of_places, mean_of_times);
    span.from = 2020.0 + 2.0 / 12.0;
    span.to = 2020.0 + 4.0 / 12.0; // months 2 and 3
    CHECK(simulated(span, *file)[0] == Approx(0.5 * (std::sqrt(2.0) + std::sqrt(3.0))));
    span.factor = 100.0;
    CHECK(simulated(span, *file)[0] == Approx(50.0 * (std::sqrt(2.0) + std::sqrt(3.0))));
    Anchor share = anchor("by_place", sum_of_places, first);
    share.where = {"place=place 1"};
    share.per = "by_place";
    CHECK(simulated(share, *file)[0] == Approx(1.0)); // the same places, unless others are given
    share.places.keys["per_where"] = {};
    CHECK(simulated(share, *file)[0] == Approx(2.0 / 3.0));
    CHECK(unreadable({span, share}, *file).empty());
}

TEST_CASE("growth leads from the mean of the first year to that of the last, a year", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const auto file = result(folder, {"steps=48"});
    Anchor asked = anchor("value", sum_of_places, growth);
    asked.from = 2021.0; // after month k the value is the root of k
    asked.to = 2024.0;
    double first_year = 0.0;
    double last_year = 0.0;
    for (int k = 0; k < 12; ++k) {
        first_year += std::sqrt(12.0 + k) / 12.0;
        last_year += std::sqrt(36.0 + k) / 12.0;
    }
    CHECK(simulated(asked, *file)[0] == Approx((last_year - first_year) / 2.0));
    asked.factor = 100.0;
    CHECK(simulated(asked, *file)[0] == Approx(50.0 * (last_year - first_year)));
    const auto said = [](const Anchor& wrong) {
        std::vector<sim::Problem> problems;
        check_rule(wrong, problems);
        return problems.size() == 1 ? problems[0].message : std::string();
    };
    CHECK(said(asked).empty());
    asked.to = 2022.5;
    CHECK(said(asked).find("growth needs 'from' and 'to', two years or more apart") == 0);
    asked.from = 0.0;
    CHECK(said(asked).find("growth needs") == 0);
}

TEST_CASE("the anchors of the evidence are held out by their rule", "[analysis][calibration]") {
    std::vector<Anchor> anchors;
    sim::Schema schema;
    schema.list(anchors, "anchor", 1000, sim::Meaning{"What is known"});
    static_cast<void>(sim::read_file(ACTORHOOD_SOURCE_DIR "/scenarios/calibration/anchors.toml", {}, schema));
    CHECK(problems_of(anchors).empty());
    std::size_t alone = 0;
    for (const Anchor& asked : anchors) {
        INFO(asked.name);
        CHECK_FALSE(asked.source.empty());
        bool of_series = false;
        bool later = false;
        for (const Anchor& other : anchors) {
            of_series = of_series || (&other != &asked && other.same_series(asked));
            later = later || (other.same_series(asked) && other.from > asked.from);
        }
        alone += of_series ? 0 : 1;
        CHECK(asked.held_out == (of_series ? !later : alone % 3 == 2));
    }
}

TEST_CASE("failed runs and what is not defined are no numbers", "[analysis][calibration]") {
    const TemporaryFolder folder;
    SmallSweep sweep(2, 1);
    sweep.experiment.points[1].settings.push_back("fails=2");
    sim::SweepOptions options;
    options.keep_going = true;
    sweep.carry_out(folder.path(), options);
    static_cast<void>(sweep.merged(folder.path(), true));
    const std::vector<double> values =
        simulated(anchor("value", sum_of_places, last), *ResultFile::open(folder.path()));
    CHECK(std::isfinite(values[0]));
    CHECK(std::isnan(values[1]));
}

TEST_CASE("what cannot be read from the runs is said with the nearest name", "[analysis][calibration]") {
    const TemporaryFolder folder;
    const auto file = result(folder);
    const auto said = [&](Anchor asked) {
        const std::vector<sim::Problem> problems = unreadable({std::move(asked)}, *file);
        return problems.size() == 1 ? problems[0].message : std::to_string(problems.size()) + " problems";
    };
    Anchor asked = anchor("by_place", sum_of_places, last);
    asked.where = {"plaec=place 1"};
    CHECK(said(asked) == "'by_place' has no axis 'plaec', did you mean 'place'?");
    asked.where = {"place=palce 1"};
    CHECK(said(asked) == "axis 'place' of 'by_place' has no 'palce 1', did you mean 'place 1'?");
    asked.where.clear();
    asked.per = "wealth";
    CHECK(said(asked) == "the runs have no output 'wealth'");
    asked.per.clear();
    asked.from = 2031.0;
    asked.to = 2032.0;
    CHECK(said(asked).find("lies outside the runs, which record the years from 2020.08 to 2020.5") !=
          std::string::npos);
    asked.from = 2020.1;
    asked.to = 2020.9; // begins inside, ends outside
    CHECK(said(asked).find("lies outside") != std::string::npos);
}

TEST_CASE("anchors that contradict themselves are refused", "[analysis][calibration]") {
    Anchor good = anchor("value", sum_of_places, last);
    for (const char* key : {"name", "output", "value", "tolerance"}) {
        good.places.keys[key] = {};
    }
    CHECK(problems_of({good}).empty());
    CHECK(problems_of({good, good}).size() == 1); // the same name
    Anchor bad = good;
    bad.tolerance = 0.0;
    bad.from = 2030.0;
    bad.to = 2029.0;
    bad.per_where = {"place=place 1"};
    CHECK(problems_of({bad}).size() == 3);
    CHECK(problems_of({anchor("value", sum_of_places, last)}).size() == 4); // nothing is given
}

TEST_CASE("weak anchors have bands twice as wide", "[analysis][calibration]") {
    Anchor one = anchor("value", sum_of_places, last);
    CHECK(one.half_band() == 0.1);
    CHECK(one.deviation() == 0.05);
    one.weight = 1;
    CHECK(one.half_band() == 0.2);
    CHECK(one.deviation() == 0.1);
}

TEST_CASE("naive forecasts know the anchors of the same series before, and no others", "[analysis][calibration]") {
    std::vector<Anchor> anchors;
    const auto add = [&](double year, double value, bool held_out) {
        Anchor one = anchor("value", sum_of_places, mean_of_times);
        one.from = year;
        one.to = year + 1.0;
        one.value = value;
        one.held_out = held_out;
        anchors.push_back(one);
    };
    // A logistic curve: logit -2 + .5 (year - 2020).
    const auto curve = [](double year) { return 1.0 / (1.0 + std::exp(2.0 - 0.5 * (year - 2020.0))); };
    add(2022, curve(2022), false);
    add(2020, curve(2020), false);
    add(2024, curve(2024), true);
    add(2023, 0.99, true);   // held out itself
    add(2025, 0.001, false); // later
    add(2023, 0.5, false);
    anchors.back().where = {"place=other"}; // another series
    const NaiveForecast forecast = naive_forecast(anchors, 2);
    CHECK(forecast.persistence == curve(2022));
    CHECK(forecast.logistic == Approx(curve(2024)));
    anchors.erase(anchors.begin());
    CHECK(std::isnan(naive_forecast(anchors, 1).logistic));
    CHECK(naive_forecast(anchors, 1).persistence == curve(2020));
    anchors.erase(anchors.begin());
    CHECK(std::isnan(naive_forecast(anchors, 0).persistence));
}

} // namespace test_analysis_anchors
