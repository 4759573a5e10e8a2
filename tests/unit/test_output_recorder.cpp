// Declaring, selecting and recording outputs.
#include <array>
#include <cmath>
#include <limits>

#include "sim/output/recorder.hpp"
#include "tests/catch.hpp"
#include "tests/support/errors.hpp"

namespace test_output_recorder {

using namespace actorhood::sim;
using actorhood::tests::message_of;

namespace {

void write_nothing(std::span<double>) {}

void declare_number(Outputs& outputs, std::string_view name) {
    outputs.variable(name, {}, Unit{"1"}, Meaning{"A number"}, Source{"test"}, write_nothing);
}

/// Two clusters, three practices; every value is month * 100 + position.
struct Example {
    int month = 0;
    Outputs outputs;

    Example() {
        outputs.axis("cluster", "Cluster organisation", {"Aero", "Bio"});
        outputs.axis("practice", "Practice", {"reuse", "repair", "share"});
        const auto counting = [this](std::span<double> values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = 100.0 * month + static_cast<double>(i);
            }
        };
        outputs.variable("trust", {"cluster"}, Unit{"1"}, Meaning{"Mean trust"}, Source{"test"}, counting);
        outputs.variable("adoption_share", {"cluster", "practice"}, Unit{"1"}, Meaning{"Share of adopters"},
                         Source{"test"}, counting);
        outputs.variable("adoption_rate", {}, Unit{"year-1"}, Meaning{"New adopters"}, Source{"test"}, counting);
    }
};

EventTable event_table() {
    return {"events",
            "Adoptions",
            {{"month", "month", "Month", std::vector<std::int32_t>{}, ""},
             {"firm", "1", "Permanent number of the firm", std::vector<std::uint64_t>{}, ""},
             {"practice", "1", "Practice", std::vector<std::int32_t>{}, "practice"}}};
}

} // namespace

TEST_CASE("outputs: mistakes in declarations are found", "[output]") {
    Example example;
    Outputs& outputs = example.outputs;
    CHECK(outputs.variables()[1].size == 6);
    CHECK(outputs.variables()[2].size == 1);
    CHECK_THROWS_AS(declare_number(outputs, "trust"), std::logic_error);
    CHECK_THROWS_AS(declare_number(outputs, "cluster"), std::logic_error);
    CHECK_THROWS_AS(declare_number(outputs, "time"), std::logic_error);
    for (const char* name : {"", "Trust", "mean trust", "_trust", "trust_", "2nd", "tr\xc3\xa9sor"}) {
        CHECK_THROWS_AS(declare_number(outputs, name), std::logic_error);
    }
    CHECK_THROWS_AS(outputs.axis("trust", "again", {}), std::logic_error);
    CHECK_THROWS_AS(outputs.variable("a", {"firm"}, Unit{"1"}, Meaning{"m"}, Source{"s"}, write_nothing),
                    std::logic_error);
    CHECK_THROWS_AS(
        outputs.variable("b", {"cluster", "cluster"}, Unit{"1"}, Meaning{"m"}, Source{"s"}, write_nothing),
        std::logic_error);
    CHECK_THROWS_AS(outputs.variable("c", {}, Unit{"days"}, Meaning{"m"}, Source{"s"}, write_nothing),
                    std::logic_error);
    CHECK_THROWS_AS(outputs.variable("d", {}, Unit{"1"}, Meaning{"m"}, Source{"s"}, {}), std::logic_error);
    CHECK(outputs.variables().size() == 3);
}

TEST_CASE("outputs: selection by names and patterns", "[output]") {
    const Example example;
    using Patterns = std::vector<std::string>;
    using Positions = std::vector<std::size_t>;
    CHECK(select_outputs(example.outputs, Patterns{"*"}) == Positions{0, 1, 2});
    CHECK(select_outputs(example.outputs, Patterns{"adoption_*"}) == Positions{1, 2});
    CHECK(select_outputs(example.outputs, Patterns{"adoption_rate", "t?ust"}) == Positions{0, 2});
    CHECK(select_outputs(example.outputs, Patterns{"*a*e", "adoption_rate"}) == Positions{1, 2});
    CHECK(select_outputs(example.outputs, Patterns{}).empty());
    const std::string message =
        message_of([&] { static_cast<void>(select_outputs(example.outputs, Patterns{"adoption_shar"})); },
                   ExitCode::configuration);
    CHECK(message.find("did you mean 'adoption_share'?") != std::string::npos);
    const std::string strange = message_of(
        [&] { static_cast<void>(select_outputs(example.outputs, Patterns{"zzz"})); }, ExitCode::configuration);
    CHECK(strange.find("'actorhood outputs' lists the 3 there are") != std::string::npos);
}

TEST_CASE("recorder: rows in order, no allocation after reserve", "[output]") {
    Example example;
    Recorder recorder(example.outputs);
    recorder.reserve(24);
    const double* data = nullptr;
    for (example.month = 0; example.month < 24; ++example.month) {
        recorder.record(2020.0 + example.month / 12.0, example.month);
        if (example.month == 0) {
            data = recorder.trajectory().values[1].data();
        }
    }
    CHECK(recorder.trajectory().values[1].data() == data);
    const Trajectory taken = recorder.take(7);
    CHECK(taken.replicate == 7);
    CHECK(taken.times.size() == 24);
    CHECK(taken.values[1].size() == 24 * 6);
    CHECK(taken.values[1][23 * 6 + 5] == 2305.0);
    CHECK(taken.values[2][11] == 1100.0);
    CHECK(recorder.rows() == 0);
    CHECK(recorder.trajectory().values.size() == 3);
    CHECK(recorder.bytes(10) == 10 * (10 * 8 + 4));
}

TEST_CASE("recorder: undefined is allowed, infinite is not", "[output][case 28]") {
    double value = 1.0;
    Outputs outputs;
    outputs.axis("cluster", "Cluster organisation", {"Aero", "Bio"});
    declare_number(outputs, "before");
    outputs.variable("trust", {"cluster"}, Unit{"1"}, Meaning{"Mean trust"}, Source{"test"},
                     [&value](std::span<double> values) { values[1] = value; });
    Recorder recorder(outputs);
    recorder.record(2020.0, 0);
    CHECK(std::isnan(recorder.trajectory().values[1][0]));
    CHECK(recorder.trajectory().values[1][1] == 1.0);
    value = -std::numeric_limits<double>::infinity();
    const std::string message = message_of([&] { recorder.record(2020.5, 6); }, ExitCode::invariant);
    CHECK(message == "output 'trust' is infinite in month 6, cluster 'Bio'");
    CHECK(recorder.rows() == 1);
    CHECK(recorder.trajectory().values[0].size() == 1);
    value = 2.0;
    recorder.record(2020.5, 6);
    CHECK(recorder.trajectory().values[1][3] == 2.0);
}

TEST_CASE("recorder: a checkpoint keeps the rows and events so far", "[output]") {
    Example example;
    const auto record_to = [&example](Recorder& recorder, int last) {
        for (; example.month < last; ++example.month) {
            recorder.record(2020.0 + example.month / 12.0, example.month);
            recorder.events(0).append(std::int32_t{example.month}, std::uint64_t{1} << 40, std::int32_t{2});
        }
    };
    Recorder first(example.outputs);
    first.add_events(event_table());
    record_to(first, 5);
    ArchiveWriter writer;
    first.visit(writer);

    Recorder second(example.outputs);
    second.add_events(event_table());
    const std::vector<std::byte> saved = writer.bytes();
    ArchiveReader reader(saved);
    second.visit(reader);
    CHECK(reader.at_end());
    record_to(second, 9);
    example.month = 5;
    record_to(first, 9);
    CHECK(first.trajectory().values == second.trajectory().values);
    CHECK(first.trajectory().times == second.trajectory().times);
    CHECK(second.events(0).rows() == 9);
    CHECK(std::get<std::vector<std::uint64_t>>(second.events(0).columns()[1].values).size() == 9);

    Recorder other(example.outputs, std::array<std::string, 1>{"trust"});
    ArchiveReader again(saved);
    CHECK(message_of([&] { other.visit(again); }, ExitCode::corrupt) != "");
}

TEST_CASE("events: types and names are checked", "[output]") {
    const Example example;
    Recorder recorder(example.outputs);
    const std::size_t position = recorder.add_events(event_table());
    CHECK_THROWS_AS(recorder.add_events(event_table()), std::logic_error);
    CHECK_THROWS_AS(recorder.events(position).append(std::int32_t{1}), std::logic_error);
    CHECK_THROWS_AS(EventTable("Events", "m", event_table().columns()), std::logic_error);
    CHECK_THROWS_AS(EventTable("events", "m", {{"event", "1", "m", std::vector<double>{}, ""}}), std::logic_error);
    CHECK_THROWS_AS(recorder.add_events({"trust", "m", event_table().columns()}), std::logic_error);
    CHECK_THROWS_AS(recorder.add_events({"moves", "m", {{"region", "1", "m", std::vector<double>{}, "region"}}}),
                    std::logic_error);
}

} // namespace test_output_recorder
