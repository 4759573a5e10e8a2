// Readers of files against nonsense: texts and bytes with random changes are read or refused with a reason.
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "models/program/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/trajectory_file.hpp"
#include "sim/run/points_table.hpp"
#include "sim/run/shard.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_fuzz {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace models = actorhood::models;
namespace fs = std::filesystem;

namespace {

/// Changes bytes the ways in which files go wrong, and in which parsers do.
class Changes {
public:
    explicit Changes(std::uint32_t seed) : random_(seed) {}

    /// Something else than the bytes given.
    std::string of(const std::string& good) {
        std::string bytes = good;
        for (std::size_t left = 1 + below(6); !bytes.empty() && (left > 0 || bytes == good);
             left -= left > 0 ? 1u : 0u) {
            change(bytes);
        }
        return bytes;
    }

private:
    std::size_t below(std::size_t count) { return random_() % count; }

    void change(std::string& bytes) {
        static const std::vector<std::string> bits{"[",
                                                   "]",
                                                   "[[",
                                                   "\"",
                                                   "\"\"\"",
                                                   "=",
                                                   ".",
                                                   ",",
                                                   "{",
                                                   "}",
                                                   "#",
                                                   "\n",
                                                   "nan",
                                                   "-inf",
                                                   "1e999",
                                                   "0x",
                                                   "\xff",
                                                   "99999999999999999999",
                                                   "-1",
                                                   "include = [\"x\"]\n",
                                                   std::string(1, '\0'),
                                                   "\xEF\xBB\xBF",
                                                   "a.b.c = 1\n"};
        const std::size_t place = below(bytes.size());
        const std::size_t length = 1 + below(std::min<std::size_t>(bytes.size() - place, 40));
        switch (below(6)) {
        case 0:
            bytes[place] = static_cast<char>(bytes[place] ^ (1 << below(8)));
            break;
        case 1:
            bytes.erase(place, length);
            break;
        case 2:
            bytes.insert(place, bytes.substr(below(bytes.size()), length));
            break;
        case 3:
            bytes.insert(place, bits[below(bits.size())]);
            break;
        case 4:
            bytes.resize(place);
            break;
        default:
            bytes[place] = static_cast<char>(random_());
        }
    }

    std::mt19937 random_;
};

/// Reads changed versions of a file. All must be accepted or refused by an Error; how many were refused.
std::size_t read_changed(const std::string& good, const fs::path& file, int count,
                         const std::function<void(const fs::path&)>& read) {
    std::size_t refused = 0;
    for (int seed = 0; seed < count; ++seed) {
        write_bytes(file, Changes(static_cast<std::uint32_t>(seed)).of(good));
        INFO(file.filename() << ", seed " << seed);
        try {
            read(file);
        } catch (const sim::Error& error) {
            ++refused;
            CHECK_FALSE(std::string(error.what()).empty());
        } catch (const std::exception& error) {
            FAIL_CHECK("not refused, but thrown: " << error.what());
        }
    }
    return refused;
}

void check_texts(int count) {
    const TemporaryFolder folder;
    const std::string reference = read_bytes(fs::path(ACTORHOOD_SOURCE_DIR) / "scenarios" / "reference.toml");
    const std::string small = "include = [\"" ACTORHOOD_SOURCE_DIR
                              "/scenarios/baseline.toml\"]\n[time]\nyears = 3.0\n"
                              "[[known]]\nname = \"x\"\noutput = \"members\"\n";
    const auto scenario = [](const fs::path& file) {
        static_cast<void>(models::program::read_scenario(file.string(), {}));
    };
    const auto least = static_cast<std::size_t>(count / 3);
    CHECK(read_changed(reference, folder / "reference.toml", count / 4, scenario) >= least / 4);
    CHECK(read_changed(small, folder / "small.toml", count, scenario) >= least);
    const std::string table = "\"accountability.effort\",funding.level\n0.5,1000\n\"0,25\",2e3\n";
    read_changed(table, folder / "points.csv", count,
                 [](const fs::path& file) { static_cast<void>(sim::open_points(file)); });
}

void check_binaries(int count) {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "run", "time.years = 1\ntime.burn_in_years = 0\n");
    REQUIRE(call_program({"run", "run.toml", "-o", "out", "-q"}, {folder.path(), {}, ""}).code == 0);
    REQUIRE(
        call_program({"run", "run.toml", "-o", "stopped", "-q", "--stop-after", "2"}, {folder.path(), {}, ""}).code ==
        75);
    write_sobol(folder.path(), "sweep", 2, 2);
    REQUIRE(call_program({"sweep", "sweep.toml", "-o", "sweep", "-q"}, {folder.path(), {}, ""}).code == 0);
    const auto all = static_cast<std::size_t>(count);
    const auto good = [&](const fs::path& file) { return read_bytes(file); };
    CHECK(read_changed(good(folder / "stopped" / "checkpoint" / "replicate_000000.state"), folder / "c", count,
                       [](const fs::path& file) { static_cast<void>(sim::inspect_checkpoint(file)); }) == all);
    CHECK(read_changed(good(files_in(folder / "sweep" / "shards", ".runs").front()), folder / "s.runs", count,
                       [](const fs::path& file) {
                           sim::verify_shard(file);
                           static_cast<void>(sim::read_shard_index(file));
                       }) == all);
}

} // namespace

TEST_CASE("scenarios and tables with random changes are read or refused with a reason", "[case 44]") {
    check_texts(400);
}

TEST_CASE("checkpoints and shards with random changes are refused", "[case 44]") { check_binaries(150); }

TEST_CASE("readers of texts and of bytes stand ten thousand random changes each", "[.long][case 44]") {
    check_texts(10'000);
    check_binaries(10'000);
}

} // namespace test_fuzz
