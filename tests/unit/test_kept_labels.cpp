// Outputs that are cut by label, and rows that are means or sums over months.
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/core/error.hpp"
#include "sim/output/kept_labels.hpp"
#include "sim/output/recorder.hpp"
#include "tests/catch.hpp"
#include "tests/support/errors.hpp"

namespace test_kept_labels {

using namespace actorhood::sim;
using actorhood::tests::message_of;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Two clusters, three practices; a value is a third of (month * 100 + position), from which what `strange` says differs.
struct Example {
    int month = 0;
    std::size_t strange_at = 99;
    double strange = 0.0;
    Outputs outputs;

    Example() {
        outputs.axis("cluster", "Cluster organisation", {"Aero", "Bio"});
        outputs.axis("practice", "Practice", {"reuse", "repair", "share = lend"});
        const auto counting = [this](std::span<double> values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = i == strange_at ? strange : (100.0 * month + static_cast<double>(i)) / 3.0;
            }
        };
        outputs.variable("trust", {"cluster"}, Unit{"1"}, Meaning{"Mean trust"}, Source{"test"}, counting);
        outputs.variable("adoptions", {"cluster", "practice"}, Unit{"month-1"}, Meaning{"Adoptions"}, Source{"test"},
                         counting);
        outputs.variable("income", {}, Unit{"EUR month-1"}, Meaning{"Income"}, Source{"test"}, counting);
        outputs.variable("firms", {"practice"}, Unit{"persons"}, Meaning{"Firms"}, Source{"test"}, counting);
    }
    [[nodiscard]] double value(int at, int position) const { return (100.0 * at + position) / 3.0; }
};

Outputs cut(const Outputs& outputs, const std::vector<std::string>& kept) { return cut_to_labels(outputs, kept); }

/// Records months from `example.month` on, a row with every `every`th.
void record(Recorder& recorder, Example& example, int last, int every) {
    for (; example.month < last; ++example.month) {
        const double time = 2020.0 + example.month / 12.0;
        if ((example.month + 1) % every == 0) {
            recorder.record(time, example.month);
        } else {
            recorder.take_in(time, example.month);
        }
    }
}

} // namespace

TEST_CASE("kept labels: an axis keeps what one of its patterns fits, in its order", "[output][labels]") {
    Example example;
    const Outputs less = cut(example.outputs, {" practice = sh* ", "practice=re?se", "practice=reuse"});
    CHECK(less.axes()[0].labels == std::vector<std::string>{"Aero", "Bio"});
    CHECK(less.axes()[0].cut_from == 0);
    CHECK(less.axes()[1].labels == std::vector<std::string>{"reuse", "share = lend"});
    CHECK(less.axes()[1].cut_from == 3);
    CHECK(less.variables()[0].size == 2);
    CHECK(less.variables()[1].size == 4);
    Recorder recorder(less);
    recorder.record(2020.0, 0);
    const auto third = [](double number) { return number / 3.0; };
    CHECK(recorder.trajectory().values[0] == std::vector<double>{0.0, third(1)});
    CHECK(recorder.trajectory().values[1] == std::vector<double>{0.0, third(2), third(3), third(5)});
    CHECK(recorder.trajectory().values[3] == std::vector<double>{0.0, third(2)});
    CHECK(recorder.bytes(10) == 10 * ((1 + 2 + 4 + 1 + 2) * 8 + 4));
    CHECK(axis_label("practice=share = lend").label == "share = lend");
    CHECK(cut(example.outputs, {"practice=share = lend", "cluster=Bio"}).variables()[1].size == 1);
    CHECK(cut(example.outputs, {}).variables()[1].size == 6);
}

TEST_CASE("kept labels: what names nothing is said with the nearest name, each entry by itself", "[output][labels]") {
    const Example example;
    const std::vector<std::string> kept{"practise=reuse", "practice=reuze", "cluster=Bio", "cluster", "=Bio", "x=y"};
    const std::vector<WrongEntry> wrong = wrong_labels(example.outputs, kept);
    REQUIRE(wrong.size() == 5);
    CHECK(wrong[0].position == 0);
    CHECK(wrong[0].message == "no output has an axis 'practise', did you mean 'practice'?");
    CHECK(wrong[1].message == "axis 'practice' has no 'reuze', did you mean 'reuse'?");
    CHECK(wrong[2].position == 3);
    CHECK(wrong[2].message == "'cluster' must be axis=label, such as practice=cloud or practice=a*");
    CHECK(wrong[4].message == "no output has an axis 'x'; there is cluster, practice");
    CHECK(message_of([&] { static_cast<void>(cut(example.outputs, kept)); }, ExitCode::configuration) ==
          wrong[0].message);
}

TEST_CASE("kept labels: an infinity is named by its own label, and counts only where it is recorded",
          "[output][labels]") {
    Example example;
    example.strange_at = 5;
    example.strange = infinite;
    const Outputs other = cut(example.outputs, {"practice=re*"});
    Recorder without(other);
    without.record(2020.0, 0);
    CHECK(without.rows() == 1);
    const Outputs with = cut(example.outputs, {"practice=share*"});
    for (const OverTime how : {OverTime::instant, OverTime::mean}) {
        const Outputs rows = with.over_time(how);
        Recorder recorder(rows);
        CHECK(message_of([&] { recorder.record(2020.0, 7); }, ExitCode::invariant) ==
              "output 'adoptions' is infinite in month 7, cluster 'Bio', practice 'share = lend'");
        CHECK(recorder.rows() == 0);
        CHECK(recorder.months_taken_in() == 0);
    }
}

TEST_CASE("kept labels: a table of events with positions on a cut axis is refused", "[output][labels]") {
    const Example example;
    const auto table = [] {
        return EventTable("events", "Adoptions", {{"practice_index", "1", "m", std::vector<double>{}, "practice"}});
    };
    const Outputs less = cut(example.outputs, {"practice=reuse"});
    Recorder recorder(less);
    CHECK(message_of([&] { recorder.add_events(table()); }, ExitCode::configuration) ==
          "the table 'events' holds positions on the axis 'practice': record all of the axis, or no such table");
    const Outputs clusters = cut(example.outputs, {"cluster=Bio"});
    Recorder fine(clusters);
    CHECK(fine.add_events(table()) == 0);
}

TEST_CASE("rows over time: means and sums over the months of a row, in their order", "[output][over time]") {
    for (const OverTime how : {OverTime::mean, OverTime::sum}) {
        Example example;
        const Outputs rows = example.outputs.over_time(how);
        Recorder recorder(rows);
        recorder.reserve(2);
        const double* const begins = recorder.trajectory().begins.data();
        const double* const values = recorder.trajectory().values[1].data();
        record(recorder, example, 24, 12);
        CHECK(recorder.trajectory().begins.data() == begins);
        CHECK(recorder.trajectory().values[1].data() == values);
        const Trajectory taken = recorder.take(3);
        REQUIRE(taken.times.size() == 2);
        CHECK(taken.months == std::vector<std::int32_t>{11, 23});
        CHECK(taken.begins == std::vector<double>{2020.0, 2021.0});
        for (int row = 0; row < 2; ++row) {
            double sum = example.value(12 * row, 5);
            for (int month = 12 * row + 1; month < 12 * row + 12; ++month) {
                sum += example.value(month, 5);
            }
            CHECK(taken.values[1][static_cast<std::size_t>(6 * row + 5)] ==
                  (how == OverTime::mean ? sum / 12.0 : sum));
        }
    }
}

TEST_CASE("rows over time: a row of one month is its instant, to the bit", "[output][over time]") {
    for (const OverTime how : {OverTime::mean, OverTime::sum}) {
        Example example;
        example.strange_at = 1;
        example.strange = -0.0;
        const Outputs rows = example.outputs.over_time(how);
        Recorder recorder(rows);
        Recorder instants(example.outputs);
        recorder.record(2020.0, 0);
        instants.record(2020.0, 0);
        CHECK(recorder.trajectory().values == instants.trajectory().values);
        CHECK(std::signbit(recorder.trajectory().values[0][1]));
    }
}

TEST_CASE("rows over time: months in which a number is not defined do not count in it", "[output][over time]") {
    Example example;
    const Outputs rows = example.outputs.over_time(OverTime::mean);
    Recorder recorder(rows);
    example.strange = undefined;
    for (example.month = 0; example.month < 4; ++example.month) {
        example.strange_at = example.month < 2 ? 1u : 0u; // the one in half of the months
        recorder.take_in(2020.0, example.month);
    }
    example.strange_at = 2;
    recorder.record(2020.0, 4);
    const std::vector<double>& trust = recorder.trajectory().values[0];
    CHECK(trust[1] == (example.value(2, 1) + example.value(3, 1) + example.value(4, 1)) / 3.0);
    CHECK(trust[0] == (example.value(0, 0) + example.value(1, 0) + example.value(4, 0)) / 3.0);
    example.strange_at = 1; // ... and never
    recorder.take_in(2020.5, 5);
    recorder.record(2020.6, 6);
    CHECK(std::isnan(recorder.trajectory().values[0][3]));
    CHECK_FALSE(std::isnan(recorder.trajectory().values[0][2]));
}

TEST_CASE("rows over time: a sum beyond all numbers is refused like an infinity", "[output][over time]") {
    Example example;
    example.strange_at = 1;
    example.strange = 1e308;
    const Outputs rows = example.outputs.over_time(OverTime::sum);
    Recorder recorder(rows);
    recorder.take_in(2020.0, 0);
    CHECK(message_of([&] { recorder.record(2020.1, 1); }, ExitCode::invariant) ==
          "output 'trust' is infinite in month 1, cluster 'Bio'");
    CHECK(recorder.rows() == 0);
    CHECK(recorder.trajectory().values[0].empty());
}

TEST_CASE("rows over time: units and words of the convention", "[output][over time]") {
    const Example example;
    const Outputs means = example.outputs.over_time(OverTime::mean);
    const Outputs sums = example.outputs.over_time(OverTime::sum);
    CHECK(example.outputs.over_time(OverTime::instant).variables()[1].cell_methods.empty());
    CHECK(means.variables()[1].cell_methods == "time: mean (interval: 1 month)");
    CHECK(sums.variables()[1].cell_methods == "time: sum (interval: 1 month)");
    CHECK(means.variables()[2].unit == "EUR month-1");
    CHECK(sums.variables()[0].unit == "1");
    CHECK(sums.variables()[1].unit == "1");
    CHECK(sums.variables()[2].unit == "EUR");
    CHECK(sums.variables()[3].unit == "persons");
}

TEST_CASE("rows over time: a checkpoint in the middle of a row goes on with the same bits", "[output][over time]") {
    Example example;
    const Outputs rows = cut(example.outputs, {"practice=re*"}).over_time(OverTime::mean);
    Recorder whole(rows);
    record(whole, example, 30, 12);
    for (const int stop : {5, 12, 17}) {
        example.month = 0;
        Recorder first(rows);
        record(first, example, stop, 12);
        ArchiveWriter writer;
        first.visit(writer);
        const std::vector<std::byte> saved = writer.take();
        Recorder second(rows);
        ArchiveReader reader(saved);
        second.visit(reader);
        CHECK(reader.at_end());
        CHECK(second.months_taken_in() == stop % 12);
        record(second, example, 30, 12);
        CHECK(second.trajectory().values == whole.trajectory().values);
        CHECK(second.trajectory().begins == whole.trajectory().begins);
        CHECK(second.months_taken_in() == 6);
    }
}

TEST_CASE("rows over time: a checkpoint of other labels or other rows is refused", "[output][over time][labels]") {
    Example example;
    const Outputs rows = cut(example.outputs, {"practice=reuse"}).over_time(OverTime::mean);
    Recorder recorder(rows);
    record(recorder, example, 5, 12);
    ArchiveWriter writer;
    recorder.visit(writer);
    const std::vector<std::byte> saved = writer.take();
    const std::array<Outputs, 4> others{cut(example.outputs, {"practice=repair"}).over_time(OverTime::mean),
                                        cut(example.outputs, {"practice=reuse"}).over_time(OverTime::sum),
                                        cut(example.outputs, {"practice=reuse"}),
                                        example.outputs.over_time(OverTime::mean)};
    for (const Outputs& other : others) {
        Recorder stranger(other);
        ArchiveReader reader(saved);
        CHECK(message_of([&] { stranger.visit(reader); }, ExitCode::corrupt) != "");
    }
    example.strange = 1.0;
    Recorder same(rows);
    ArchiveReader reader(saved);
    same.visit(reader);
    CHECK(same.months_taken_in() == 5);
}

TEST_CASE("rows over time: what was handed over leaves nothing for the next replicate", "[output][over time]") {
    Example example;
    const Outputs rows = example.outputs.over_time(OverTime::sum);
    Recorder recorder(rows);
    record(recorder, example, 18, 12);
    static_cast<void>(recorder.take(0));
    CHECK(recorder.months_taken_in() == 0);
    example.month = 0;
    record(recorder, example, 12, 12);
    CHECK(recorder.trajectory().begins == std::vector<double>{2020.0});
}

} // namespace test_kept_labels
