// Whole files, full disks, safe names, locks, provenance.
#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/provenance.hpp"
#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace test_output_folder {

using namespace actorhood::sim;
using actorhood::tests::TemporaryFolder;

namespace {

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_text(const std::filesystem::path& path, const std::string& text, Replaced replaced = Replaced::dropped) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
    write_file_atomically(path, std::span(&bytes, 1), replaced);
}

/// Message of an input or output error; empty if there was none.
std::string trouble(const auto& action) {
    try {
        action();
    } catch (const Error& error) {
        CHECK(error.code() == ExitCode::input_output);
        return error.what();
    }
    return {};
}

std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

/// A file system of 256 KiB, where the test may make one.
class SmallDisk {
public:
    explicit SmallDisk(const std::filesystem::path& path)
        : path_(path), mounted_(::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=256k") == 0) {}
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted_) {
            ::umount2(path_.c_str(), MNT_DETACH);
        }
    }
    [[nodiscard]] bool mounted() const { return mounted_; }

private:
    std::filesystem::path path_;
    bool mounted_;
};

} // namespace

TEST_CASE("atomic file: whole, replaced, previous kept", "[output]") {
    const TemporaryFolder folder;
    write_text(folder / "a", "one");
    write_text(folder / "a", "two");
    CHECK(content(folder / "a") == "two");
    CHECK(files_in(folder.path()) == 1);
    for (const char* text : {"three", "four", "five"}) {
        write_text(folder / "a", text, Replaced::kept);
    }
    CHECK(content(folder / "a") == "five");
    CHECK(content(previous_path(folder / "a")) == "four");
    CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("atomic file: failures name the path and leave nothing", "[output]") {
    const TemporaryFolder folder;
    const std::string gone = trouble([&] { write_text(folder / "gone/a", "text"); });
    CHECK(gone.find("gone/a") != std::string::npos);
    CHECK(gone.find("4 bytes are needed") != std::string::npos);
    std::filesystem::create_directory(folder / "taken");
    std::ofstream(folder / "taken/inside") << "x";
    CHECK(trouble([&] { write_text(folder / "taken", "text"); }).find("taken' is a folder") != std::string::npos);
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("atomic file: a full disk leaves the old file", "[output][case 8]") {
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path());
    if (!disk.mounted()) {
        WARN("skipped: this test may not mount a file system");
        return;
    }
    write_text(folder / "a", "old");
    const std::string message = trouble([&] { write_text(folder / "a", std::string(400'000, 'x'), Replaced::kept); });
    CHECK(message.find("No space left") != std::string::npos);
    CHECK(message.find("400000 bytes are needed") != std::string::npos);
    CHECK(content(folder / "a") == "old");
    CHECK(files_in(folder.path()) == 1);

    Outputs outputs;
    outputs.axis("firm", "Firm", std::vector<std::string>(20'000, "f"));
    double state = 0.5;
    outputs.variable("noise", {"firm"}, Unit{"1"}, Meaning{"m"}, Source{"s"}, [&state](std::span<double> values) {
        for (double& value : values) {
            state = 3.99 * state * (1.0 - state); // does not compress
            value = state;
        }
    });
    Recorder recorder(outputs);
    for (int month = 0; month < 4; ++month) {
        recorder.record(2020.0 + month / 12.0, month);
    }
    const Trajectory trajectory = recorder.take(0);
    const auto write = [&] { write_trajectories(folder / "t.h5", {}, "", outputs, std::span(&trajectory, 1)); };
    CHECK(trouble(write).find("t.h5") != std::string::npos);
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("atomic file: killed at any instant, the old file or the new one", "[output]") {
    const TemporaryFolder folder;
    const std::string old_text(200'000, 'o');
    const std::string new_text(200'000, 'n');
    for (int round = 0; round < 30; ++round) {
        write_text(folder / "a", old_text, Replaced::kept);
        const pid_t child = ::fork();
        if (child == 0) {
            for (;;) {
                write_text(folder / "a", new_text, Replaced::kept);
                write_text(folder / "a", old_text, Replaced::kept);
            }
        }
        ::usleep(static_cast<useconds_t>(500 + 311 * round));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        const std::string text = content(folder / "a");
        CHECK((text == old_text || text == new_text));
        remove_partial_files(folder.path(), Leftovers::all);
        CHECK(files_in(folder.path()) <= 2);
    }
}

TEST_CASE("output folder: names that lead elsewhere are refused", "[output][case 35]") {
    for (const char* name : {"", ".", "..", "../x", "/etc/x", "a/b", "-rf", ".hidden", "a\nb", "$(id)", "a b", "a;b",
                             "\x7f", "caf\xc3\xa9"}) {
        try {
            check_file_name("run name", name);
            FAIL_CHECK("accepted: " << name);
        } catch (const Error& error) {
            CHECK(error.code() == ExitCode::configuration);
            CHECK(std::string(error.what()).find('\n') == std::string::npos);
        }
    }
    CHECK_THROWS_AS(check_file_name("run name", std::string(101, 'a')), Error);
    CHECK_THROWS_AS(check_file_name("run name", std::string_view("a\0b", 3)), Error);
    CHECK_NOTHROW(check_file_name("run name", "funding_mix-2.a"));

    const TemporaryFolder folder;
    std::filesystem::create_symlink("/etc", folder / "link");
    CHECK(trouble([&] { static_cast<void>(safe_child(folder.path(), "link")); }).find("symbolic link") !=
          std::string::npos);
    CHECK(safe_child(folder.path(), "a.h5") == folder / "a.h5");
}

TEST_CASE("output folder: made, writable, not overwritten", "[output]") {
    const TemporaryFolder folder;
    make_output_folder(folder / "a/b");
    CHECK(files_in(folder / "a/b") == 0);
    std::ofstream(folder / "file") << "x";
    CHECK(trouble([&] { make_output_folder(folder / "file/b"); }) != "");
    CHECK(trouble([&] { refuse_existing(folder / "file", false); }).find("--force") != std::string::npos);
    CHECK(trouble([&] { refuse_existing(folder / "file", true); }).empty());
    CHECK(trouble([&] { refuse_existing(folder / "none", false); }).empty());
}

TEST_CASE("output folder: one holder at a time", "[output][case 21]") {
    const TemporaryFolder folder;
    {
        const FolderLock lock(folder.path());
        CHECK(lock.notice().empty());
        const std::string message = trouble([&] { const FolderLock second(folder.path()); });
        CHECK(message.find("process " + std::to_string(::getpid())) != std::string::npos);
    }
    // A killed holder frees the lock.
    std::array<int, 2> ready{};
    REQUIRE(::pipe(ready.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const FolderLock held(folder.path());
        const ssize_t sent = ::write(ready[1], "x", 1);
        static_cast<void>(sent);
        for (;;) {
            ::pause();
        }
    }
    char letter = 0;
    REQUIRE(::read(ready[0], &letter, 1) == 1);
    CHECK(trouble([&] { const FolderLock second(folder.path()); }).find(std::to_string(child)) != std::string::npos);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(trouble([&] { const FolderLock second(folder.path()); }).empty());
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("provenance: reproducible leaves out what changes", "[output]") {
    RunDescription run;
    run.program = "actorhood";
    run.title = "Title";
    run.parameters_hash = parameters_hash("a = 1\n");
    run.command_line = "actorhood run a.toml";
    run.master_seed = 42;
    const auto has = [](const hdf5::Attributes& attributes, std::string_view name) {
        return std::ranges::any_of(attributes, [name](const auto& entry) { return entry.first == name; });
    };
    const hdf5::Attributes full = provenance(run);
    run.reproducible = true;
    const hdf5::Attributes fixed = provenance(run);
    for (const char* name : {"Conventions", "title", "source", "history", "schema_version", "master_seed",
                             "random_generator", "parameters_hash"}) {
        CHECK(has(fixed, name));
    }
    for (const char* name :
         {"date_created", "host", "command_line", "git_commit", "compiler", "compiler_flags", "library_versions"}) {
        CHECK(has(full, name));
        CHECK_FALSE(has(fixed, name));
    }
    CHECK(fixed == provenance(run));
    CHECK(run.parameters_hash.size() == 16);
    CHECK(parameters_hash("a = 1\n") != parameters_hash("a = 2\n"));
    CHECK(utc_now().size() == 20);
    const BuildInformation build = build_information();
    CHECK(build.libraries.find("HDF5 1.") != std::string::npos);
    CHECK(build.libraries.find("oneTBB 20") != std::string::npos);
}

TEST_CASE("atomic file: without locks only what ended processes of this machine left is removed", "[output]") {
    const TemporaryFolder folder;
    const std::filesystem::path own = partial_path(folder / "result.h5"); // of this process, which lives
    const std::string name = own.filename().string();
    const std::filesystem::path ended = folder / (name.substr(0, name.rfind('-')) + "-999999999");
    const std::filesystem::path elsewhere = folder / "result.h5.partial-another_machine-999999999";
    const std::filesystem::path other = folder / "result.partial-view";
    for (const std::filesystem::path& path : {own, ended, elsewhere, other}) {
        std::ofstream(path) << "half";
    }
    remove_partial_files(folder.path(), Leftovers::of_the_ended);
    CHECK(std::filesystem::exists(own));
    CHECK_FALSE(std::filesystem::exists(ended));
    CHECK(std::filesystem::exists(elsewhere));
    remove_partial_files(folder.path(), Leftovers::all);
    CHECK_FALSE(std::filesystem::exists(own));
    CHECK_FALSE(std::filesystem::exists(elsewhere));
    CHECK(std::filesystem::exists(other));
}

TEST_CASE("output folder: a folder in the place of a file is refused even by force", "[output]") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "result.h5");
    CHECK_THROWS_WITH(refuse_existing(folder / "result.h5", true), Catch::Matchers::Contains("is a folder"));
    CHECK_NOTHROW(refuse_existing(folder / "nothing.h5", false));
}

TEST_CASE("folder lock: the file goes with the lock, and one has it at a time", "[output]") {
    const TemporaryFolder folder;
    { const FolderLock lock(folder.path()); }
    CHECK(files_in(folder.path()) == 0);
    std::atomic<int> inside{0};
    std::atomic<int> taken{0};
    std::atomic<bool> alone{true};
    const auto contend = [&] {
        for (int round = 0; round < 3000; ++round) {
            try {
                const FolderLock lock(folder.path());
                if (++inside != 1) {
                    alone = false;
                }
                ++taken;
                std::this_thread::yield();
                --inside;
            } catch (const Error&) { // another one has it
            }
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(contend);
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(alone);
    CHECK(taken > 0);
    CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("folder lock: a folder that has another name by now keeps what is not ours", "[output]") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "a");
    auto lock = std::make_unique<FolderLock>(folder / "a");
    std::filesystem::rename(folder / "a", folder / "b");
    std::filesystem::create_directory(folder / "a");
    {
        const FolderLock other(folder / "a");
        lock.reset();
        CHECK(files_in(folder / "a") == 1);
    }
    CHECK(files_in(folder / "a") == 0);
    CHECK(files_in(folder / "b") == 1); // nobody knows of it any more: as after a kill
}

} // namespace test_output_folder
