// A cluster of 150 firms from a table, end to end: the same bytes for any threads and wherever a run was stopped, sweeps
// that carry the members, and the path of one firm; names are texts, whatever they look like.
#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_own_cluster {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const std::string script = "<script>alert(1)</script>";
const std::string formula = "=HYPERLINK(\"http://x\")";
const std::string from_right = "شركة \"المثال\"";
const std::string very_long(180, 'W');

std::string quoted(const std::string& text) {
    std::string cell = "\"";
    for (const char c : text) {
        cell += c == '"' ? "\"\"" : std::string(1, c);
    }
    return cell + "\"";
}

/// 150 members, of whom more and less is known.
std::string table() {
    const std::vector<std::string> sectors{"agri_food", "Digital", "", "health"};
    const std::vector<std::string> practices{"", "cloud", "none", "cloud; robotics"};
    std::string text = "\xEF\xBB\xBFname;employees;size_class;sector;region;practices;joined\r\n";
    for (int i = 0; i < 150; ++i) {
        const std::string name = i == 0   ? script
                                 : i == 1 ? formula
                                 : i == 2 ? from_right
                                 : i == 3 ? very_long
                                 : i == 4 ? "& 'O\"Hara', <b>"
                                 : i < 10 ? ""
                                          : "Firm " + std::to_string(i);
        text += quoted(name) + ";" + (i % 3 == 0 ? std::to_string(2 + 7 * i) : "") + ";" +
                (i % 3 == 1 ? "small" : "") + ";" + sectors[static_cast<std::size_t>(i) % 4] + ";" +
                (i % 5 == 0 ? "2" : "") + ";\"" + practices[static_cast<std::size_t>(i / 2) % 4] + "\";" +
                (i % 2 == 0 ? "2015-06-30" : "") + "\r\n";
    }
    return text;
}

/// The scenario and the table in a folder.
class Workshop {
public:
    Workshop() {
        write_bytes(folder_ / "ours.csv", table());
        write_bytes(
            folder_ / "ours.toml",
            "include = [\"" ACTORHOOD_SOURCE_DIR
            "/scenarios/baseline.toml\"]\n"
            "[run]\ntitle = \"Ours\"\nreplicates = 2\n[time]\nyears = 3\nburn_in_years = 1\nspin_up_years = 1\n"
            "[population]\noutside_firms = 150\nregions = 2\n"
            "[output]\npanel = [" +
                toml(script) + ", " + toml(formula) + ", " + toml(from_right) + ", " + toml(very_long) +
                ", \"Firm 20\", \"ours/6\", \"theirs/3\"]\n"
                "[[cluster]]\nname = \"ours\"\nmembers_file = \"ours.csv\"\nmembers = 160\n"
                "[[cluster]]\nname = \"theirs\"\nmembers = 20\n");
    }
    Finished call(const std::vector<std::string>& words) const {
        LaunchOptions options;
        options.folder = folder_.path();
        Finished finished = call_program(words, options);
        INFO(finished.errors);
        CHECK(finished.signal == 0);
        return finished;
    }
    std::string run(const std::string& name, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{"run", "ours.toml", "-q", "--reproducible", "-o", name};
        words.insert(words.end(), more.begin(), more.end());
        const Finished finished = call(words);
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
        return result(name);
    }
    [[nodiscard]] std::string result(const std::string& name) const { return read_bytes(folder_ / name / "ours.h5"); }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

private:
    static std::string toml(const std::string& text) {
        std::string literal = "\"";
        for (const char c : text) {
            literal += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
        }
        return literal + "\"";
    }
    TemporaryFolder folder_;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("given members and a panel: the same bytes for any threads, and stopped and resumed without the table",
          "[members][same bytes]") {
    const Workshop workshop;
    const std::string whole = workshop.run("one", {"--threads", "1"});
    for (const char* threads : {"2", "7"}) {
        CHECK((workshop.run(threads, {"--threads", threads}) == whole));
    }
    REQUIRE(workshop.call({"run", "ours.toml", "-q", "--reproducible", "-o", "stopped", "--stop-after", "7"}).code ==
            75);
    fs::remove(workshop / "ours.csv");
    REQUIRE(workshop.call({"resume", "stopped", "-q", "--threads", "3", "--stop-after", "25"}).code == 75);
    REQUIRE(workshop.call({"resume", "stopped", "-q", "--threads", "2"}).code == 0);
    CHECK((workshop.result("stopped") == whole));
    CHECK(workshop.call({"reproduce", "one"}).code == 0);
}

TEST_CASE("given members: names are texts in reports, exports and messages, one firm has a path",
          "[members][case 43]") {
    const Workshop workshop;
    workshop.run("A");
    const Finished valid = workshop.call({"validate", "ours.toml"});
    CHECK(valid.says("cluster \"ours\": 150 members given, 10 drawn"));

    for (const std::string& firm : {script, from_right, very_long, std::string("ours/6")}) {
        const Finished page = workshop.call({"report", "A", "--firm", firm});
        INFO(firm << page.errors);
        CHECK(page.code == 0);
        CHECK(has(page.output, "<section id=\"firm\""));
        CHECK_FALSE(has(page.output, "<script"));
    }
    const Finished page = workshop.call({"report", "A"}); // the first of the panel
    CHECK(has(page.output, "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"));
    CHECK(workshop.call({"report", "A", "--language", "fr"}).says("Une entreprise"));
    CHECK(workshop.call({"report", "A", "--firm", "Firm 21"}).says("did you mean 'Firm 20'?"));

    const Finished path = workshop.call({"export", "A", "--firm", formula});
    INFO(path.errors);
    CHECK(path.code == 0);
    CHECK(has(path.output, "panel_cluster"));
    CHECK(has(path.output, ",\"'=HYPERLINK(\"\"http://x\"\")\",")); // a spreadsheet shows it and does not follow it
    CHECK_FALSE(has(path.output, ",\"=HYPERLINK"));
    CHECK(has(workshop.call({"export", "A", "--firm", from_right, "--json"}).output, from_right.substr(0, 8)));
    CHECK(workshop.call({"export", "A", "--firm", "nobody"}).code == 2);
    CHECK(workshop.call({"describe", "ours.toml"}).code == 0);
}

TEST_CASE("given members: branches, sweeps and the live page carry them, another table is another scenario",
          "[members]") {
    const Workshop workshop;
    workshop.run("A");
    write_bytes(workshop / "sweep.toml",
                "[experiment]\nbase = \"ours.toml\"\ndesign = \"factorial\"\nreplicates = 1\n"
                "[[experiment.axis]]\nparameter = \"accountability.effort\"\nvalues = [0.1, 0.5]\n");
    REQUIRE(workshop.call({"sweep", "sweep.toml", "-o", "S", "-q", "--shard", "1/2"}).code == 0);
    const Finished live = workshop.call({"live", "ours.toml", "--hashes", "2"});
    INFO(live.errors);
    CHECK(live.says("replicate 1: "));
    std::string changed = read_bytes(workshop / "ours.csv");
    fs::remove(workshop / "ours.csv");
    const Finished branch =
        workshop.call({"branch", "A", "--at", "2021", "--set", "funding.level=4000", "-o", "B", "-q"});
    INFO(branch.errors);
    CHECK(branch.code == 0);
    changed.replace(changed.find("Firm 20"), 7, "Firm XX");
    write_bytes(workshop / "ours.csv", changed);
    const Finished refused = workshop.call({"validate", "ours.toml"});
    CHECK(refused.code == 3); // the panel names a firm that the other table does not have
    CHECK(refused.says("no given member is called \"Firm 20\""));
    workshop.run("C", {"--set", "output.panel=5"});
    const Finished different = workshop.call({"diff", "A", "C"});
    CHECK(different.code == 1);
    CHECK(different.says("cluster.ours.member.Firm XX"));
    CHECK(different.says("cluster.ours.member.Firm 20"));
    CHECK(workshop.call({"compare", "A", "C"}).says("member.Firm 20"));
}

} // namespace test_own_cluster
