// Checkpoints: whole or refused, at every bit and every length.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/checkpoint.hpp"
#include "sim/output/checksum.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace test_checkpoint {

using namespace actorhood::sim;
using actorhood::tests::TemporaryFolder;

namespace {

const ModelIdentity example_model{"0.1.0-aaaa", "actorhood 0.1.0, commit 12ab", 7};

CheckpointHeader example_header(std::int32_t month) {
    return {"run", example_model, "00112233", "[time]\nyears = 2.0\n", 5, month, 0xffffffffffffffffu};
}

const CheckpointExpectation expected{"run", example_model, "00112233", "[time]\nyears = 2.0\n"};

std::vector<std::byte> example_state(std::size_t size) {
    std::vector<std::byte> state(size);
    for (std::size_t i = 0; i < size; ++i) {
        state[i] = static_cast<std::byte>(i * 37 % 251);
    }
    return state;
}

std::vector<char> file_bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::filesystem::path& path, const std::vector<char>& bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Message of the error with which reading ends.
std::string refusal(const std::filesystem::path& path, ExitCode code,
                    const CheckpointExpectation& wanted = expected) {
    try {
        static_cast<void>(read_checkpoint(path, wanted));
    } catch (const Error& error) {
        CHECK(error.code() == code);
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("checkpoint: checksum has the published check value", "[checkpoint]") {
    const std::string digits = "123456789";
    const auto bytes = std::as_bytes(std::span(digits));
    CHECK(crc64(bytes) == 0x995DC9BBDF1939FAu); // CRC-64/XZ
    CHECK(crc64(bytes.subspan(4), crc64(bytes.first(4))) == crc64(bytes));
    const std::vector<std::byte> longer = example_state(1001);
    CHECK(crc64(std::span(longer).subspan(333), crc64(std::span(longer).first(333))) == crc64(longer));
}

TEST_CASE("checkpoint: what it says of its months is known before its state is read", "[checkpoint]") {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder / "a.state";
    CHECK(months_said(path) == 0);
    write_checkpoint(path, example_header(17), example_state(1000));
    CHECK(months_said(path) == 17);
    std::vector<char> bytes = file_bytes(path);
    put(path, {bytes.begin(), bytes.begin() + 60});
    CHECK(months_said(path) == 0);
    bytes[0] ^= 1;
    put(path, bytes);
    CHECK(months_said(path) == 0);
}

TEST_CASE("checkpoint: round trip", "[checkpoint]") {
    const TemporaryFolder folder;
    for (const std::size_t size : {0u, 1u, 100'000u}) {
        write_checkpoint(folder / "c", example_header(17), example_state(size));
        const Checkpoint read = read_checkpoint(folder / "c", expected);
        CHECK(read.header == example_header(17));
        CHECK(read.state == example_state(size));
        CHECK(read.note.empty());
    }
    CHECK(checkpoint_exists(folder / "c"));
    remove_checkpoint(folder / "c");
    CHECK_FALSE(checkpoint_exists(folder / "c"));
    CHECK(refusal(folder / "c", ExitCode::input_output).find("no usable checkpoint") != std::string::npos);
}

TEST_CASE("checkpoint: every flipped bit is noticed", "[checkpoint][case 17]") {
    const TemporaryFolder folder;
    write_checkpoint(folder / "c", example_header(1), example_state(64));
    std::vector<char> bytes = file_bytes(folder / "c");
    std::size_t accepted = 0;
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        const auto mask = static_cast<char>(1u << (bit % 8));
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
        put(folder / "flipped", bytes);
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
        accepted += refusal(folder / "flipped", ExitCode::corrupt).empty() ? 1u : 0u;
    }
    CHECK(accepted == 0);
    CHECK(bytes.size() > 200);
}

TEST_CASE("checkpoint: every cut and every addition is noticed", "[checkpoint][case 16]") {
    const TemporaryFolder folder;
    write_checkpoint(folder / "c", example_header(1), example_state(64));
    const std::vector<char> bytes = file_bytes(folder / "c");
    std::size_t accepted = 0;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        put(folder / "cut", {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
        accepted += refusal(folder / "cut", ExitCode::corrupt).empty() ? 1u : 0u;
    }
    for (const char garbage : {'\0', 'x'}) {
        std::vector<char> longer = bytes;
        longer.push_back(garbage);
        put(folder / "longer", longer);
        accepted += refusal(folder / "longer", ExitCode::corrupt).empty() ? 1u : 0u;
    }
    CHECK(accepted == 0);
}

TEST_CASE("checkpoint: a damaged one falls back to the one before", "[checkpoint]") {
    const TemporaryFolder folder;
    write_checkpoint(folder / "c", example_header(1), example_state(10));
    write_checkpoint(folder / "c", example_header(2), example_state(20));
    CHECK(read_checkpoint(folder / "c", expected).header.month == 2);
    std::vector<char> bytes = file_bytes(folder / "c");
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    put(folder / "c", bytes);
    const Checkpoint older = read_checkpoint(folder / "c", expected);
    CHECK(older.header.month == 1);
    CHECK(older.note.find("checksum") != std::string::npos);
    CHECK(older.note.find("month 1") != std::string::npos);
    std::filesystem::remove(folder / "c");
    CHECK(read_checkpoint(folder / "c", expected).header.month == 1);
    put(previous_path(folder / "c"), bytes);
    CHECK(refusal(folder / "c", ExitCode::corrupt).find("damaged") != std::string::npos);
}

TEST_CASE("checkpoint: of something else it is refused by name", "[checkpoint][case 19]") {
    const TemporaryFolder folder;
    CheckpointHeader header = example_header(1);
    write_checkpoint(folder / "c", header, example_state(10));
    CheckpointExpectation wanted = expected;
    wanted.parameters_hash = "44556677";
    wanted.parameters_toml = "[time]\nyears = 3.0\n";
    CHECK(refusal(folder / "c", ExitCode::corrupt, wanted).find("different: time.years") != std::string::npos);
    wanted = expected;
    wanted.kind = "sweep";
    CHECK(refusal(folder / "c", ExitCode::corrupt, wanted).find("'sweep'") != std::string::npos);
    header.model = {"0.1.0-bbbb", "actorhood 0.1.0, commit 34cd", 7};
    write_checkpoint(folder / "c", header, example_state(10));
    const std::string other = refusal(folder / "c", ExitCode::corrupt);
    CHECK(other.find("saved by another model: actorhood 0.1.0, commit 34cd, model 0.1.0-bbbb") != std::string::npos);
    CHECK(other.find("this program is actorhood 0.1.0, commit 12ab, model 0.1.0-aaaa") != std::string::npos);
    header.model = example_model;
    header.model.state_layout = 8;
    write_checkpoint(folder / "c", header, example_state(10));
    CHECK(refusal(folder / "c", ExitCode::corrupt).find("whose state has other parts") != std::string::npos);
    header.model = {example_model.model, "actorhood 0.1.0, commit 56ef", 7};
    write_checkpoint(folder / "c", header, example_state(10));
    CHECK(read_checkpoint(folder / "c", expected).header.model.program == "actorhood 0.1.0, commit 56ef");
    std::filesystem::create_directory(folder / "folder");
    CHECK(refusal(folder / "folder", ExitCode::input_output) != "");
}

TEST_CASE("checkpoint: a newer file format is refused with both versions", "[checkpoint][case 20]") {
    const TemporaryFolder folder;
    write_checkpoint(folder / "c", example_header(1), example_state(10));
    std::vector<char> bytes = file_bytes(folder / "c");
    bytes[8] = 3; // format version
    const std::size_t body = bytes.size() - 8;
    const std::uint64_t sum = crc64(std::as_bytes(std::span(bytes)).first(body));
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[body + i] = static_cast<char>(sum >> (8 * i) & 0xffu);
    }
    put(folder / "c", bytes);
    const std::string message = refusal(folder / "c", ExitCode::corrupt);
    CHECK(message.find("version 3") != std::string::npos);
    CHECK(message.find("version 2") != std::string::npos);
}

TEST_CASE("checkpoint: differing keys are named in order", "[checkpoint]") {
    const std::string a =
        "x = 1\n[funding.mix]\ncore = 0.5 \nfees = 1\n[[practice]]\nname = \"a\"\n[[practice]]\nname = \"b\"\n";
    const std::string b =
        "x = 1\n[funding.mix]\ncore = 0.8\n[[practice]]\nname = \"a\"\n[[practice]]\nname = \"c\"\nnew = 1\n";
    CHECK(differing_keys(a, b) ==
          std::vector<std::string>{"funding.mix.core", "funding.mix.fees", "practice[1].name", "practice[1].new"});
    CHECK(differing_keys(a, a).empty());
    CHECK(differing_keys(a, b, 2).size() == 2);
}

} // namespace test_checkpoint
