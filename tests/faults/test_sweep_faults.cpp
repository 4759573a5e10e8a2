// Sweeps with failing runs, damaged files, full disks, and folders in use.
#include <csignal>
#include <string>
#include <vector>

#include "sim/output/hdf5.hpp"
#include "sim/run/shard.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_sweep_faults {

using namespace actorhood::tests;
namespace sim = actorhood::sim;
namespace fs = std::filesystem;

namespace {

Finished in(const fs::path& folder, const std::vector<std::string>& arguments) {
    return call_program(arguments, {folder, {}, ""});
}

void flip_bit(const fs::path& path, std::size_t from_end) {
    std::string bytes = read_bytes(path);
    char& letter = bytes.at(bytes.size() - from_end);
    letter = static_cast<char>(letter ^ 1);
    write_bytes(path, bytes);
}

const sim::ModelIdentity foreign_model{"0.1.0-0123456789abcdef", "actorhood 0.1.0, commit 0123abc", 1};

/// Puts in the place of a shard one as another model would have written it: its runs have other identities.
void make_foreign(const fs::path& file) {
    const sim::ShardIndex index = sim::read_shard_index(file);
    CHECK(index.model.model.starts_with("0.1.0-"));
    CHECK(index.model.state_layout != 0);
    std::vector<sim::RunRecord> runs;
    for (const sim::ShardEntry& entry : index.runs) {
        const auto layout = index.layouts.at(entry.layout);
        runs.push_back({{entry.identity.high ^ 1u, entry.identity.low}, entry.seconds, layout, {}});
        for (std::size_t variable = 0; variable < layout->variables.size(); ++variable) {
            sim::ShardReader(file).read(entry, *layout, variable, runs.back().values.emplace_back());
        }
    }
    sim::write_shard(file.parent_path(), runs, foreign_model);
    fs::remove(file);
}

} // namespace

TEST_CASE("one failed run: the others finish, it is listed, and resume repeats it alone", "[case 41]") {
    const TemporaryFolder folder;
    write_failing(folder.path(), "e");
    const Finished stops = in(folder.path(), {"sweep", "e.toml", "-o", "stops", "-q", "--threads", "1"});
    CHECK(stops.code == 8);
    CHECK(stops.says("point 2, replicate 0 (6): month 0: mean membership value"));
    CHECK_FALSE(fs::exists(folder / "stops" / "sweep.h5"));
    const Finished goes = in(folder.path(), {"sweep", "e.toml", "-o", "goes", "--keep-going"});
    CHECK(goes.code == 8);
    CHECK(goes.says("3 runs finished, 1 failed, 0 left"));
    const Finished status = in(folder.path(), {"status", "goes"});
    CHECK(status.code == 8);
    CHECK(status.says("3 done, 1 failed, 0 left"));
    CHECK(status.says("failed: point 2, replicate 0 (6): month 0: mean membership value"));
    {
        const sim::hdf5::File file = sim::hdf5::File::open(folder / "goes" / "sweep.h5");
        CHECK(file.dataset("status").int32s() == std::vector<std::int32_t>{0, 0, 1, 0});
    }
    const std::vector<fs::path> shards = files_in(folder / "goes" / "shards", ".runs");
    for (const char* which : {"--keep-going", "--failed"}) {
        const Finished resumed = in(folder.path(), {"resume", "goes", which});
        INFO(resumed.errors);
        CHECK(resumed.code == 8);
        CHECK(resumed.says("3 runs are finished, 1 to simulate"));
        CHECK(files_in(folder / "goes" / "shards", ".runs") == shards);
    }
}

TEST_CASE("points that cannot be run are listed before the first run") {
    const TemporaryFolder folder;
    write_experiment(folder.path(), "e", "design = \"list\"\nreplicates = 2\n",
                     "[[experiment.point]]\nname = \"a\"\n\"accountability.effort\" = 0.25\n"
                     "[[experiment.point]]\nname = \"b\"\n\"time.burn_in_years\" = 1.03\n");
    const Finished refused = in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q"});
    CHECK(refused.code == 8);
    CHECK(refused.says("point 1: time.burn_in_years=1.03"));
    CHECK(refused.says("whole number of months"));
    CHECK_FALSE(fs::exists(folder / "out"));
    CHECK(in(folder.path(), {"sweep", "e.toml", "--dry-run"}).code == 8);
    CHECK(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--keep-going"}).code == 8);
    const sim::hdf5::File file = sim::hdf5::File::open(folder / "out" / "sweep.h5");
    CHECK(file.dataset("status").int32s() == std::vector<std::int32_t>{0, 0, 1, 1});
}

TEST_CASE("points whose rows stand at other times are refused before the first run") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "small", "time.years = 2\ntime.burn_in_years = 1\n");
    write_bytes(folder / "years.toml",
                "[experiment]\nbase = \"small.toml\"\ndesign = \"list\"\nreplicates = 1\n"
                "[[experiment.point]]\ntime.years = 1\n[[experiment.point]]\ntime.years = 2\n");
    const LaunchOptions here{folder.path(), {}, ""};
    const std::string said = "records other times than point 0, so they cannot stand in one file";
    for (const std::vector<std::string>& more : {std::vector<std::string>{"--dry-run"}, {"-o", "out", "-q"}}) {
        std::vector<std::string> words{"sweep", "years.toml"};
        words.insert(words.end(), more.begin(), more.end());
        const Finished finished = call_program(words, here);
        INFO(finished.errors);
        CHECK(finished.code == 8);
        CHECK(finished.says("1 of 2 points cannot be run"));
        CHECK(finished.says(said));
    }
    CHECK_FALSE(fs::exists(folder / "out"));
    CHECK(call_program({"sweep", "years.toml", "-o", "out", "-q", "--set", "time.years=3"}, here).code == 8);
}

TEST_CASE("check finds damage in every kind of file and names it", "[case 18]") {
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 4, 2);
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--reproducible"}).code == 0);
    const std::string good = read_bytes(folder / "out" / "sweep.h5");
    CHECK(in(folder.path(), {"check", "out"}).code == 0);
    const fs::path shard = files_in(folder / "out" / "shards", ".runs").front();
    flip_bit(folder / "out" / "sweep.h5", 1000);
    flip_bit(shard, 100);
    const Finished damaged = in(folder.path(), {"check", "out"});
    CHECK(damaged.code == 5);
    CHECK(damaged.says("sweep.h5' is damaged"));
    CHECK(damaged.says(shard.filename().string() + "' is damaged"));
    CHECK(damaged.says("remove the file and resume"));
    fs::remove(shard);
    const Finished resumed = in(folder.path(), {"resume", "out", "-q"});
    INFO(resumed.errors);
    CHECK(resumed.code == 0);
    CHECK((read_bytes(folder / "out" / "sweep.h5") == good));
    CHECK(in(folder.path(), {"check", "out"}).code == 0);
    flip_bit(folder / "out" / "design.points", 60);
    CHECK(in(folder.path(), {"check", "out"}).code == 5);
    CHECK(in(folder.path(), {"resume", "out", "-q"}).code == 5);
}

TEST_CASE("runs of another model are simulated again, with a word") {
    const TemporaryFolder folder;
    write_experiment(folder.path(), "e", "design = \"list\"\nreplicates = 3\n",
                     "[[experiment.point]]\nname = \"a\"\n\"accountability.effort\" = 0.25\n");
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--reproducible"}).code == 0);
    const std::string whole = read_bytes(folder / "out" / "sweep.h5");
    for (const fs::path& file : files_in(folder / "out" / "shards", ".runs")) {
        make_foreign(file);
    }
    fs::remove(folder / "out" / "sweep.h5");
    const Finished status = in(folder.path(), {"status", "out"});
    CHECK(status.says("0 done, 0 failed, 3 left"));
    CHECK(status.says("3 finished runs are not needed any more"));
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"merge", "out"}, {"merge", "out", "--partial"}}) {
        const Finished merged = in(folder.path(), words);
        INFO(merged.errors);
        CHECK(merged.code == 8);
        CHECK(merged.says("simulated by another model, " + foreign_model.text() +
                          "; sweep and resume of this program"));
    }
    const Finished resumed = in(folder.path(), {"resume", "out"});
    INFO(resumed.errors);
    CHECK(resumed.code == 0);
    CHECK(resumed.says("simulated by another model, " + foreign_model.text()));
    CHECK((read_bytes(folder / "out" / "sweep.h5") == whole));
}

TEST_CASE("check and status work for the folder of a run") {
    const TemporaryFolder folder;
    write_scenario(folder.path(), "s", "time.years = 2\ntime.burn_in_years = 1\n", 2);
    REQUIRE(in(folder.path(), {"run", "s.toml", "-o", "out", "-q", "--stop-after", "5"}).code == 75);
    CHECK(in(folder.path(), {"check", "out"}).code == 0);
    const Finished under_way = in(folder.path(), {"status", "out"});
    CHECK(under_way.code == 75);
    CHECK(under_way.says("replicate 1: saved after 5 of 36 months"));
    REQUIRE(in(folder.path(), {"resume", "out", "-q"}).code == 0);
    CHECK(in(folder.path(), {"status", "out"}).code == 0);
    flip_bit(folder / "out" / "s.h5", 2000);
    CHECK(in(folder.path(), {"check", "out"}).code == 5);
    CHECK(in(folder.path(), {"check", "nowhere"}).code == 4);
}

TEST_CASE("what is simulated in a folder cannot be changed while others work there", "[case 42]") {
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 60, 20);
    Process working(program_command(
        {"sweep", (folder / "e.toml").string(), "-o", (folder / "out").string(), "-q", "--threads", "1"}));
    REQUIRE(wait_for_files(folder / "out" / "shards", 1, ".runs"));
    const Finished other = in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--set", "funding.level=2000"});
    CHECK(other.code == 4);
    CHECK(other.says("in use by other processes with another experiment"));
    CHECK(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--force"}).code == 4);
    CHECK(in(folder.path(), {"status", "out"}).says("being worked on now"));
    working.send(SIGTERM);
    CHECK(working.wait().code == 75);
    const Finished changed = in(folder.path(), {"sweep", "e.toml", "-o", "out", "--no-merge", "--max-time", "1",
                                                "--set", "funding.level=2000"});
    INFO(changed.errors);
    CHECK(changed.says("0 of 1200 runs are finished already and kept, 1200 are new"));
    CHECK(changed.code == 75);
}

TEST_CASE("of a changed experiment only the runs that changed are simulated, and it says how many", "[case 42]") {
    const TemporaryFolder folder;
    const std::string head = "design = \"list\"\nreplicates = 2\n";
    const auto points = [](const char* last) {
        return "[[experiment.point]]\n\"accountability.effort\" = 0.25\n"
               "[[experiment.point]]\n\"accountability.effort\" = " +
               std::string(last) + "\n";
    };
    write_experiment(folder.path(), "e", head, points("0.5"));
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--reproducible"}).code == 0);
    write_experiment(folder.path(), "e", head, points("0.75"));
    const Finished resumed = in(folder.path(), {"resume", "out"}); // what is stored, not the file
    CHECK(resumed.code != 5);
    const Finished changed = in(folder.path(), {"sweep", "e.toml", "-o", "out", "--reproducible"});
    INFO(changed.errors);
    CHECK(changed.code == 0);
    CHECK(changed.says(
        "2 of 4 runs are finished already and kept, 2 are new, 2 finished ones are not needed any more"));
    CHECK(changed.says("out/sweep.h5 will lack 2 finished runs that it held"));
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "fresh", "-q", "--reproducible"}).code == 0);
    CHECK((read_bytes(folder / "out" / "sweep.h5") == read_bytes(folder / "fresh" / "sweep.h5")));
}

TEST_CASE("a finished result is not replaced by another experiment unless asked", "[case 40]") {
    const TemporaryFolder folder;
    const auto points = [&](const std::string& effort) {
        write_experiment(folder.path(), "e", "design = \"list\"\nreplicates = 1\n",
                         "[[experiment.point]]\n\"accountability.effort\" = " + effort + "\n");
    };
    points("0.25");
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--reproducible"}).code == 0);
    const std::string first = read_bytes(folder / "out" / "sweep.h5");
    points("0.5");
    const Finished refused = in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--reproducible"});
    INFO(refused.errors);
    CHECK(refused.code == 4);
    CHECK(refused.says(
        "out/sweep.h5' is the finished result of another experiment ('e', 1 run, of which this one asks for none)"));
    CHECK((read_bytes(folder / "out" / "sweep.h5") == first));
    CHECK(in(folder.path(), {"check", "out"}).code == 0);
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--reproducible", "--replace"}).code == 0);
    CHECK((read_bytes(folder / "out" / "sweep.h5") != first));
    points("0.25"); // its runs were kept
    const Finished back = in(folder.path(), {"sweep", "e.toml", "-o", "out", "--reproducible", "--replace"});
    CHECK(back.says("1 of 1 runs are finished already and kept, 0 are new"));
    CHECK((read_bytes(folder / "out" / "sweep.h5") == first));
    CHECK(in(folder.path(), {"run", "e.toml", "--replace"}).code != 0);

    const Finished other_base =
        in(folder.path(), {"sweep", "e.toml", "-o", "out", "--set", "reflexivity.capture=0.125"});
    INFO(other_base.errors);
    CHECK(other_base.says("of which this one asks for none; the scenarios differ in reflexivity.capture)"));
}

TEST_CASE("an unfinished sweep is put aside for another experiment with a word, and its runs are kept", "[case 40]") {
    const TemporaryFolder folder;
    const auto points = [&](const std::vector<std::string>& efforts) {
        std::string text;
        for (const std::string& effort : efforts) {
            text += "[[experiment.point]]\n\"accountability.effort\" = " + effort + "\n";
        }
        write_experiment(folder.path(), "e", "design = \"list\"\nreplicates = 1\n", text);
    };
    const auto sweep = [&] {
        const Finished finished = in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--no-merge"});
        INFO(finished.errors);
        CHECK(finished.code == 0);
        return finished;
    };
    points({"0.25", "0.75"});
    sweep();
    points({"0.5"});
    CHECK(
        sweep().says("notice: out held another sweep: this one asks for none of its 2 finished runs, which stay in "
                     "out/shards\n"));
    points({"0.25", "0.5"});
    CHECK_FALSE(sweep().says("notice: out held"));
    points({"0.75"});
    CHECK_FALSE(sweep().says("notice: out held")); // kept from before
    CHECK(in(folder.path(), {"status", "out"}).says("1 done, 0 failed, 0 left"));
}

TEST_CASE("a full disk ends a sweep with 4 and the path, with room again it goes on to the same bytes", "[case 7]") {
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 32, 6);
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "usual", "-q", "--reproducible"}).code == 0);
    fs::create_directory(folder / "disk");
    const Finished finished = shell(R"(
        unshare --user --map-root-user --mount sh -c '
            mount -t tmpfs -o size=48k tmpfs disk || exit 99
            "$1" sweep e.toml -o disk/out --reproducible --quiet --no-merge
            echo "full shard $?"
            mount -o remount,size=700k disk
            "$1" resume disk/out --quiet --no-merge
            echo "simulated $?"
            head -c 10M /dev/zero > disk/filler 2>/dev/null
            truncate -s -12k disk/filler
            "$1" merge disk/out --quiet
            echo "full merge $?"
            ls disk/out/sweep.h5* 2>/dev/null
            rm disk/filler
            mount -o remount,size=30m disk
            "$1" resume disk/out --quiet
            echo "merged $?"
            cp disk/out/sweep.h5 result.h5
        ' sh "$1" || exit 99)",
                                    {ACTORHOOD_PROGRAM}, {folder.path(), {}, ""});
    if (finished.code == 99) {
        WARN("no small disk can be mounted here; nothing was tested: " << finished.errors);
        return;
    }
    INFO(finished.output << finished.errors);
    CHECK(finished.output == "full shard 4\nsimulated 0\nfull merge 4\nmerged 0\n");
    CHECK(finished.says("cannot write 'disk/out/shards/"));
    CHECK(finished.says("cannot write 'disk/out/sweep.h5': No space left on device"));
    CHECK(finished.says("bytes are needed"));
    CHECK((read_bytes(folder / "result.h5") == read_bytes(folder / "usual" / "sweep.h5")));
}

TEST_CASE("wrong shards, folders and designs are refused with the reason") {
    const TemporaryFolder folder;
    write_sobol(folder.path(), "e", 4, 1);
    for (const char* shard : {"0/3", "4/3", "x", "1", "slurm", "-1/2", "1/0"}) {
        INFO(shard);
        CHECK(in(folder.path(), {"sweep", "e.toml", "-o", "out", "--shard", shard}).code == 2);
    }
    CHECK(in(folder.path(), {"merge", "."}).code == 4);
    CHECK(in(folder.path(), {"status", "nowhere"}).code == 4);
    CHECK(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--set", "output.events=true"}).code == 3);
    REQUIRE(in(folder.path(), {"sweep", "e.toml", "-o", "out", "-q", "--shard", "1/2"}).code == 0);
}

} // namespace test_sweep_faults
