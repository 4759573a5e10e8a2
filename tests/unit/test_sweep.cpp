// Experiments carried out by the engine: identity, sharing, stopping, failing, extending, merging.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <set>
#include <span>
#include <string>
#include <thread>

#include "sim/output/checksum.hpp"
#include "sim/output/hdf5.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/merge.hpp"
#include "sim/run/points_file.hpp"
#include "sim/run/shard.hpp"
#include "sim/run/sweep.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"
#include "tests/temporary_folder.hpp"

namespace test_sweep {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> shards_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder / "shards")) {
        files.push_back(entry.path());
    }
    return files;
}

sim::SweepOptions threads(std::size_t count) {
    sim::SweepOptions options;
    options.threads = count;
    return options;
}

} // namespace

TEST_CASE("identities differ in text, replicate and purpose, and nothing else", "[sweep]") {
    std::set<std::string> seen;
    for (const char* text : {"", "a", "b", "a\n"}) {
        for (std::uint32_t replicate = 0; replicate < 100; ++replicate) {
            seen.insert(sim::run_identity(sim::point_identity(text), replicate).text());
        }
        seen.insert(sim::point_identity(text).text());
    }
    CHECK(seen.size() == 4 * 101);
    CHECK(seen.begin()->size() == 32);
    CHECK(sim::run_identity(sim::point_identity("a"), 7) == sim::run_identity(sim::point_identity("a"), 7));
    CHECK(sim::derived_seed("a") != sim::derived_seed("b"));
    CHECK(sim::derived_seed("a") != sim::point_identity("a").high);
}

TEST_CASE("a plan counts equal points once and leaves impossible ones out", "[sweep]") {
    SmallSweep sweep(5, 4);
    sweep.experiment.points[3] = sweep.experiment.points[1];
    sweep.experiment.points[4].settings.push_back("refused=1");
    const sim::SweepPlan plan = sweep.plan(3);
    CHECK(plan.runs() == 20);
    CHECK(plan.distinct_runs() == 12);
    CHECK(plan.refused_points() == 1);
    CHECK(plan.points()[3].same_as == 1);
    CHECK(plan.points()[4].cause == "refused as asked");
    std::vector<sim::RunPlace> places;
    for (std::size_t batch = 0; batch < plan.batches(); ++batch) {
        const std::vector<sim::RunPlace> runs = plan.batch(batch);
        CHECK(runs.size() <= 3);
        places.insert(places.end(), runs.begin(), runs.end());
    }
    std::vector<sim::RunPlace> all;
    plan.for_each_run([&](const sim::RunPlace& place) { all.push_back(place); });
    CHECK(places == all);
    CHECK(all.size() == 12);
}

TEST_CASE("the identity knows what is kept of a run", "[sweep]") {
    SmallSweep sweep(2, 1);
    const auto whole = sweep.plan().points()[0].identity;
    sweep.experiment.every = 0;
    CHECK(sweep.plan().points()[0].identity != whole);
}

TEST_CASE("the progress of a part ends at what the part has to do, whatever others have finished", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(7, 5);
    constexpr std::size_t parts = 3;
    std::uint64_t all = 0;
    for (std::size_t part = 0; part < parts; ++part) {
        sim::SweepFolder place(folder.path());
        place.make();
        place.look();
        const sim::WorkPart work{part, parts, {}};
        sim::SweepOptions options = threads(2);
        options.counted = sim::runs_to_do(sweep.plan(), place, work);
        sim::Progress progress("part", sim::progress_steps * options.counted.size(), true);
        options.progress = &progress;
        sweep.carry_out(folder.path(), options, work);
        CHECK(progress.done() == progress.total());
        all += progress.total();
    }
    CHECK(all == sim::progress_steps * 35);
    CHECK(sweep.simulated() == 35);
}

TEST_CASE("what another process finishes of the same work is progress, once", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(4, 3);
    sim::SweepFolder place(folder.path());
    place.make();
    sim::SweepOptions options = threads(1);
    options.counted = sim::runs_to_do(sweep.plan(), place, {});
    sim::Progress progress("all", sim::progress_steps * options.counted.size(), true);
    options.progress = &progress;
    sweep.carry_out(folder.path(), threads(1), {0, 2, {}}); // half of it, by another one meanwhile
    sweep.carry_out(folder.path(), options);
    CHECK(progress.done() == progress.total());
}

TEST_CASE("a shard gives back what was written and refuses every damaged byte", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(2, 2);
    sweep.carry_out(folder.path());
    const fs::path path = shards_in(folder.path()).front();
    const std::string whole = read_bytes(path);
    const sim::ShardIndex index = sim::read_shard_index(path);
    REQUIRE(index.runs.size() >= 1);
    const sim::RecordLayout& layout = *index.layouts[0];
    REQUIRE(layout.variables.size() == 2);
    CHECK(layout.variables[1].unit == "EUR");
    CHECK(layout.axes[0].labels == std::vector<std::string>{"place 0", "place 1"});
    std::vector<double> values;
    sim::ShardReader(path).read(index.runs[0], layout, 1, values);
    REQUIRE(values.size() == 12);
    CHECK(values[1] == values[0] + 1.0);
    for (std::size_t at = 0; at < whole.size(); at += at < 100 ? 1 : 37) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 4);
        write_bytes(path, damaged);
        bool noticed = false;
        try {
            static_cast<void>(sim::read_shard_index(path));
            sim::verify_shard(path);
        } catch (const sim::Error& error) {
            noticed = error.code() == sim::ExitCode::corrupt;
        }
        INFO("byte " << at);
        CHECK(noticed);
    }
    write_bytes(path, whole.substr(0, whole.size() / 2));
    CHECK_THROWS_AS(sim::read_shard_index(path), sim::Error);
}

TEST_CASE("a shard whose header was made up, checksum and all, is refused", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(1, 1);
    sweep.carry_out(folder.path());
    const fs::path path = shards_in(folder.path()).front();
    const std::string whole = read_bytes(path);
    // An item is the length of its name, the name, the size of an element, how many there are, and their bytes.
    const auto message = [&](const std::string& item, std::uint64_t value) {
        std::string forged = whole;
        const std::uint64_t letters = item.size();
        const std::string name = std::string(reinterpret_cast<const char*>(&letters), sizeof letters) + item;
        forged.replace(forged.rfind(name) + name.size() + 16, sizeof value,
                       std::string(reinterpret_cast<const char*>(&value), sizeof value));
        std::uint32_t length = 0;
        std::memcpy(&length, forged.data() + 12, sizeof length);
        const std::uint64_t sum = sim::crc64(std::as_bytes(std::span(forged).subspan(24, length)));
        std::memcpy(forged.data() + 16, &sum, sizeof sum);
        write_bytes(path, forged);
        try {
            static_cast<void>(sim::read_shard_index(path));
            return std::string();
        } catch (const sim::Error& error) {
            CHECK(error.code() == sim::ExitCode::corrupt);
            return std::string(error.what());
        }
    };
    CHECK_THAT(message("axes", 9), Catch::Matchers::Contains("has an axis that there is not") &&
                                       Catch::Matchers::Contains(path.string()));
    CHECK_THAT(message("count", std::uint64_t{1} << 60),
               Catch::Matchers::Contains("does not fit") && Catch::Matchers::Contains(path.string()));
}

TEST_CASE("a shard of the format before, which knew instants only, is still read", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(1, 1);
    sweep.carry_out(folder.path());
    const fs::path path = shards_in(folder.path()).front();
    const std::string whole = read_bytes(path);
    const auto number = [](const std::string& bytes, std::size_t at) {
        std::uint64_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return static_cast<std::size_t>(value);
    };
    std::uint32_t length = 0;
    std::memcpy(&length, whole.data() + 12, sizeof length);
    std::string header;
    std::string before; // name of the item before
    for (std::size_t at = 24; at < 24 + length;) {
        const std::size_t letters = number(whole, at);
        const std::string name = whole.substr(at + 8, letters);
        const std::size_t values = at + 8 + letters + 16;
        const std::size_t end = values + number(whole, values - 16) * number(whole, values - 8);
        const bool is_new = name == "cut_from" || name == "begins" || (name == "text" && before == "axes");
        header += is_new ? "" : whole.substr(at, end - at);
        before = name;
        at = end;
    }
    REQUIRE(header.size() < length);
    std::string old = whole.substr(0, 24) + header + whole.substr(24 + length);
    const std::uint32_t version = 2;
    const auto shorter = static_cast<std::uint32_t>(header.size());
    const std::uint64_t sum = sim::crc64(std::as_bytes(std::span(header)));
    std::memcpy(old.data() + 8, &version, sizeof version);
    std::memcpy(old.data() + 12, &shorter, sizeof shorter);
    std::memcpy(old.data() + 16, &sum, sizeof sum);
    const sim::RecordLayout layout = *sim::read_shard_index(path).layouts.at(0);
    write_bytes(path, old);
    const sim::ShardIndex read = sim::read_shard_index(path);
    CHECK(sim::same_layout(*read.layouts.at(0), layout));
    std::vector<double> values;
    sim::ShardReader(path).read(read.runs.at(0), layout, 0, values);
    CHECK(values.size() == 6);
    CHECK(values[0] == 1.0);
}

TEST_CASE("any number of threads, parts and processes gives the same bytes", "[sweep][same bytes]") {
    const TemporaryFolder folder;
    SmallSweep sweep(7, 3);
    CHECK(sweep.carry_out(folder / "one").finished == 21);
    const std::string one = sweep.merged(folder / "one");
    CHECK(sweep.carry_out(folder / "three", threads(3)).finished == 21);
    CHECK((sweep.merged(folder / "three") == one));
    for (std::size_t part : {2u, 0u, 1u}) {
        CHECK(sweep.carry_out(folder / "parts", {}, {part, 3, {}}).finished > 0);
    }
    CHECK((sweep.merged(folder / "parts") == one));
    SmallSweep slow(7, 3, {"wait=2"});
    {
        // As two processes would: claims of two objects exclude each other also within one process.
        std::size_t here = 0;
        std::size_t there = 0;
        std::jthread other([&] { there = slow.carry_out(folder / "shared").finished; });
        here = slow.carry_out(folder / "shared").finished;
        other.join();
        CHECK(here + there == 21);
        CHECK(here > 0);
        CHECK(there > 0);
    }
    CHECK(slow.simulated() == 21);
    // The waiting time is not part of the identity, only of the settings that are shown.
    for (sim::DesignPoint& point : slow.experiment.points) {
        point.settings.pop_back();
    }
    CHECK((slow.merged(folder / "shared") == one));
}

TEST_CASE("finished runs are not simulated again, an extension simulates the new ones only", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep small(4, 2);
    small.carry_out(folder / "grown");
    CHECK(small.carry_out(folder / "grown").finished == 0);
    SmallSweep more_points(6, 2);
    CHECK(more_points.state(folder / "grown").left == 4);
    CHECK(more_points.carry_out(folder / "grown").finished == 4);
    SmallSweep more_replicates(6, 5);
    CHECK(more_replicates.carry_out(folder / "grown").finished == 18);
    more_replicates.carry_out(folder / "fresh", threads(2));
    CHECK((more_replicates.merged(folder / "grown") == more_replicates.merged(folder / "fresh")));
    SmallSweep changed(3, 5);
    changed.experiment.points[1].settings.push_back("steps=6"); // what it was already
    changed.experiment.points[2].settings.push_back("steps=5");
    const sim::SweepState state = changed.state(folder / "grown");
    CHECK(state.done == 10);
    CHECK(state.left == 5);
    CHECK(state.unneeded == 20);
}

TEST_CASE("equal points are simulated once and stand in the file twice", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(3, 2);
    sweep.experiment.points[2].settings = sweep.experiment.points[0].settings;
    CHECK(sweep.carry_out(folder.path()).finished == 4);
    sweep.merged(folder.path());
    const std::vector<double> values = sim::hdf5::File::open(folder / "sweep.h5").dataset("value").doubles();
    REQUIRE(values.size() == 3 * 2 * 6);
    CHECK(std::vector(values.begin(), values.begin() + 12) == std::vector(values.begin() + 24, values.end()));
}

TEST_CASE("a point may have replicates of its own", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(3, 2);
    sweep.experiment.points[1].replicates = 4;
    sweep.experiment.points[2].replicates = 1;
    CHECK(sweep.plan().distinct_runs() == 7);
    CHECK(describe(sweep.experiment).find("3 points with 1 to 4 replicates each, 7 runs") != std::string::npos);
    CHECK(sweep.carry_out(folder.path()).finished == 7);
    const sim::SweepState state = sweep.state(folder.path());
    CHECK(state.done == 7);
    CHECK(state.left == 0);
    sweep.merged(folder.path());
    const auto status = [&] { return sim::hdf5::File::open(folder / "sweep.h5").dataset("status").int32s(); };
    CHECK(status() == std::vector<std::int32_t>{0, 0, 3, 3, 0, 0, 0, 0, 0, 3, 3, 3});
    // The points as stored and read again ask for the same.
    sim::store_points(sweep.experiment, folder / "points");
    sim::Experiment read;
    sim::load_points(read, 3, folder / "points");
    CHECK(read.points[0].replicates == 0);
    CHECK(read.points[1].replicates == 4);
    CHECK(read.points[2].replicates == 1);
    // Of two equal points the larger number is simulated; what is not asked for does not stand in the file.
    SmallSweep equal(2, 1);
    equal.experiment.points[1] = equal.experiment.points[0];
    equal.experiment.points[1].replicates = 3;
    CHECK(equal.carry_out(folder / "equal").finished == 3);
    equal.merged(folder / "equal");
    CHECK(sim::hdf5::File::open(folder / "equal" / "sweep.h5").dataset("status").int32s() ==
          std::vector<std::int32_t>{0, 3, 3, 0, 0, 0});
    std::swap(equal.experiment.points[0].replicates, equal.experiment.points[1].replicates);
    CHECK(equal.plan().distinct_runs() == 3); // whichever of them comes first
}

TEST_CASE("a failed run is recorded, the others go on, and it alone is repeated", "[sweep][case 41]") {
    const TemporaryFolder folder;
    SmallSweep sweep(5, 2);
    sweep.experiment.points[2].settings.push_back("fails=4");
    sim::SweepOptions options;
    CHECK(sweep.carry_out(folder / "stops", options).failed == 1);
    CHECK(sweep.state(folder / "stops").left > 0);
    options.keep_going = true;
    options.threads = 2;
    const sim::SweepOutcome outcome = sweep.carry_out(folder / "goes", options);
    CHECK(outcome.finished == 8);
    CHECK(outcome.failed == 2);
    sim::SweepFolder place(folder / "goes");
    place.look();
    REQUIRE(place.failed().size() == 2);
    const sim::FailedRun& failed = place.failed().begin()->second;
    CHECK(failed.place.point == 2);
    CHECK(failed.code == sim::ExitCode::invariant);
    CHECK(failed.cause == "step 4: broken as asked");
    CHECK(failed.settings == sweep.experiment.points[2].settings);
    CHECK(sweep.carry_out(folder / "goes", options).finished == 0);
    sweep.merged(folder / "goes");
    const sim::hdf5::File file = sim::hdf5::File::open(folder / "goes" / "sweep.h5");
    CHECK(file.dataset("status").int32s() == std::vector<std::int32_t>{0, 0, 0, 0, 1, 1, 0, 0, 0, 0});
    CHECK(file.dataset("failure_cause").strings()[2] == "step 4: broken as asked");
    const std::vector<double> values = file.dataset("value").doubles();
    CHECK(std::isnan(values[2 * 2 * 6]));
    CHECK_FALSE(std::isnan(values[2 * 2 * 6 - 1]));
    place.forget_failure(failed.identity);
    CHECK(sweep.carry_out(folder / "goes", options).failed == 1);
}

TEST_CASE("only the runs that are asked for are simulated", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(5, 2);
    const sim::SweepPlan plan = sweep.plan();
    CHECK(sweep.carry_out(folder.path(), {}, {0, 1, {plan.identity({1, 1}), plan.identity({4, 0})}}).finished == 2);
    CHECK(sweep.state(folder.path()).left == 8);
    CHECK_THROWS_AS(sweep.merged(folder.path()), sim::Error);
    sweep.merged(folder.path(), true);
    const std::vector<std::int32_t> status = sim::hdf5::File::open(folder / "sweep.h5").dataset("status").int32s();
    CHECK(status == std::vector<std::int32_t>{2, 2, 2, 0, 2, 2, 2, 2, 0, 2});
}

TEST_CASE("a sweep that is asked to stop keeps what is finished, and a long run goes on where it was", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(1, 1, {"steps=100", "wait=10"});
    sim::StopRequests requests;
    requests.limit(std::chrono::milliseconds(400));
    sim::SweepOptions options;
    options.requests = &requests;
    options.save_seconds = 0.0;
    const sim::SweepOutcome outcome = sweep.carry_out(folder / "stopped", options);
    CHECK(outcome.stopped);
    CHECK(outcome.finished == 0);
    CHECK(sweep.steps() > 0);
    CHECK(std::distance(fs::directory_iterator(folder / "stopped" / "checkpoints"), {}) == 1);
    CHECK(sweep.carry_out(folder / "stopped").finished == 1);
    CHECK(sweep.steps() == 100); // none twice
    CHECK(fs::is_empty(folder / "stopped" / "checkpoints"));
    sweep.carry_out(folder / "whole");
    CHECK((sweep.merged(folder / "stopped") == sweep.merged(folder / "whole")));
}

TEST_CASE("points with axes of different length share a file, padded with NaN", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(3, 1);
    sweep.experiment.points[0].settings.push_back("places=1");
    sweep.experiment.points[1].settings.push_back("places=3");
    sweep.carry_out(folder / "good");
    sweep.merged(folder / "good");
    const sim::hdf5::File file = sim::hdf5::File::open(folder / "good" / "sweep.h5");
    CHECK(file.dataset("place").strings() == std::vector<std::string>{"place 0", "place 1", "place 2"});
    const std::vector<double> values = file.dataset("by_place").doubles();
    REQUIRE(values.size() == 3 * 6 * 3);
    const auto row = [&](std::size_t first) { return std::span(values).subspan(first, 3); };
    CHECK(std::isnan(row(0)[1]));
    CHECK(std::isnan(row(3)[2]));
    CHECK(row(18)[2] == row(18)[0] + 2.0);
    CHECK(row(36)[1] == row(36)[0] + 1.0);
    CHECK(std::isnan(row(36)[2]));
    CHECK_FALSE(std::isnan(row(0)[0]));

    SmallSweep other(2, 1);
    other.experiment.points[1].settings.push_back("steps=5");
    other.carry_out(folder / "bad");
    CHECK_THROWS_WITH(other.merged(folder / "bad"), Catch::Matchers::Contains("other times than point 0"));
}

TEST_CASE("only the last row is kept when the experiment says so", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(2, 2);
    sweep.carry_out(folder / "all");
    sweep.merged(folder / "all");
    sweep.experiment.every = 0;
    sweep.carry_out(folder / "last");
    sweep.merged(folder / "last");
    const std::vector<double> all = sim::hdf5::File::open(folder / "all" / "sweep.h5").dataset("value").doubles();
    const sim::hdf5::File file = sim::hdf5::File::open(folder / "last" / "sweep.h5");
    CHECK(file.dataset("value").doubles() == std::vector<double>{all[5], all[11], all[17], all[23]});
    CHECK(file.dataset("step").int32s() == std::vector<std::int32_t>{6});
}

TEST_CASE("labels of a categorical column are text on the design", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(2, 1);
    sweep.experiment.columns.push_back({"place", "1", "A kind", "uncertainty", {"plain", "with blank"}});
    sweep.experiment.points[0].coordinates.push_back(1);
    sweep.experiment.points[1].coordinates.push_back(0);
    sweep.carry_out(folder.path());
    sweep.merged(folder.path());
    const sim::hdf5::File file = sim::hdf5::File::open(folder / "sweep.h5");
    // "place" is an axis of the outputs already.
    CHECK(file.dataset("design_place").strings() == std::vector<std::string>{"with blank", "plain"});
    CHECK(file.dataset("design_place").text_attribute("design_role") == "uncertainty");
    CHECK(file.dataset("x").doubles() == std::vector<double>{0.0, 1.0});
    CHECK(file.dataset("value").dimension_names() == std::vector<std::string>{"design", "replicate", "time"});
}

TEST_CASE("a damaged shard is refused at the merge, and its runs are simulated again once it is removed", "[sweep]") {
    const TemporaryFolder folder;
    SmallSweep sweep(6, 2);
    sweep.carry_out(folder.path());
    const std::string good = sweep.merged(folder.path());
    const fs::path path = shards_in(folder.path())[1];
    std::string bytes = read_bytes(path);
    bytes[bytes.size() - 40] = static_cast<char>(bytes[bytes.size() - 40] ^ 1);
    write_bytes(path, bytes);
    CHECK_THROWS_WITH(sweep.merged(folder.path()),
                      Catch::Matchers::Contains(path.filename().string()) && Catch::Matchers::Contains("remove"));
    fs::remove(path);
    CHECK(sweep.carry_out(folder.path()).finished == 3);
    CHECK((sweep.merged(folder.path()) == good));
}

TEST_CASE("batches are as long as time, size and fairness allow", "[sweep]") {
    CHECK(sim::batch_length(0.2, 1e4, 10'000) == 100); // 20 s of work
    CHECK(sim::batch_length(0.2, 4e6, 10'000) == 8);   // 32 MB
    CHECK(sim::batch_length(0.001, 1e3, 1'000'000) == 512);
    CHECK(sim::batch_length(0.2, 1e4, 320) == 10);  // 32 workers
    CHECK(sim::batch_length(0.005, 1e4, 16) == 50); // a quarter of a second
    CHECK(sim::batch_length(300.0, 1e9, 100) == 1);
}

} // namespace test_sweep
