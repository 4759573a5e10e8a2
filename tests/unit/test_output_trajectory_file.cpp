// The file of an ensemble: what is written is what is read, bytes depend on inputs only.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <hdf5.h>

#include "sim/core/error.hpp"
#include "sim/output/checksum.hpp"
#include "sim/output/trajectory_file.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace test_output_trajectory_file {

using namespace actorhood::sim;
using actorhood::tests::TemporaryFolder;

namespace {

constexpr int months = 30;

/// An ensemble with labels in several scripts, undefined values and events; values follow a simple rule that
/// tests/python/check_trajectory.py knows too.
struct Ensemble {
    int replicate = 0;
    int month = 0;
    Outputs outputs;
    std::vector<Trajectory> trajectories;

    explicit Ensemble(int replicates) {
        outputs.axis("cluster", "Cluster organisation", {"Saint-Étienne", "Łódź", "", "東京"});
        outputs.axis("practice", "Practice", {"reuse", "repair"});
        outputs.axis("cluster_to", "Partner cluster", {"a", "b", "c", "d"});
        outputs.axis("region", "Region, in which there is nothing", {});
        declare("trust", {"cluster"});
        declare("adoption_share", {"cluster", "practice"});
        declare("ties", {"cluster", "cluster_to"});
        declare("output_value", {});
        declare("nothing", {"region"});
        Recorder recorder(outputs);
        recorder.add_events({"events",
                             "Adoptions of practices",
                             {{"month", "month", "Month of adoption", std::vector<std::int32_t>{}, ""},
                              {"firm", "1", "Permanent number of the firm", std::vector<std::uint64_t>{}, ""},
                              {"practice", "1", "Practice adopted", std::vector<std::int32_t>{}, "practice"},
                              {"cost", "EUR", "Cost of adoption", std::vector<double>{}, ""}}});
        recorder.add_events(
            {"closures", "Firms that closed", {{"firm", "1", "Number", std::vector<std::uint64_t>{}, ""}}});
        recorder.reserve(months);
        for (replicate = 0; replicate < replicates; ++replicate) {
            for (month = 0; month < months; ++month) {
                recorder.record(2020.0 + month / 12.0, month);
                if (month % 7 == replicate % 7) {
                    recorder.events(0).append(std::int32_t{month}, (std::uint64_t{1} << 63) + 5,
                                              std::int32_t{month % 2}, 0.5 * month);
                }
            }
            trajectories.push_back(recorder.take(static_cast<std::uint32_t>(replicate)));
        }
    }

    void declare(std::string_view name, std::initializer_list<std::string_view> axes) {
        outputs.variable(name, axes, Unit{"EUR month-1"}, Meaning{"Ein Maß – mean of something"},
                         Source{"Berkowitz & Gadille 2021"}, [this](std::span<double> values) {
                             for (std::size_t i = 0; i < values.size(); ++i) {
                                 values[i] = replicate * 1000.0 + month + static_cast<double>(i) / 64.0;
                             }
                             if (month == 3) {
                                 values[0] = std::numeric_limits<double>::quiet_NaN();
                             }
                         });
    }
};

hdf5::Attributes some_provenance() {
    return {{"Conventions", "CF-1.10 ACDD-1.3"},
            {"title", "Étude de cas"},
            {"license", ""},
            {"schema_version", std::int64_t{1}},
            {"master_seed", std::numeric_limits<std::uint64_t>::max()},
            {"tolerance", 0.25}};
}

constexpr std::string_view toml = "[time]\nyears = 2.5 # élan\n";

std::vector<char> file_bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Makes every text of `length` bytes claim `claimed`: what stands before the address of a heap of texts.
std::size_t claim_length(std::vector<char>& bytes, std::uint32_t length, std::uint32_t claimed) {
    const std::string heap = "GCOL";
    std::size_t changed = 0;
    for (auto at = bytes.begin(); (at = std::search(at, bytes.end(), heap.begin(), heap.end())) != bytes.end();
         ++at) {
        const auto address = static_cast<std::uint64_t>(at - bytes.begin());
        std::array<char, sizeof address> words{};
        std::memcpy(words.data(), &address, sizeof address);
        for (auto use = bytes.begin() + sizeof length;
             (use = std::search(use, bytes.end(), words.begin(), words.end())) != bytes.end(); ++use) {
            if (std::memcmp(&*use - sizeof length, &length, sizeof length) == 0) {
                std::memcpy(&*use - sizeof length, &claimed, sizeof claimed);
                ++changed;
            }
        }
    }
    return changed;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

ExitCode code_of(const auto& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    return ExitCode::ok;
}

} // namespace

TEST_CASE("trajectory file: round trip", "[output][hdf5]") {
    const TemporaryFolder folder;
    const Ensemble ensemble(5);
    write_trajectories(folder / "a.h5", some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
    const StoredTrajectories read = read_trajectories(folder / "a.h5");

    hdf5::Attributes expected = some_provenance();
    expected[2].second.emplace<std::string>(" "); // the format has no empty text
    CHECK(read.provenance == expected);
    CHECK(read.parameters_toml == toml);
    CHECK(read.replicates == std::vector<std::int32_t>{0, 1, 2, 3, 4});
    CHECK(read.times == ensemble.trajectories[0].times);
    REQUIRE(read.axes.size() == 4);
    CHECK(read.axes[0].labels == ensemble.outputs.axes()[0].labels);
    CHECK(read.axes[0].meaning == "Cluster organisation");
    REQUIRE(read.variables.size() == 5);
    const StoredVariable& shares = read.variables[1];
    CHECK(shares.name == "adoption_share");
    CHECK(shares.dimensions == std::vector<std::string>{"replicate", "time", "cluster", "practice"});
    CHECK(shares.shape == std::vector<std::uint64_t>{5, months, 4, 2});
    CHECK(shares.unit == "EUR month-1");
    CHECK(shares.meaning == "Ein Maß – mean of something");
    CHECK(shares.source == "Berkowitz & Gadille 2021");
    for (std::size_t i = 0; i < read.variables.size(); ++i) {
        std::vector<double> all;
        for (const Trajectory& trajectory : ensemble.trajectories) {
            all.insert(all.end(), trajectory.values[i].begin(), trajectory.values[i].end());
        }
        CHECK(same(all, read.variables[i].values));
    }
}

TEST_CASE("trajectory file: events and blocks", "[output][hdf5]") {
    const TemporaryFolder folder;
    const Ensemble ensemble(3);
    write_trajectories(folder / "a.h5", some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
    const hdf5::File file = hdf5::File::open(folder / "a.h5");
    CHECK(file.group_names() == std::vector<std::string>{"events", "closures"});
    const hdf5::Group events = file.group("events");
    CHECK(events.dataset("firm").uint64s().at(0) == (std::uint64_t{1} << 63) + 5);
    CHECK(events.dataset("firm").dimension_names() == std::vector<std::string>{"event"});
    CHECK(events.dataset("practice").text_attribute("position_on_dimension") == "practice");
    const std::size_t rows = ensemble.trajectories[0].events[0].rows() + ensemble.trajectories[1].events[0].rows() +
                             ensemble.trajectories[2].events[0].rows();
    CHECK(events.dataset("replicate").int32s().size() == rows);
    CHECK(events.dataset("cost").doubles().size() == rows);
    CHECK(file.group("closures").dataset("firm").uint64s().empty());
    CHECK(file.dataset("year").int32s()[12] == 2021);
    CHECK(file.dataset("month").int32s()[11] == 12);
    CHECK(file.dataset("step").int32s()[29] == 29);

    const std::vector<std::uint64_t> start{1, 2, 3};
    const std::vector<std::uint64_t> count{2, 1, 1};
    CHECK(file.dataset("trust").doubles(start, count) ==
          std::vector<double>{1002.0 + 3.0 / 64.0, 2002.0 + 3.0 / 64.0});
    CHECK(code_of([&] {
              static_cast<void>(file.dataset("trust").doubles(start, std::vector<std::uint64_t>{3, 1, 1}));
          }) == ExitCode::corrupt);
    CHECK(code_of([&] { static_cast<void>(file.dataset("trusty")); }) == ExitCode::corrupt);
}

TEST_CASE("trajectory file: equal inputs give equal bytes", "[output][hdf5]") {
    const TemporaryFolder folder;
    write_trajectories(folder / "a.h5", some_provenance(), toml, Ensemble(4).outputs, Ensemble(4).trajectories);
    ::system("sleep 1.1"); // a time stamp anywhere would have a new second
    const Ensemble ensemble(4);
    write_trajectories(folder / "another_name.h5", some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
    const std::vector<char> bytes = file_bytes(folder / "a.h5");
    CHECK(bytes.size() > 1000);
    CHECK(bytes == file_bytes(folder / "another_name.h5"));
}

TEST_CASE("trajectory file: large blocks are cut", "[output][hdf5]") {
    const TemporaryFolder folder;
    Outputs outputs;
    outputs.axis("firm", "Firm", std::vector<std::string>(70'000, "f"));
    outputs.axis("kind", "Kind", {"x", "y"});
    const auto counting = [](std::span<double> values) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = static_cast<double>(i);
        }
    };
    outputs.variable("wide", {"kind", "firm"}, Unit{"1"}, Meaning{"m"}, Source{"s"}, counting);
    Recorder recorder(outputs);
    recorder.record(2020.0, 0);
    recorder.record(2021.0, 12);
    const Trajectory trajectory = recorder.take(0);
    write_trajectories(folder / "a.h5", {}, "", outputs, std::span(&trajectory, 1));
    const StoredTrajectories read = read_trajectories(folder / "a.h5");
    CHECK(same(read.variables.at(0).values, trajectory.values[0]));
}

TEST_CASE("trajectory file: nothing recorded is a valid file", "[output][hdf5]") {
    const TemporaryFolder folder;
    const Ensemble ensemble(0);
    Recorder recorder(ensemble.outputs);
    const Trajectory empty = recorder.take(0);
    write_trajectories(folder / "a.h5", some_provenance(), toml, ensemble.outputs, std::span(&empty, 1));
    const StoredTrajectories read = read_trajectories(folder / "a.h5");
    CHECK(read.times.empty());
    CHECK(read.variables.at(0).shape == std::vector<std::uint64_t>{1, 0, 4});
}

TEST_CASE("trajectory file: ensembles that do not fit together are refused", "[output][hdf5]") {
    const TemporaryFolder folder;
    Ensemble ensemble(2);
    ensemble.trajectories[1].times.pop_back();
    CHECK_THROWS_AS(write_trajectories(folder / "a.h5", {}, "", ensemble.outputs, ensemble.trajectories),
                    std::logic_error);
    CHECK_THROWS_AS(write_trajectories(folder / "a.h5", {}, "", ensemble.outputs, {}), std::logic_error);
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("reading: missing, foreign and damaged files", "[output][hdf5]") {
    const TemporaryFolder folder;
    CHECK(code_of([&] { static_cast<void>(read_trajectories(folder / "none.h5")); }) == ExitCode::input_output);
    CHECK(code_of([&] { static_cast<void>(read_trajectories(folder.path())); }) == ExitCode::input_output);
    std::ofstream(folder / "text.h5") << "not HDF5";
    CHECK(code_of([&] { static_cast<void>(read_trajectories(folder / "text.h5")); }) == ExitCode::corrupt);

    const Ensemble ensemble(3);
    write_trajectories(folder / "a.h5", some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
    const std::vector<char> bytes = file_bytes(folder / "a.h5");
    const std::size_t content = bytes.size() - std::tuple_size_v<Seal>;
    const auto cut_to = [&](std::size_t size) {
        std::ofstream(folder / "cut.h5", std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(size));
    };
    for (std::size_t size = 1; size < content; size += content / 37) {
        cut_to(size);
        CHECK(code_of([&] { static_cast<void>(read_trajectories(folder / "cut.h5")); }) == ExitCode::corrupt);
    }
    for (std::size_t size = content + 1; size < bytes.size(); ++size) {
        cut_to(size);
        INFO("cut by " << bytes.size() - size);
        CHECK(code_of([&] { static_cast<void>(hdf5::File::open(folder / "cut.h5")); }) == ExitCode::corrupt);
    }
    // Without any seal it may be a file of another program: read, and told apart.
    cut_to(content);
    CHECK_FALSE(hdf5::File::open(folder / "cut.h5").sealed());
    CHECK(hdf5::File::open(folder / "a.h5").sealed());
    cut_to(bytes.size());
    std::ofstream(folder / "cut.h5", std::ios::binary | std::ios::app) << "more";
    CHECK(code_of([&] { static_cast<void>(hdf5::File::open(folder / "cut.h5")); }) == ExitCode::corrupt);
}

TEST_CASE("reading: damage in a file without a seal ends no process", "[output][hdf5][case 44]") {
    const TemporaryFolder folder;
    const Ensemble ensemble(2);
    write_trajectories(folder / "a.h5", some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
    std::vector<char> whole = file_bytes(folder / "a.h5");
    whole.resize(whole.size() - std::tuple_size_v<Seal>);
    std::size_t refused = 0;
    for (std::uint64_t i = 0; i < 300; ++i) { // some of these crash the library
        std::vector<char> bytes = whole;
        for (std::uint64_t k = 0; k < 1 + i % 4; ++k) {
            const std::uint64_t mixed = (i * 8 + k + 1) * 0x9e3779b97f4a7c15u;
            bytes[(mixed >> 20) % (i % 2 == 0 ? 4096 : bytes.size())] = static_cast<char>(mixed >> 56);
        }
        std::ofstream(folder / "damaged.h5", std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        const ExitCode code = code_of([&] { static_cast<void>(hdf5::File::open(folder / "damaged.h5")); });
        CHECK((code == ExitCode::ok || code == ExitCode::corrupt));
        refused += code == ExitCode::corrupt ? 1u : 0u;
    }
    CHECK(refused > 0);
}

TEST_CASE("reading: damage that claims gigabytes is refused before it takes them",
          "[output][hdf5][case 44][address space]") {
    const TemporaryFolder folder;
    const Ensemble ensemble(2);
    write_trajectories(folder / "a.h5", some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
    std::vector<char> bytes = file_bytes(folder / "a.h5");
    bytes.resize(bytes.size() - std::tuple_size_v<Seal>);
    const auto written = [&](const char* name) {
        std::ofstream(folder / name, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return folder / name;
    };
    CHECK(code_of([&] { static_cast<void>(hdf5::File::open(written("whole.h5"))); }) == ExitCode::ok);
    REQUIRE(claim_length(bytes, static_cast<std::uint32_t>(std::strlen("Saint-Étienne")), 1'200'000'000) > 0);
    // Where the library gets the memory it reads on, with a text of nothing.
    CHECK(code_of([&] { static_cast<void>(hdf5::File::open(written("claims.h5"))); }) == ExitCode::corrupt);
}

/// A file without a seal that holds numbers in six chunks, three along the first axis and two along the second.
void write_chunks(const std::filesystem::path& path) {
    constexpr std::uint64_t columns = 20'000;
    std::vector<std::int32_t> rows{1, 2, 3};
    std::vector<double> values;
    for (std::uint64_t i = 0; i < rows.size() * columns; ++i) { // that cannot be packed
        values.push_back(static_cast<double>((i + 1) * 0x9e3779b97f4a7c15u));
    }
    hdf5::File file = hdf5::File::on_disk(path);
    {
        const hdf5::Dataset row = file.dimension("row", rows);
        const hdf5::Dataset column = file.dimension("column", std::span(values).first(columns));
        const std::array<const hdf5::Dataset*, 2> both{&row, &column};
        static_cast<void>(file.table("values", both, std::span<const double>(values)));
    }
    file.close();
}

/// Replaces an attribute of 'values' in a file without a seal, and seals it: such a file is read without a trial.
void forge(const std::filesystem::path& path, const char* name, hid_t type, const std::vector<hsize_t>& extents) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    REQUIRE(file >= 0);
    const hid_t values = H5Dopen2(file, "values", H5P_DEFAULT);
    H5Adelete(values, name);
    const hid_t space = H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
    const hid_t attribute = H5Acreate2(values, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const std::vector<char> bytes(1000, 'x');
    if (H5Tget_class(type) != H5T_VLEN && H5Tget_class(type) != H5T_REFERENCE) { // those refer to nothing
        REQUIRE(H5Awrite(attribute, type, bytes.data()) >= 0);
    }
    REQUIRE(H5Aclose(attribute) + H5Sclose(space) + H5Dclose(values) + H5Fclose(file) == 0);
    const std::vector<char> content = file_bytes(path);
    const Seal seal = make_seal(std::as_bytes(std::span(content)));
    std::ofstream(path, std::ios::binary | std::ios::app)
        .write(reinterpret_cast<const char*>(seal.data()), static_cast<std::streamsize>(seal.size()));
}

TEST_CASE("reading: a forged list of dimensions is refused before the library follows it",
          "[output][hdf5][case 44]") {
    const TemporaryFolder folder;
    write_chunks(folder / "whole.h5");
    const std::vector<char> whole = file_bytes(folder / "whole.h5");
    const auto forged = [&](const char* name, hid_t type, const std::vector<hsize_t>& extents) {
        std::ofstream(folder / "forged.h5", std::ios::binary)
            .write(whole.data(), static_cast<std::streamsize>(whole.size()));
        forge(folder / "forged.h5", name, type, extents);
        return hdf5::File::open(folder / "forged.h5");
    };
    const auto dimensions = [&](hid_t type, const std::vector<hsize_t>& extents) {
        return code_of([&] {
            const hdf5::File file = forged("DIMENSION_LIST", type, extents);
            CHECK(file.sealed());
            static_cast<void>(file.dataset("values").dimension_names());
        });
    };
    const hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 16);
    const hid_t references = H5Tvlen_create(H5T_STD_REF_OBJ);
    const hid_t numbers = H5Tvlen_create(H5T_NATIVE_INT64);
    for (const hid_t type : {H5T_NATIVE_INT32, H5T_NATIVE_DOUBLE, text, numbers, H5T_STD_REF_OBJ}) {
        CHECK(dimensions(type, {2}) == ExitCode::corrupt);
    }
    CHECK(dimensions(references, {3}) == ExitCode::corrupt);
    CHECK(dimensions(references, {1}) == ExitCode::corrupt);
    CHECK(dimensions(references, {2}) == ExitCode::ok); // of nothing
    CHECK_FALSE(forged("CLASS", text, {3}).dataset("values").is_dimension());
    CHECK(forged("units", text, {1}).dataset("row").is_dimension());
}

TEST_CASE("reading: what is read through chunk by chunk meets the same damage as what is read at once",
          "[output][hdf5]") {
    const TemporaryFolder folder;
    write_chunks(folder / "whole.h5");
    {
        const hdf5::File file = hdf5::File::open(folder / "whole.h5");
        REQUIRE(file.dataset("values").chunk() == std::vector<std::uint64_t>{1, 16384});
        CHECK(file.dataset("row").chunk().empty());
        CHECK_NOTHROW(file.dataset("values").read_through());
        CHECK_NOTHROW(file.dataset("row").read_through());
    }
    const std::vector<char> whole = file_bytes(folder / "whole.h5");
    std::size_t damaged = 0;
    for (std::size_t at = 20'000; at < whole.size(); at += 20'000) {
        std::vector<char> bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 1);
        std::ofstream(folder / "damaged.h5", std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        INFO("byte " << at);
        const auto code = [&](const auto& read) {
            return code_of([&] { read(hdf5::File::open(folder / "damaged.h5").dataset("values")); });
        };
        const ExitCode at_once = code([](const hdf5::Dataset& data) { static_cast<void>(data.doubles()); });
        CHECK(code([](const hdf5::Dataset& data) { data.read_through(); }) == at_once);
        damaged += at_once == ExitCode::corrupt ? 1u : 0u;
    }
    CHECK(damaged > 12); // in every chunk
}

TEST_CASE("reading: every flipped bit is noticed", "[output][hdf5][case 17]") {
    const TemporaryFolder folder;
    const Ensemble ensemble(2);
    write_trajectories(folder / "a.h5", some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
    CHECK(check_seal(folder / "a.h5") == SealState::intact);
    std::vector<char> bytes = file_bytes(folder / "a.h5");
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        const std::size_t position = i < 64 ? bytes.size() - 1 - i % 24 : i * 104'729 % bytes.size();
        const char kept = bytes[position];
        bytes[position] = static_cast<char>(bytes[position] ^ static_cast<char>(1u << (i % 8)));
        std::ofstream(folder / "flipped.h5", std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        bytes[position] = kept;
        const ExitCode code = code_of([&] { static_cast<void>(hdf5::File::open(folder / "flipped.h5")); });
        accepted += code == ExitCode::corrupt ? 0u : 1u;
    }
    CHECK(accepted == 0);
}

// Writes the file that tests/python/check_trajectory.py looks at.
TEST_CASE("trajectory file: sample for other readers", "[.sample]") {
    const char* path = std::getenv("ACTORHOOD_SAMPLE_FILE");
    REQUIRE(path != nullptr);
    const Ensemble ensemble(6);
    write_trajectories(path, some_provenance(), toml, ensemble.outputs, ensemble.trajectories);
}

} // namespace test_output_trajectory_file
