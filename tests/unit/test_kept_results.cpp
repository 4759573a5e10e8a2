// Results that were cut by label or gathered over time, as their readers meet them.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/anchors.hpp"
#include "analysis/reading.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_kept_results {

using namespace actorhood;
using namespace actorhood::tests;
using analysis::Anchor;
using analysis::ResultFile;

namespace {

/// Runs of one small scenario of two years.
class Workshop {
public:
    Workshop() {
        write_scenario(folder_.path(), "demo",
                       "time.years = 2\ntime.burn_in_years = 1\n"
                       "output.variables = [\"adoption_by_group\", \"circular_depth\", \"staff\"]\n");
    }
    [[nodiscard]] Finished call(const std::vector<std::string>& words) const {
        return call_program(words, {folder_.path(), {}, ""});
    }
    void run(const std::string& name, const std::vector<std::string>& settings) const {
        std::vector<std::string> words{"run", "demo.toml", "-q", "-o", name};
        for (const std::string& setting : settings) {
            words.insert(words.end(), {"--set", setting});
        }
        const Finished finished = call(words);
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
    }
    void expect(const std::vector<std::string>& words, int code, const std::string& text) const {
        const Finished finished = call(words);
        INFO(finished.output << finished.errors);
        CHECK(finished.code == code);
        CHECK(finished.says(text));
    }
    [[nodiscard]] std::shared_ptr<const ResultFile> open(const std::string& name) const {
        return ResultFile::open(folder_ / name);
    }
    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
    void write(const std::string& name, const std::string& text) const { write_bytes(folder_ / name, text); }

private:
    TemporaryFolder folder_;
};

Anchor cloud(double from, double to, std::int64_t time, std::vector<std::string> where) {
    Anchor made;
    made.name = "cloud";
    made.output = "adoption_by_group";
    made.where = std::move(where);
    made.time = time;
    made.from = from;
    made.to = to;
    return made;
}

constexpr std::int64_t mean_in_time = 2;
constexpr std::int64_t sum_in_time = 3;

} // namespace

TEST_CASE("instants, means and sums of one output are not compared", "[analysis][over time]") {
    const Workshop workshop;
    workshop.run("instants", {"output.every=12"});
    workshop.run("means", {"output.every=12", "output.over_time=mean"});
    workshop.run("sums", {"output.every=12", "output.over_time=sum"});
    workshop.expect({"compare", "instants", "means"}, 2, "holds values of single months in instants but means over");
    workshop.run("monthly", {});
    workshop.expect({"compare", "monthly", "means", "--variables", "circular_depth"}, 2,
                    "'circular_depth' holds values of single months in monthly but means over the months of a row in "
                    "means: record both with the same output.over_time");
    workshop.expect({"compare", "sums", "means", "--variables", "staff"}, 2, "'staff' holds sums over the months");
    workshop.expect({"compare", "means", "--variables", "circular_depth"}, 0,
                    "what was recorded are means over the months of a row (output.over_time)");
    workshop.expect({"diff", "sums", "means"}, 1,
                    "staff is not the same quantity: time: sum (interval: 1 month) in the first result, time: mean "
                    "(interval: 1 month) in the second");
    workshop.expect({"report", "monthly", "means", "-o", "page.html"}, 2, "holds values of single months in monthly");
}

TEST_CASE("a number over an axis that was cut says so, and what needs all of it is refused", "[analysis][labels]") {
    const Workshop workshop;
    workshop.run("all", {});
    workshop.run("part", {"output.labels=[\"practice=cloud\", \"practice=eco*\"]"});
    workshop.expect({"compare", "part", "--variables", "adoption_by_group", "--axis", "group=member"}, 0,
                    "the axis 'practice' is not whole in part: 2 of its ");
    const Finished chosen =
        workshop.call({"compare", "part", "--variables", "adoption_by_group", "--axis", "practice=cloud"});
    CHECK(chosen.code == 0);
    CHECK_FALSE(chosen.says("not whole"));
    workshop.run("one", {"output.labels=[\"practice=cloud\"]"}); // one place is no whole axis either
    workshop.expect({"compare", "one", "--variables", "adoption_by_group", "--by", "group"}, 0,
                    "the axis 'practice' is not whole in one: 1 of its ");
    workshop.expect({"compare", "all", "part", "--variables", "adoption_by_group"}, 0,
                    "the axis 'practice' holds other places in all");
    const auto file = workshop.open("part");
    CHECK(file->cut_from("practice") > 2);
    CHECK(file->cut_from("group") == 0);
    const auto problems = analysis::unreadable({cloud(0.0, 0.0, 0, {"group=member"})}, *file);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].message.find("is read over the whole axis 'practice', of which the runs record a part") !=
          std::string::npos);
    CHECK(analysis::unreadable({cloud(0.0, 0.0, 0, {"practice=cloud"})}, *file).empty());
    workshop.write("known.toml",
                   "include = [\"demo.toml\"]\noutput.labels = [\"practice=cloud\"]\n"
                   "[[known]]\nname = \"all\"\noutput = \"adoption_by_group\"\nvalue = 1.0\n");
    workshop.expect({"validate", "known.toml"}, 3, "'adoption_by_group' is read over the whole axis 'practice'");
    workshop.expect({"validate", "known.toml", "--set", "output.labels=[]"}, 0, "valid");
    workshop.write("share.toml",
                   "include = [\"demo.toml\"]\noutput.labels = [\"practice=cloud\"]\n"
                   "[[known]]\nname = \"part\"\noutput = \"adoption_by_group\"\nvalue = 1.0\n"
                   "where = [\"practice=cloud\"]\nshare = true\n");
    workshop.expect({"validate", "share.toml"}, 3, "is read over the whole axis 'practice'");
}

TEST_CASE("an anchor of a year is read of the row of that year, and of no part of a row", "[analysis][over time]") {
    const Workshop workshop;
    workshop.run("means", {"output.every=12", "output.over_time=mean"});
    workshop.run("months", {});
    const auto means = workshop.open("means");
    const auto months = workshop.open("months");
    CHECK(means->begins() == std::vector<double>{2020.0, 2021.0});
    const std::vector<std::string> where{"group=outside", "practice=cloud"};
    for (const double year : {2020.0, 2021.0}) {
        const Anchor anchor = cloud(year, year + 1.0, mean_in_time, where);
        CHECK(analysis::unreadable({anchor}, *means).empty());
        // A run has no points: what is read of it is checked by its rows alone.
        CHECK(analysis::unreadable({anchor}, *months).empty());
    }
    const auto half = analysis::unreadable({cloud(2020.5, 2022.0, mean_in_time, where)}, *means);
    REQUIRE(half.size() == 1);
    CHECK(half[0].message ==
          "'from' lies within a row of the runs, whose months begin with 2020: take the beginning of "
          "a row, or shorter rows");
    CHECK(analysis::unreadable({cloud(2020.5, 2022.0, mean_in_time, where)}, *months).empty());
    const auto sum = analysis::unreadable({cloud(2020.0, 2022.0, sum_in_time, where)}, *means);
    REQUIRE(sum.size() == 1);
    CHECK(sum[0].message.find("are means over months (output.over_time), of which a sum") != std::string::npos);
}

TEST_CASE("the places that anchors read are those that all of them name", "[analysis][labels]") {
    const Workshop workshop;
    workshop.run("all", {});
    const auto file = workshop.open("all");
    const auto read = [&](const std::vector<Anchor>& anchors) {
        return analysis::labels_read({anchors.begin(), anchors.end()}, *file);
    };
    const Anchor one = cloud(0, 0, 0, {"group=outside", "practice=cloud"});
    Anchor two = cloud(0, 0, 0, {"practice=eco_design", "group=outside"});
    CHECK(read({one}) == std::vector<std::string>{"group=outside", "practice=cloud"});
    CHECK(read({one, two}) == std::vector<std::string>{"group=outside", "practice=cloud", "practice=eco_design"});
    CHECK(read({one, cloud(0, 0, 0, {"group=member", "practice=cloud"})}) ==
          std::vector<std::string>{"practice=cloud"}); // the group is read whole
    CHECK(read({one, cloud(0, 0, 0, {"group=outside"})}) == std::vector<std::string>{"group=outside"});
    two.per = "staff"; // is over clusters, all of them
    CHECK(read({two}) == std::vector<std::string>{"group=outside", "practice=eco_design"});
}

TEST_CASE("an experiment says at its own place what it asks for in vain", "[sweep][labels]") {
    const Workshop workshop;
    const auto write = [&](const std::string& kept) {
        workshop.write("e.toml", "[experiment]\nbase = \"demo.toml\"\ndesign = \"list\"\nreplicates = 1\n" + kept +
                                     "[[experiment.point]]\n");
    };
    write("outputs = [\"staff\", \"staf\"]\nlabels = [\"cluster=*1\",\n  \"cluter=*\", \"cluster=x\"]\n");
    const Finished wrong = workshop.call({"sweep", "e.toml", "--dry-run"});
    CHECK(wrong.code == 3);
    CHECK(wrong.says("e.toml:5:21: 'experiment.outputs': no output is called 'staf', did you mean 'staff'?"));
    CHECK(wrong.says("e.toml:7:3: 'experiment.labels': no output has an axis 'cluter', did you mean 'cluster'?"));
    CHECK(
        wrong.says("e.toml:7:15: 'experiment.labels': axis 'cluster' has no 'x'; there is cluster_001, cluster_002, "
                   "cluster_003"));
    CHECK(wrong.says("3 problems"));
    write("labels = [\"cluster=*1\"]\n");
    workshop.expect({"sweep", "e.toml", "--dry-run", "--set", "experiment.labels=[\"cluster=y\"]"}, 3,
                    "--set experiment.labels=[\"cluster=y\"]: 'experiment.labels': axis 'cluster' has no 'y'");
    write("over_time = \"median\"\n");
    workshop.expect({"sweep", "e.toml", "--dry-run"}, 3, "e.toml:5:13: ");
    // What the base says holds where the experiment says nothing.
    write("");
    workshop.expect(
        {"sweep", "e.toml", "--dry-run", "--set", "output.labels=[\"cluster=*1\"]", "--set", "output.over_time=sum"},
        0, "keeps adoption_by_group, circular_depth, staff at cluster=*1, sums over all months");
}

TEST_CASE("estimates of a sweep follow what it keeps", "[sweep][labels]") {
    const Workshop workshop;
    const auto shards = [&](const std::string& kept) {
        workshop.write("e.toml",
                       "[experiment]\nbase = \"demo.toml\"\ndesign = \"list\"\nreplicates = 400\n"
                       "every = 1\noutputs = [\"adoption_by_group\"]\n" +
                           kept + "[[experiment.point]]\n");
        const std::string said = workshop.call({"sweep", "e.toml", "--dry-run"}).output;
        const std::size_t at = said.find("at most ");
        REQUIRE(at != std::string::npos);
        return said.substr(at, said.find(" in shards") - at);
    };
    CHECK(shards("").ends_with("MB"));
    CHECK(shards("labels = [\"group=outside\", \"practice=cloud\"]\n").ends_with("kB"));
}

TEST_CASE("a sweep takes what its dry run says, within a factor of two, however small or large", "[sweep]") {
    const Workshop workshop;
    const auto bytes = [](const std::string& said, const std::string& before) {
        std::istringstream words(said.substr(said.find(before) + before.size()));
        double number = 0.0;
        std::string unit;
        words >> number >> unit;
        return number * (unit.starts_with("kB") ? 1e3 : unit.starts_with("MB") ? 1e6 : 1.0);
    };
    const auto check = [&](const std::string& name, const std::string& kept, int levels) {
        workshop.write(name + ".toml", "[experiment]\nbase = \"demo.toml\"\ndesign = \"factorial\"\n" + kept +
                                           "[[experiment.axis]]\nparameter = \"accountability.effort\"\nmin = 0.1\n"
                                           "max = 0.9\nlevels = " +
                                           std::to_string(levels) + "\n");
        const std::string said = workshop.call({"sweep", name + ".toml", "--dry-run"}).output;
        workshop.expect({"sweep", name + ".toml", "-q", "-o", name}, 0, "");
        double shards = 0.0;
        for (const auto& entry : std::filesystem::directory_iterator(workshop.path(name) / "shards")) {
            shards += static_cast<double>(entry.file_size());
        }
        const auto merged = static_cast<double>(std::filesystem::file_size(workshop.path(name) / "sweep.h5"));
        INFO(name << ": " << shards << " and " << merged << " bytes\n" << said);
        CHECK(bytes(said, "at most ") >= shards);
        CHECK(bytes(said, "at most ") <= 2.0 * shards);
        CHECK(bytes(said, "and about ") >= 0.5 * merged);
        CHECK(bytes(said, "and about ") <= 2.0 * merged);
    };
    check("one", "replicates = 1\noutputs = [\"members\"]\n", 2);
    check("few", "replicates = 4\nevery = 1\noutputs = [\"members\", \"circular_depth\"]\n", 4);
    check("points", "replicates = 1\noutputs = [\"circular_depth\"]\n", 400);
    check("all", "replicates = 2\nevery = 1\noutputs = [\"*\"]\n", 2);
}

TEST_CASE("a sweep of a base with known figures that it does not keep goes on and runs again", "[sweep][known]") {
    const Workshop workshop;
    workshop.write("known.toml",
                   "include = [\"demo.toml\"]\n[[known]]\nname = \"cloud\"\nvalue = 1.0\n"
                   "output = \"adoption_by_group\"\nwhere = [\"practice=cloud\"]\n");
    workshop.write("e.toml",
                   "[experiment]\nbase = \"known.toml\"\ndesign = \"list\"\nreplicates = 1\n"
                   "outputs = [\"staff\"]\n[[experiment.point]]\n");
    workshop.expect({"sweep", "e.toml", "-q", "-o", "S"}, 0, "");
    workshop.expect({"resume", "S"}, 0, "1 run is finished, 0 to simulate");
    workshop.expect({"reproduce", "S"}, 0, "identical");
}

} // namespace test_kept_results
