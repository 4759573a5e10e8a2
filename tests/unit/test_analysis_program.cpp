// The command compare as its users meet it: messages, exit codes, full disks.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_analysis_program {

using namespace actorhood::tests;

namespace {

Finished compare(const TemporaryFolder& folder, std::vector<std::string> arguments, const std::string& output = "") {
    arguments.insert(arguments.begin(), "compare");
    return call_program(arguments, {folder.path(), {}, output});
}

} // namespace

TEST_CASE("compare explains itself under the name it was called by", "[analysis]") {
    const TemporaryFolder folder;
    for (const char* option : {"--help", "-h"}) {
        const Finished help = compare(folder, {option});
        CHECK(help.code == 0);
        CHECK(help.says("usage: actorhood compare REFERENCE"));
        CHECK(help.says("--between"));
        CHECK_FALSE(help.says("actorhood-analysis"));
    }
    CHECK(compare(folder, {}).code == 2);
    CHECK(compare(folder, {"--colour"})
              .says("actorhood: unrecognised option '--colour'; see actorhood compare --help"));
    const Finished part = compare(folder, {"a", "--variable", "members"});
    CHECK(part.code == 2);
    CHECK(part.says("unrecognised option '--variable', did you mean '--variables'?"));
}

TEST_CASE("compare says what is wrong with its inputs, with the exit code of the kind", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    write_result(folder / "b.h5", {.replicates = 6, .level = 12.0, .own_stream = 2});
    CHECK(compare(folder, {"a.h5", "missing.h5"}).code == 4);
    std::ofstream(folder / "text.h5") << "not a result";
    CHECK(compare(folder, {"a.h5", "text.h5"}).code == 5);
    const Finished unknown = compare(folder, {"a.h5", "b.h5", "--variables", "wealth,constat"});
    CHECK(unknown.code == 2);
    CHECK(unknown.says("'a.h5' has no variable 'constat'; did you mean 'constant'?"));
    CHECK(compare(folder, {"a.h5", "--at", "2030", "--average", "2030:2031"}).code == 2);
    CHECK(compare(folder, {"a.h5", "--at", "soon"}).says("--at: 'soon' is not a number"));
    CHECK(compare(folder, {"a.h5", "--axis", "cluster"}).says("--axis: write AXIS=PLACE"));
    const Finished run = compare(folder, {"a.h5", "--between", "x"});
    CHECK(run.code == 2);
    CHECK(run.says("is a single run, not a sweep"));
    CHECK(compare(folder, {"a.h5", "b.h5", "--between", "x"}).says("compares the points of one sweep"));
}

TEST_CASE("compare says what a span of years holds, and when it holds nothing", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    CHECK(compare(folder, {"a.h5", "--average", "2030:2040"}).says("mean of 2030 to 2039, 10 rows"));
    CHECK(compare(folder, {"a.h5", "--average", "2031:2032"}).says("mean of 2031 to 2031, 1 row "));
    CHECK(compare(folder, {"a.h5", "--average", "2031:2031"})
              .says("--average: the span 2031:2031 ends where it begins; a whole year is 2031:2032"));
    CHECK(compare(folder, {"a.h5", "--average", "2032:2031"}).says("ends before it begins"));
    CHECK(compare(folder, {"--help"}).says("2030:2040 are ten years"));
}

TEST_CASE("times of analyses may be months as people write them", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    const auto printed = [&](const std::string& option, const std::string& time) {
        const Finished finished = compare(folder, {"a.h5", option, time});
        INFO(option << ' ' << time << ": " << finished.errors);
        CHECK(finished.code == 0);
        return finished.output;
    };
    CHECK(printed("--at", "2033-01") == printed("--at", "2033"));
    CHECK(printed("--at", "2033-09-01") == printed("--at", "2034"));
    CHECK(printed("--at", "2033-03") == printed("--at", "2033"));
    CHECK(printed("--at", "2033") != printed("--at", "2034"));
    CHECK(printed("--average", "2031-07:2033-07") == printed("--average", "2031.5:2033.5"));
    const Finished wrong = compare(folder, {"a.h5", "--at", "2033-13"});
    CHECK(wrong.code == 2);
    CHECK(wrong.says("--at: '2033-13' is not a number"));
}

TEST_CASE("compare says why it cannot tell", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 1});
    write_result(folder / "b.h5", {.replicates = 1, .level = 12.0, .undefined_until = 2100});
    const Finished one = compare(folder, {"a.h5", "b.h5"});
    CHECK(one.code == 0);
    CHECK(one.says("0 of 1, 1 equal  undecidable: no verdict below 5 pairs\n"));
    CHECK(one.says("undecidable: not defined in any pair\n"));
    CHECK(one.says("1 replicate  seed"));
    CHECK(one.says("Note: patchy is not defined in 1 of 1 replicates of b.\n"));
    write_result(folder / "c.h5", {.replicates = 6});
    write_result(folder / "d.h5", {.replicates = 6, .level = 12.0, .own_stream = 2});
    const Finished six = compare(folder, {"c.h5", "d.h5"});
    CHECK(six.says("  6 of 6  higher\n"));
    CHECK(six.says("  0 of 6, 6 equal  identical in every pair\n"));
}

TEST_CASE("compare takes names with blanks and patterns, and writes tables for spreadsheets", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    const Finished names = compare(folder, {"a.h5", "--variables", "constant, patchy ,dep*", "--summary", "--csv"});
    CHECK(names.code == 0);
    CHECK(names.output ==
          "result,title,time,replicates,constant,constant_low,constant_high,constant_replicates,patchy,patchy_low,"
          "patchy_high,patchy_replicates,depth,depth_low,depth_high,depth_replicates\n"
          "a,A test,2040,6,5,5,5,6,11,11,11,6,12,12,12,6\n");
    CHECK(compare(folder, {"a.h5", "--summary", "--json"}).code == 2);
    CHECK(compare(folder, {"a.h5", "--csv", "--json"}).code == 2);
    const Finished sum =
        compare(folder, {"a.h5", "--variables", "depth", "--sum", "--axis", "cluster = alpha, beta"});
    CHECK(sum.says("depth: Depth, sum over cluster (2)\n"));
    CHECK(sum.says("  a  24.00"));
}

TEST_CASE("what compare notes below its tables stands on standard error where a table is for other programs",
          "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    write_result(folder / "b.h5", {.replicates = 6, .undefined_until = 2036});
    write_result(folder / "c.h5", {.replicates = 4, .seed = 9, .last_year = 2038, .undefined_until = 2100});
    const auto lines_with = [](const std::string& text, const std::string& beginning) {
        std::vector<std::string> found;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(beginning)) {
                found.push_back(line.substr(beginning.size()));
            }
        }
        return found;
    };
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"a.h5", "b.h5", "--average", "2030:2039"},
          {"a.h5", "c.h5"},
          {"c.h5", "--summary"}}) {
        const Finished text = compare(folder, arguments);
        std::vector<std::string> more = arguments;
        more.emplace_back("--csv");
        const Finished csv = compare(folder, more);
        std::vector<std::string> notes = lines_with(text.output, "Note: ");
        for (std::string& note : notes) {
            note.pop_back(); // the full stop
        }
        CHECK_FALSE(notes.empty());
        CHECK(lines_with(csv.errors, "notice: ") == notes);
        CHECK(csv.code == 0);
        CHECK(text.errors.empty());
    }
}

TEST_CASE("a missing file of calibrate and optimise is a missing file, as for other commands", "[analysis]") {
    const TemporaryFolder folder;
    for (const char* command : {"calibrate", "optimise"}) {
        const Finished missing = call_program({command, "none.toml"}, {folder.path(), {}, ""});
        INFO(command);
        CHECK(missing.code == 4);
        CHECK(missing.errors == "actorhood: none.toml: cannot read this file: there is no such file\n");
        CHECK_FALSE(std::filesystem::exists(folder / "none"));
        write_bytes(folder / "other.toml", "[calibration]\nbas = \"x\"\n");
        CHECK(call_program({command, "other.toml"}, {folder.path(), {}, ""}).code == 3);
    }
}

TEST_CASE("a folder in the place of a file is named before anything is read, computed or written", "[analysis]") {
    const TemporaryFolder folder;
    for (const char* place : {"page.html", "figure.svg", "boxes.toml", "ensemble.toml", "new.toml"}) {
        std::filesystem::create_directory(folder / place);
    }
    write_bytes(folder / "study.toml", "[calibration]\n");
    const std::vector<std::vector<std::string>> calls{
        {"report", "none.h5", "-o", "page.html"},
        {"plot", "none.h5", "-o", "figure.svg"},
        {"discover", "none.h5", "--where", "value > 1", "--write", "boxes.toml"},
        {"calibrate", "study.toml", "--ensemble", "ensemble.toml"},
        {"new", "--force", "new.toml"}};
    for (const std::vector<std::string>& words : calls) {
        const Finished refused = call_program(words, {folder.path(), {}, ""});
        INFO(words.front() << ": " << refused.errors);
        CHECK(refused.code == 4);
        CHECK(refused.says("'" + words.back() + "' is a folder, where a file is to be written"));
        CHECK(std::filesystem::is_directory(folder / words.back()));
    }
}

TEST_CASE("what other programs call an option, and names with a blank between them, are understood", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    for (const char* option : {"--level", "--alpha", "--confidence"}) {
        CHECK(compare(folder, {"a.h5", option, "0.95"})
                  .says("unrecognised option '" + std::string(option) + "', did you mean '--interval'?"));
    }
    CHECK(call_program({"report", "a.h5", "--level", "0.95"}, {folder.path(), {}, ""})
              .says("did you mean '--interval' or '--levers'?"));
    CHECK_FALSE(
        call_program({"diff", "a.h5", "a.h5", "--level", "0.95"}, {folder.path(), {}, ""}).says("--interval"));
    for (const char* names : {"constant patchy", "wealth  dep*"}) {
        const Finished blank = compare(folder, {"a.h5", "--variables", names});
        INFO(blank.errors);
        CHECK(blank.code == 2);
        CHECK(blank.says("put a comma between names: '"));
    }
    CHECK(compare(folder, {"a.h5", "--variables", "constant patchy"}).says("'constant, patchy'"));
    CHECK_FALSE(compare(folder, {"a.h5", "--variables", "constant nothing_like_it"}).says("comma"));
}

TEST_CASE("compare notices that its output cannot be written", "[analysis]") {
    const TemporaryFolder folder;
    write_result(folder / "a.h5", {.replicates = 6});
    for (const char* output : {"/dev/full", "closed"}) {
        for (const std::vector<std::string>& arguments :
             {std::vector<std::string>{"a.h5"}, {"a.h5", "--csv"}, {"a.h5", "--json"}, {"--help"}}) {
            const Finished full = compare(folder, arguments, output);
            CHECK(full.code == 4);
            CHECK(full.says("cannot write the output"));
        }
    }
}

} // namespace test_analysis_program
