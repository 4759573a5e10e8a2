#include "tests/support/fault_cases.hpp"

#include <algorithm>
#include <regex>

#include "tests/support/program.hpp"

namespace actorhood::tests {

namespace fs = std::filesystem;

const std::vector<FaultCase>& fault_cases() {
    static const std::vector<FaultCase> cases{
        {1, "kill -9 at 200 random instants", "resume: the same bytes"},
        {2, "kill -9 while a checkpoint is written", "the one before is used: the same bytes"},
        {3, "SIGTERM, and a second one",
         "checkpoint within 10 s, 75, resume: the same bytes; the second ends at once, the "
         "last checkpoint stays valid"},
        {4, "SIGUSR1", "checkpoint, goes on; the same bytes"},
        {5, "preempted and put into the queue again 20 times", "the same bytes"},
        {6, "`--max-time`", "stops before the limit, 75"},
        {7, "full disk under the output",
         "4 with the path and the bytes needed; what was there is readable; with room "
         "again resume: the same bytes"},
        {8, "full disk under a checkpoint", "4; the old checkpoint is intact"},
        {9, "EIO, ENOSPC or EDQUOT from open, write, fsync, rename, close",
         "4 with the path, never success; resume: the "
         "same bytes"},
        {10, "output folder deleted while running", "4"},
        {11, "output folder cannot be written", "4 before the first month"},
        {12, "standard output full or closed", "data unaffected; 4, because something is missing"},
        {13, "killed for lack of memory", "resume: the same bytes; nobody waits for the killed"},
        {14, "memory runs out", "7 with the estimate"},
        {15, "10^12 firms", "7 in less than a second, before anything is allocated"},
        {16, "checkpoint cut anywhere", "5, or the generation before"},
        {17, "a bit flipped in a checkpoint, a result or a shard", "5"},
        {18, "result or checkpoint changed by another hand",
         "5, nothing modified; a skilful forgery is found by "
         "`actorhood reproduce`"},
        {19, "checkpoint of another scenario or model", "5 with the keys that differ, or both models"},
        {20, "checkpoint of a newer format", "5 with both versions"},
        {21, "two processes on one folder", "they share a sweep; a second run: 4 and who is there"},
        {22, "lock or half a file left by a killed process", "taken over, removed"},
        {23, "a file system without locks", "works, one notice"},
        {24, "a rank killed or failing", "all ranks gone within 30 s, not 0, resume: the same bytes"},
        {25, "bad input that one rank sees", "the same error once, nobody hangs"},
        {26, "mpirun with a program without MPI", "2 with the reason"},
        {27, "NaN or infinity in a scenario", "3 with key and line"},
        {28, "NaN or infinity born in a run", "6 with month, place and variable"},
        {29, "accounts out of balance", "6, never corrected in silence"},
        {30, "unknown key", "3 with what was probably meant"},
        {31, "wrong type, out of range, given twice", "3, all at once with line and column"},
        {32, "100,000 nested brackets or dotted keys", "3, no crash"},
        {33, "scenario that is empty, binary, a folder, a pipe, endless, 1 GB, with a byte order mark or NUL",
         "3 in bounded time and memory; a mark is skipped"},
        {34, "includes that are missing or go in a circle", "3 with the chain"},
        {35, "names that lead elsewhere, links", "refused; nothing outside the output folder"},
        {36, "other language, time zone, wrong clock", "the same bytes"},
        {37, "no firms, one firm, no ties, no months, no money", "a valid result, or 3"},
        {38, "more money than cents can count", "3 or 6"},
        {39, "seeds 0, 2^64-1, and others", "work; -1 and what is no whole number: 3"},
        {40, "a result exists", "refused without `--force`"},
        {41, "one failed run of many", "the others finish, 8, listed; resume repeats exactly that one"},
        {42, "sweep changed before it goes on", "only what changed is simulated, and said"},
        {43, "texts that a spreadsheet takes for formulas", "defused in CSV"},
        {44, "random changes to scenarios, tables and files", "read or refused with a reason: no crash, no hang"},
    };
    return cases;
}

namespace {

std::vector<std::string> tags_in(const std::string& text) {
    static const std::regex tag("\\[(case [0-9]+|same bytes)\\]");
    std::vector<std::string> tags;
    for (std::sregex_iterator match(text.begin(), text.end(), tag), end; match != end; ++match) {
        tags.push_back((*match)[1]);
    }
    return tags;
}

void add(std::vector<TaggedTest>& tests, TaggedTest test) {
    if (!test.tags.empty()) {
        tests.push_back(std::move(test));
    }
}

void add_source(std::vector<TaggedTest>& tests, const std::string& file, const std::string& text) {
    static const std::regex form(R"re(TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"\s*,\s*"([^"]*)"\))re");
    for (std::sregex_iterator match(text.begin(), text.end(), form), end; match != end; ++match) {
        const std::string tags = (*match)[2];
        add(tests, {file, (*match)[1], tags.find("[.long]") != std::string::npos, tags_in(tags)});
    }
}

/// In scripts: echo "--- a full disk [case 7]".
void add_script(std::vector<TaggedTest>& tests, const std::string& file, const std::string& text) {
    static const std::regex form(R"re(echo "(?:--- )?([^"\[]*[^"\[ ]) *((?:\[[a-z0-9 ]+\])+)")re");
    for (std::sregex_iterator match(text.begin(), text.end(), form), end; match != end; ++match) {
        add(tests, {file, (*match)[1], true, tags_in((*match)[2])});
    }
}

std::string cell(const std::vector<TaggedTest>& tests, const std::string& tag) {
    std::string text;
    std::string file;
    for (const TaggedTest& test : tests) {
        if (std::ranges::find(test.tags, tag) != test.tags.end()) {
            text += text.empty() ? "" : test.file == file ? "; " : "<br>";
            text += test.file == file ? "" : "`" + test.file + "`: ";
            text += test.name + (test.is_long ? " (long)" : "");
            file = test.file;
        }
    }
    return text;
}

} // namespace

std::vector<TaggedTest> tagged_tests(const fs::path& tests) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(tests)) {
        const fs::path& path = entry.path();
        const bool is_test = path.extension() == ".cpp" && path.filename().string().starts_with("test_");
        if (is_test || path.extension() == ".sh") {
            files.push_back(path);
        }
    }
    std::ranges::sort(files);
    std::vector<TaggedTest> found;
    for (const fs::path& path : files) {
        const std::string name = ("tests" / path.lexically_relative(tests)).generic_string();
        (path.extension() == ".sh" ? add_script : add_source)(found, name, read_bytes(path));
    }
    return found;
}

std::string cases_markdown(const std::vector<FaultCase>& cases, const std::vector<TaggedTest>& tests) {
    std::string text = "| case | what goes wrong | right outcome | tests |\n|---|---|---|---|\n";
    for (const FaultCase& fault : cases) {
        text += "| " + std::to_string(fault.number) + " | " + fault.what + " | " + fault.outcome + " | " +
                cell(tests, "case " + std::to_string(fault.number)) + " |\n";
    }
    return text;
}

std::string same_bytes_markdown(const std::vector<TaggedTest>& tests) {
    std::string text;
    std::string file;
    for (const TaggedTest& test : tests) {
        if (std::ranges::find(test.tags, same_bytes_tag) != test.tags.end()) {
            text += (test.file == file ? "" : "- `" + test.file + "`:\n") + std::string("  - ") + test.name +
                    (test.is_long ? " (long)\n" : "\n");
            file = test.file;
        }
    }
    return text;
}

} // namespace actorhood::tests
