// Files that are not what was written: cut, with flipped bits, edited, or made anew by another hand.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_damage {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

/// A run of 24 months that was stopped after 7, and the same uninterrupted.
class Workshop {
public:
    Workshop() {
        write_scenario(folder_.path(), "small",
                       "time.years = 1\ntime.burn_in_years = 1\noutput.burn_in = true\noutput.every = 1\n");
        REQUIRE(call({"run", "small.toml", "-o", "whole", "--reproducible", "-q"}).code == 0);
        stop();
    }
    void stop() const {
        REQUIRE(call({"run", "small.toml", "-o", "stopped", "--reproducible", "-q", "--stop-after", "7", "--force"})
                    .code == 75);
    }
    [[nodiscard]] Finished call(const std::vector<std::string>& arguments) const {
        return call_program(arguments, {folder_.path(), {}, ""});
    }
    [[nodiscard]] fs::path state() const { return folder_ / "stopped" / "checkpoint" / "replicate_000000.state"; }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

private:
    TemporaryFolder folder_;
};

bool is_refused(const fs::path& checkpoint) {
    try {
        static_cast<void>(sim::inspect_checkpoint(checkpoint));
        return false;
    } catch (const sim::Error& error) {
        return error.code() == sim::ExitCode::corrupt;
    }
}

/// Cuts a checkpoint shorter and shorter; how many of the cuts were not noticed.
std::size_t unnoticed_cuts(const fs::path& checkpoint, std::size_t every) {
    std::size_t unnoticed = 0;
    for (std::size_t size = fs::file_size(checkpoint); size > 0;) {
        size -= std::min(size, every);
        fs::resize_file(checkpoint, size);
        unnoticed += is_refused(checkpoint) ? 0u : 1u;
    }
    return unnoticed;
}

/// The place of the only occurrence of a number as it stands in memory.
template <class Value>
std::size_t place_of(const std::vector<std::byte>& state, Value value) {
    const auto bytes = std::as_bytes(std::span(&value, 1));
    const auto found = std::search(state.begin(), state.end(), bytes.begin(), bytes.end());
    REQUIRE(found != state.end());
    return static_cast<std::size_t>(found - state.begin());
}

} // namespace

TEST_CASE("a checkpoint that is cut anywhere is refused", "[case 16]") {
    const Workshop workshop;
    CHECK(unnoticed_cuts(workshop.state(), 997) == 0);
}

TEST_CASE("a checkpoint that is cut at every byte is refused", "[.long][case 16]") {
    const Workshop workshop;
    REQUIRE(fs::file_size(workshop.state()) > 10'000);
    CHECK(unnoticed_cuts(workshop.state(), 1) == 0);
}

TEST_CASE("a thousand flipped bits of a checkpoint are refused, each", "[case 17]") {
    const Workshop workshop;
    const std::string good = read_bytes(workshop.state());
    std::mt19937 random(17);
    std::size_t accepted = 0;
    for (int flip = 0; flip < 1000; ++flip) {
        std::string bytes = good;
        char& letter = bytes[random() % good.size()];
        letter = static_cast<char>(letter ^ (1 << random() % 8));
        write_bytes(workshop.state(), bytes);
        accepted += is_refused(workshop.state()) ? 0u : 1u;
    }
    CHECK(accepted == 0);
}

TEST_CASE("a result that was edited is refused by all who read it, and nothing is modified", "[case 18]") {
    const Workshop workshop;
    const fs::path file = workshop / "whole" / "small.h5";
    std::string bytes = read_bytes(file);
    char& letter = bytes[bytes.size() / 2];
    letter = static_cast<char>(letter ^ 8);
    write_bytes(file, bytes);
    const std::vector<std::vector<std::string>> readers{
        {"compare", "whole"},
        {"export", "whole"},
        {"diff", "whole", "whole"},
        {"scenario", "whole"},
        {"reproduce", "whole"},
        {"check", "whole"},
        {"report", "whole", "-o", "r.html"},
        {"plot", "whole"},
        {"branch", "whole/small.h5", "--at", "2020-06", "--set", "accountability.effort=0.5", "-o", "b"}};
    for (const auto& reader : readers) {
        const Finished finished = workshop.call(reader);
        INFO(reader.front() << ": " << finished.output << finished.errors);
        CHECK(finished.code == 5);
        CHECK(finished.says("small.h5"));
        CHECK((read_bytes(file) == bytes));
    }
    CHECK_FALSE(fs::exists(workshop / "b"));
}

// Whoever makes a new checksum for another content is noticed where the parts of a checkpoint contradict each other.
TEST_CASE("a checkpoint made by another hand is refused where it contradicts itself", "[case 18]") {
    const Workshop workshop;
    const sim::Checkpoint saved = sim::inspect_checkpoint(workshop.state());
    const auto refused = [&](const sim::CheckpointHeader& header, const std::vector<std::byte>& state,
                             const std::string& why) {
        sim::write_checkpoint(workshop.state(), header, state);
        const std::string made = read_bytes(workshop.state());
        const Finished finished = workshop.call({"resume", "stopped", "-q"});
        INFO(why << ": " << finished.code << " " << finished.errors);
        CHECK(finished.code == 5);
        CHECK(finished.says(why));
        CHECK_FALSE(fs::exists(workshop / "stopped" / "small.h5"));
        CHECK((read_bytes(workshop.state()) == made));
    };
    sim::CheckpointHeader header = saved.header;
    header.month = 9;
    refused(header, saved.state, "says 9 months, but its state is that of 7");
    header = saved.header;
    header.replicate = 3;
    refused(header, saved.state, "belongs to replicate 3");
    // The months of the record are the only seven whole numbers in a row.
    std::vector<std::byte> state = saved.state;
    state[place_of(state, std::array<std::int32_t, 7>{0, 1, 2, 3, 4, 5, 6})] = std::byte{1};
    refused(saved.header, state, "not those of its months");
    state = saved.state;
    state.pop_back();
    refused(saved.header, state, "");
    state = saved.state;
    state.push_back(std::byte{0});
    refused(saved.header, state, "longer than this program expects");
}

// A changed number inside the state may be refused, break an invariant, or go unnoticed; it ends no program.
TEST_CASE("a hundred forged checkpoints with a right checksum end no program", "[case 18]") {
    const Workshop workshop;
    const sim::Checkpoint saved = sim::inspect_checkpoint(workshop.state());
    const fs::path stopped = workshop / "stopped";
    const fs::path kept = workshop / "kept";
    fs::copy(stopped, kept, fs::copy_options::recursive);
    std::mt19937 draws(18);
    constexpr std::array<std::int32_t, 6> numbers{-1, 0x7fffffff, 100000, 255, 65535, 7};
    for (int k = 0; k < 100; ++k) {
        fs::remove_all(stopped);
        fs::copy(kept, stopped, fs::copy_options::recursive);
        std::vector<std::byte> state = saved.state;
        const std::size_t place = draws() % (state.size() - sizeof numbers[0]);
        std::memcpy(&state[place], &numbers[draws() % numbers.size()], sizeof numbers[0]);
        sim::write_checkpoint(workshop.state(), saved.header, state);
        const Finished finished = workshop.call({"resume", "stopped", "-q"});
        INFO("at " << place << ": " << finished.code << " " << finished.errors);
        CHECK((finished.code == 0 || finished.code == 5 || finished.code == 6));
    }
}

TEST_CASE("what a skilful forger changes in a checkpoint is not noticed at once, but reproduce finds it",
          "[case 18]") {
    const Workshop workshop;
    const sim::Checkpoint saved = sim::inspect_checkpoint(workshop.state());
    std::vector<std::byte> state = saved.state;
    const sim::StoredTrajectories whole = sim::read_trajectories(workshop / "whole" / "small.h5");
    const auto depth = std::ranges::find(whole.variables, "circular_depth", &sim::StoredVariable::name);
    REQUIRE(depth != whole.variables.end());
    state[place_of(state, depth->values.at(5)) + 3] ^= std::byte{1};
    sim::write_checkpoint(workshop.state(), saved.header, state);
    const Finished resumed = workshop.call({"resume", "stopped", "-q"});
    INFO(resumed.errors);
    REQUIRE(resumed.code == 0);
    CHECK((read_bytes(workshop / "stopped" / "small.h5") != read_bytes(workshop / "whole" / "small.h5")));
    CHECK(workshop.call({"check", "stopped"}).code == 0);
    const Finished again = workshop.call({"reproduce", "stopped/small.h5"});
    INFO(again.output << again.errors);
    CHECK(again.code == 1);
    CHECK(workshop.call({"reproduce", "whole/small.h5", "-o", "again"}).code == 0);
}

} // namespace test_damage
