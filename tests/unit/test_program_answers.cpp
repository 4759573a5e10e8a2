// What the program answers to input that is wrong, empty or odd: all that is wrong at once, in the words that were typed, and
// with the place of both where two things do not agree.
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_program_answers {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

/// A folder with a short scenario, "scenario.toml".
class Workshop {
public:
    Workshop() { scenario("scenario", ""); }
    void scenario(const std::string& name, const std::string& more, int replicates = 2) const {
        write_scenario(folder_.path(), name, "time.years = 1\ntime.burn_in_years = 1\n" + more, replicates);
    }
    void write(const std::string& name, const std::string& text) const { write_bytes(folder_ / name, text); }
    [[nodiscard]] Finished call(const std::vector<std::string>& words) const {
        return call_program(words, {folder_.path(), {}, ""});
    }
    /// Expects an exit code and a text in what is said; what was said.
    Finished expect(const std::vector<std::string>& words, int code, const std::string& text) const {
        Finished finished = call(words);
        INFO(words.front() << " " << words.back() << "\n" << finished.output << finished.errors);
        CHECK(finished.code == code);
        CHECK(finished.says(text));
        return finished;
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

private:
    TemporaryFolder folder_;
};

/// Line of a scenario of the workshop in which a text stands first.
std::string line_of(const fs::path& file, const std::string& text, std::size_t which = 0) {
    const std::string all = read_bytes(file);
    std::size_t at = all.find(text);
    for (; which > 0; --which) {
        at = all.find(text, at + 1);
    }
    return std::to_string(std::count(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1);
}

} // namespace

TEST_CASE("where two entries of a list have one name, the places of both are named", "[program]") {
    const Workshop workshop;
    const auto refused = [&](const std::string& list, const std::string& entry) {
        const std::string heading = "[[" + list + "]]";
        workshop.scenario("twice", heading + "\n" + entry + heading + "\n" + entry);
        const std::string file = "twice.toml:";
        const Finished finished = workshop.expect({"validate", "twice.toml"}, 3, "");
        INFO(finished.errors);
        CHECK(finished.says(file + line_of(workshop / "twice.toml", heading, 1) + ":"));
        CHECK(finished.says("(" + file + line_of(workshop / "twice.toml", heading) + ":"));
    };
    refused("cluster", "name = \"K\"\n");
    refused("programme", "name = \"K\"\n");
    refused("metacluster", "name = \"K\"\nmembers = [\"all\"]\n");
    refused("facility", "name = \"K\"\npractices = [\"cloud\"]\n");
    refused("call_line", "name = \"K\"\n");
    refused("landscape.shock", "name = \"K\"\n");
    refused("known", "name = \"K\"\noutput = \"members\"\n");
    for (const char* const list : {"landscape.shock", "known"}) { // no name is none
        const std::string entry =
            std::string("[[") + list + "]]\n" + (list[0] == 'k' ? "output = \"members\"\n" : "");
        workshop.scenario("unnamed", entry + entry);
        workshop.expect({"validate", "unnamed.toml"}, 0, "is valid");
    }
    workshop.scenario("members",
                      "[[cluster]]\nname = \"K\"\n[[cluster.member]]\nname = \"F\"\n"
                      "[[cluster.member]]\nname = \"F\"\n");
    workshop.expect({"validate", "members.toml"}, 3,
                    "is taken by member 1 of this cluster (members.toml:" +
                        line_of(workshop / "members.toml", "name = \"F\"") + ":");
}

TEST_CASE("regions are given by number or by the name that outputs give them, wherever they are asked for",
          "[program]") {
    const Workshop workshop;
    const std::string shock = "[[landscape.shock]]\ndate = 2020-06-01\nregions = ";
    const std::string programme = "[[programme]]\nname = \"P\"\nregions = ";
    const std::string cluster = "[[cluster]]\nname = \"K\"\nregion = ";
    const std::string member = cluster + "1\n[[cluster.member]]\nname = \"F\"\nregion = ";
    for (const std::string& text :
         {shock + "[2]", shock + "[\"region_2\"]", programme + "[2]", programme + "[\"region_2\"]", cluster + "2",
          cluster + "\"region_2\"", member + "2", member + "\"region_2\""}) {
        workshop.scenario("regions", text + "\n");
        INFO(text);
        workshop.expect({"validate", "regions.toml"}, 0, "is valid");
    }
    workshop.scenario("number", cluster + "2\n" + shock + "[2]\n");
    workshop.scenario("name", cluster + "\"region_2\"\n" + shock + "[\"region_2\"]\n");
    workshop.expect({"run", "number.toml", "-q", "-o", "A"}, 0, "");
    workshop.expect({"run", "name.toml", "-q", "-o", "B"}, 0, "");
    workshop.expect({"diff", "A", "B"}, 0, "identical: all numbers");
    for (const char* const other : {"run.replicates=\"replicate_3\"", "population.regions=\"region_4\"",
                                    "time.spin_up_years=\"year_1\"", "output.variables=[3]"}) {
        INFO(other); // only where places of an axis are asked for
        workshop.expect({"validate", "scenario.toml", "--set", other}, 3, "must be");
    }
    for (const std::string& text : {shock + "[99]", shock + "[\"region_99\"]", programme + "[\"region_99\"]",
                                    cluster + "\"region_99\"", cluster + "\"region_01\"", cluster + "\"area_1\""}) {
        workshop.scenario("regions", text + "\n");
        INFO(text);
        workshop.expect({"validate", "regions.toml"}, 3, "region");
    }
    workshop.scenario("regions", cluster + "\"Region_2\"\n");
    workshop.expect({"validate", "regions.toml"}, 3, "must be a whole number or a name like \"region_3\", but is");
}

TEST_CASE("one mistake does not hide the others", "[program]") {
    const Workshop workshop;
    const auto says = [&](const std::string& text, const std::vector<std::string>& all) {
        workshop.scenario("wrong", text);
        const Finished finished = workshop.expect({"validate", "wrong.toml"}, 3, "");
        for (const std::string& one : all) {
            INFO(finished.errors);
            CHECK(finished.says(one));
        }
    };
    const std::string mix = "[funding.mix]\ncore = 0.9\n";
    says("toolkit = [\"nope\"]\n" + mix, {"there is no instrument named 'nope'", "must add up to 1"});
    says("toolkit = [\"nope\"]\n[accountability]\neffort = 7\n",
         {"there is no instrument named 'nope'", "must be between 0 and 1"});
    says("[accountability]\neffort = 7\n[[landscape.shock]]\nmagnitude = 2\n",
         {"must be between 0 and 1", "nobody loses more than everything"});
    says("time.start = 2021-02-30\n[accountability]\neffort = 7\nhaste = 1\n",
         {"no such day", "must be between 0 and 1", "unknown key 'accountability.haste'"});
    says("[funding.mix]\ncore = 50 %\nproject = 0.2 EUR\n[accountability]\neffort = 7\n",
         {"write a share instead of per cent", "write the number alone", "must be between 0 and 1"});
    // What is wrong because something else is wrong is not said.
    const Finished finished = workshop.call({"validate", "wrong.toml"});
    CHECK_FALSE(finished.says("add up to 1"));
}

TEST_CASE("what cannot be read is not there, what is a result is one, and codes are those of the table",
          "[program]") {
    const Workshop workshop;
    for (const char* const command : {"validate", "describe", "run", "sweep", "practices"}) {
        workshop.expect({command, "nofile.toml"}, 4, "nofile.toml: cannot read this file: there is no such file");
    }
    workshop.expect({"run", "scenario.toml", "-q", "-o", "A"}, 0, "");
    for (const char* const command : {"validate", "describe", "run", "sweep"}) {
        workshop.expect({command, "A/scenario.h5"}, 2, "'A/scenario.h5' is a result");
        workshop.expect({command, "A"}, 2, "actorhood scenario A");
    }
    workshop.expect({"resume", "A"}, 0, "the run in A is finished: A/scenario.h5; nothing to continue");
    fs::create_directory(workshop / "empty");
    workshop.expect({"validate", "empty"}, 3, "it is a directory; name a file in it");
}

TEST_CASE("options are named as they were typed, and none is empty", "[program]") {
    const Workshop workshop;
    const Finished finished = workshop.expect({"run", "scenario.toml", "--replicates", "0"}, 3, "--replicates 0: ");
    CHECK_FALSE(finished.says("--set"));
    workshop.expect({"run", "scenario.toml", "--seed", "x"}, 3, "--seed x: ");
    workshop.write("e.toml", "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\n[[experiment.point]]\n");
    workshop.expect({"sweep", "e.toml", "--replicates", "0"}, 3, "--replicates 0: ");
    workshop.expect({"sweep", "e.toml", "--random", "maybe"}, 3, "--random maybe: ");
    workshop.expect({"slurm", "e.toml", "--seed", "x"}, 3, "--seed x: ");
    workshop.expect({"slurm", "e.toml", "--time", ""}, 2, "--time is given without a value");
    workshop.expect({"run", "scenario.toml", "-o", ""}, 2, "--output is given without a value");
}

TEST_CASE("a new scenario goes to the standard output for -", "[program]") {
    const Workshop workshop;
    const Finished made = workshop.expect({"new", "-"}, 0, "[funding.mix]");
    CHECK_FALSE(fs::exists(workshop / "-"));
    workshop.write("made.toml", made.output);
    workshop.expect({"validate", "made.toml"}, 0, "is valid");
    workshop.expect({"new", "-", "--template", "own_cluster"}, 2, "two files");
}

TEST_CASE("the status of a run says how many replicates are finished, of how many", "[program]") {
    const Workshop workshop;
    workshop.scenario("three", "", 3);
    workshop.expect({"run", "three.toml", "-q", "-o", "A", "--stop-after", "18"}, 75, "");
    workshop.expect({"status", "A"}, 75, "replicate 2: saved after 18 of 24 months\n");
    workshop.expect({"status", "A"}, 75,
                    "unfinished: 0 of 3 replicates finished, 3 saved on their way, 0 not begun; continue: actorhood "
                    "resume A\n");
    fs::remove(workshop / "A/checkpoint/replicate_000001.state");
    workshop.expect({"status", "A"}, 75, "0 of 3 replicates finished, 2 saved on their way, 1 not begun");
    workshop.expect({"resume", "A", "-q"}, 0, "");
    workshop.expect({"status", "A"}, 0, "A/three.h5");
    workshop.scenario("many", "", 22);
    workshop.expect({"run", "many.toml", "-q", "-o", "B", "--stop-after", "1"}, 75, "");
    const Finished many =
        workshop.expect({"status", "B"}, 75, "replicate 19: saved after 1 of 24 months\n  and 2 more\n");
    CHECK_FALSE(many.says("replicate 20:"));
    CHECK(many.says("0 of 22 replicates finished, 22 saved on their way, 0 not begun"));
}

TEST_CASE("a result without recorded times leads nowhere, and says so", "[program]") {
    const Workshop workshop;
    const Finished finished =
        workshop.expect({"run", "scenario.toml", "--set", "time.years=0", "-o", "A"}, 0, "holds no recorded time");
    CHECK_FALSE(finished.says("next:"));
    workshop.write("e.toml",
                   "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\n[experiment.set]\n"
                   "\"time.years\" = 0\n[[experiment.point]]\n");
    CHECK_FALSE(
        workshop.expect({"sweep", "e.toml", "-o", "S"}, 0, "S/sweep.h5\nit holds no recorded time").says("next:"));
}

TEST_CASE("one is not many", "[program]") {
    const Workshop workshop;
    workshop.expect({"validate", "scenario.toml", "--set", "run.replicates=1", "--set", "population.clusters=1",
                     "--set", "output.variables=[\"members\"]", "-t", "1"},
                    0, "1 replicate, 1 variable\nless than a second on 1 thread, ");
    workshop.expect({"validate", "scenario.toml", "--set", "population.clusters=1"}, 0, "1 cluster, about");
    workshop.expect({"run", "scenario.toml", "-q", "-o", "A"}, 0, "");
    workshop.expect({"check", "A"}, 0, "1 file is whole\n");
    workshop.write("e.toml",
                   "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\nreplicates = 1\nevery = 1\n"
                   "[[experiment.point]]\n");
    workshop.expect({"sweep", "e.toml", "--dry-run"}, 0, "design list: 1 point with 1 replicate each, 1 run, common");
    workshop.expect({"sweep", "e.toml", "--dry-run"}, 0, "keeps all outputs every month\n");
    workshop.expect({"sweep", "e.toml", "-q", "-o", "S", "--no-merge"}, 0, "");
    workshop.expect({"status", "S"}, 0, "e: list design, 1 point with 1 replicate, 1 run to simulate\n");
    workshop.expect({"resume", "S"}, 0, "1 run is finished, 0 to simulate\n");
    workshop.scenario("shock",
                      "[[landscape.shock]]\ndate = 2020-06-01\nduration = 1\nsectors = [\"tourism\"]\n"
                      "regions = [2]\n[[cluster]]\nname = \"K\"\n[[cluster.member]]\nname = \"F\"\n"
                      "employees = 9\nsector = \"tourism\"\npractices = [\"none\"]\nby_product = \"heat\"\n");
    workshop.expect({"describe", "shock.toml"}, 0, "for 1 month, 1 sector, 1 region.\n");
    workshop.expect({"describe", "shock.toml"}, 0, "1 member given, 0 drawn; of the given ones 1 value is drawn");
}

TEST_CASE("an instrument says what it costs, or that no cost is booked", "[program][toolkit]") {
    const Workshop workshop;
    workshop.expect({"toolkit", "green_public_procurement"}, 0, "\n  no cost booked\n");
    workshop.expect({"toolkit", "green_public_procurement", "--json"}, 0, "\"cost\": \"no cost booked\"");
    workshop.expect({"toolkit", "digital_vouchers"}, 0, "\n  costs at most ");
}

TEST_CASE("searches take several words and know slips", "[program]") {
    const Workshop workshop;
    workshop.expect({"outputs", "public spending"}, 0, "public_spending_per_member");
    workshop.expect({"outputs", "circular", "depth"}, 0, "circular_depth");
    workshop.expect({"outputs", "circluar", "depth"}, 2, "did you mean 'circular depth'?");
    workshop.expect({"toolkit", "training green"}, 0, "instruments; all about one");
    workshop.expect({"toolkit", "green", "training"}, 0, "instruments; all about one");
    workshop.expect({"toolkit", "trainng"}, 2, "did you mean 'training'?");
    workshop.expect({"parameters", "accountabilty"}, 2, "did you mean 'accountability'?");
    workshop.expect({"parameters", "qqqqqqqq"}, 2, "no parameter contains 'qqqqqqqq'\n");
}

TEST_CASE("parameters are found by keys as people write them", "[program]") {
    const Workshop workshop;
    const auto only = [&](const std::string& search, const std::string& first, const std::string& all) {
        const Finished finished = workshop.expect({"parameters", search}, 0, first + " = ");
        INFO(finished.output);
        std::istringstream lines(finished.output);
        for (std::string line; std::getline(lines, line) && !line.empty();) { // a remark on lists follows
            CHECK((line.starts_with(all) || line.starts_with("    ")));
        }
    };
    only("practice.cloud.cost", "practice[].cost", "practice[].cost");
    only("practice.*.cost", "practice[].cost", "practice[].cost");
    only("cluster.K.region", "cluster[].region", "cluster[].region");
    only("cluster.1.region", "cluster[].region", "cluster[].region");
    only("cluster[K].region", "cluster[].region", "cluster[].region");
    only("cluster[1].member[2].sector", "cluster[].member[].sector", "cluster[].member[].sector");
    only("cluster[].member[2].sector", "cluster[].member[].sector", "cluster[].member[].sector");
    only("cluster.member.", "cluster[].member[].name", "cluster[].member[].");
    only("cluster.K.member.", "cluster[].member[].name", "cluster[].member[].");
    only("cluster.K.member.Acme.sector", "cluster[].member[].sector", "cluster[].member[].sector");
    only("landscape.shock.lockdown.magnitude", "landscape.shock[].magnitude", "landscape.shock[].magnitude");
    only("funding.*", "funding.mix.core", "funding.");
    only("[[cluster]]", "cluster[].name", "cluster[].");
    only("[[cluster.member]]", "cluster[].member[].name", "cluster[].member[].");
    only("[funding.mix]", "funding.mix.core", "funding.mix.");
    workshop.expect({"parameters", "practice.cloud.cost", "--json"}, 0, "\"key\": \"practice[].cost\"");
    for (const char* const wrong : {"practice.cloud.colour", "cluster.K.member.Acme.Otto.sector"}) {
        workshop.expect({"parameters", wrong}, 2, std::string("no parameter contains '") + wrong + "'");
    }
}

TEST_CASE("a list of one's own that replaces an included one says so", "[program]") {
    const Workshop workshop;
    workshop.scenario("own", "[[practice]]\nname = \"mine\"\n");
    const std::string said = "[[practice]] takes the place of the ";
    workshop.expect({"validate", "own.toml"}, 0, said);
    workshop.expect({"describe", "own.toml"}, 0, said);
    workshop.expect({"run", "own.toml", "-q", "-o", "A"}, 0, said);
    workshop.expect({"describe", "own.toml"}, 0, "1 practice is in the catalogue.");
    CHECK_FALSE(workshop.expect({"validate", "scenario.toml"}, 0, "").says("takes the place"));
}

TEST_CASE("results are reproduced side by side, each in a folder that says which", "[program]") {
    const Workshop workshop;
    for (const char* const name : {"A", "B"}) {
        workshop.expect({"run", "scenario.toml", "-q", "-o", name}, 0, "");
        workshop.expect({"reproduce", name}, 0, std::string("the second result goes to ") + name + "_again\n");
    }
    workshop.expect({"reproduce", "A/"}, 0, "the second result goes to A_again_2\n");
    workshop.expect({"reproduce", "A", "--force"}, 0, "the second result goes to A_again\n");
    workshop.expect({"reproduce", "A/scenario.h5"}, 0, "the second result goes to scenario_again\n");
    workshop.write("e.toml",
                   "[experiment]\nbase = \"scenario.toml\"\ndesign = \"list\"\nreplicates = 1\n"
                   "[[experiment.point]]\n");
    for (const char* const name : {"S", "T"}) {
        workshop.expect({"sweep", "e.toml", "-q", "-o", name}, 0, "");
        workshop.expect({"reproduce", name}, 0, std::string("the second result goes to ") + name + "_again\n");
    }
    workshop.expect({"reproduce", "T/sweep.h5"}, 0, "the second result goes to T_again_2\n");
}

TEST_CASE("names that a programme asks for have their own place, and what there is", "[program]") {
    const Workshop workshop;
    workshop.scenario("programme",
                      "[[programme]]\nname = \"voucher\"\nkind = \"voucher\"\nbudget = 1e6\n"
                      "size_classes = [\"small\", \"sme\"]\nsectors = [\"textile\"]\n"
                      "regions = [1, 99]\n");
    const Finished said =
        workshop.expect({"validate", "programme.toml"}, 3, "there is no size class \"sme\"; there are ");
    CHECK(said.says("there is no sector \"textile\", did you mean 'textiles'?"));
    const fs::path file = workshop / "programme.toml";
    for (const auto& [text, column] :
         {std::pair{"size_classes", ":26: "}, {"sectors", ":12: "}, {"regions", ":11: "}}) {
        INFO(text << '\n' << said.errors);
        CHECK(said.says(":" + line_of(file, text + std::string(" = [")) + column + "'programme." + text + "'"));
    }
    const std::string wrong_element = "'programme.regions' element 2 must be a number";
    workshop.scenario("regions", "[[programme]]\nname = \"p\"\nregions = [\"Var\", \"Vaucluse\"]\n");
    workshop.expect({"validate", "regions.toml"}, 3, wrong_element);
}

TEST_CASE("a slip in writing is answered with the right way of writing", "[program]") {
    const Workshop workshop;
    workshop.write("toolkit.toml", "toolkit = \"circular_vouchers\"\ninclude = \"scenario.toml\"\n");
    workshop.expect({"validate", "toolkit.toml"}, 3, "'toolkit' is a list; write toolkit = [\"circular_vouchers\"]");
    workshop.expect({"validate", "scenario.toml", "--set", "toolkit=trust_zone"}, 3,
                    "'toolkit' is a list; write --set 'toolkit=[\"trust_zone\"]'");
    workshop.expect({"validate", "scenario.toml", "--set", "toolkit=[\"trust_zone\"]"}, 0, "is valid");
    workshop.expect({"validate", "scenario.toml", "--set", "run.replicates=1e3"}, 3, "write 1000 instead of 1e3");
    workshop.expect({"validate", "scenario.toml", "--set", "population.clusters=1e12"}, 3,
                    "must be between 0 and 100000, but is 1e12");
    workshop.expect({"validate", "scenario.toml", "--set", "population.clusters=1.5"}, 3, "must be a whole number");
    workshop.expect({"run", "scenario.toml", "--output", "--dry-run"}, 2, "--output is given without a value");
    workshop.expect({"compare", "A", "--at", "--variables", "x"}, 2, "--at is given without a value");
    CHECK_FALSE(fs::exists(workshop / "--dry-run"));
}

TEST_CASE("what programmes cost is among the first answers, and in the money of all payers", "[program]") {
    const Workshop workshop;
    workshop.scenario("scenario", "");
    workshop.scenario("voucher",
                      "[[programme]]\nname = \"voucher\"\nkind = \"voucher\"\nbudget = 1e6\nstart = 2015-01-01\n");
    workshop.expect({"run", "scenario.toml", "-q", "-o", "without"}, 0, "");
    workshop.expect({"run", "voucher.toml", "-q", "-o", "with"}, 0, "");
    workshop.expect({"compare", "without", "with"}, 0, "programmes_public_money");
    const auto money = [&](const std::string& result, const std::string& variables) {
        const std::string rows = workshop.call({"export", result, "--variables", variables}).output;
        const std::string last = rows.substr(rows.rfind('\n', rows.size() - 2) + 1);
        return last;
    };
    const auto last_number = [](const std::string& row) { return std::stod(row.substr(row.rfind(',') + 1)); };
    const double programmes = last_number(money("with", "programmes_public_money"));
    double organisations = 0.0;
    std::istringstream rows(workshop.call({"export", "with", "--variables", "payers_money"}).output);
    std::string last_time;
    for (std::string row; std::getline(rows, row);) { // replicate, time, cluster, number
        const std::string time = row.substr(0, row.find(',', row.find(',') + 1));
        organisations = time == last_time ? organisations : 0.0;
        last_time = time;
        organisations += row.find("payers_money") == std::string::npos ? last_number(row) : 0.0;
    }
    CHECK(programmes > 1000.0);
    CHECK(last_number(money("with", "payers_and_programmes_money")) == Approx(programmes + organisations));
}

TEST_CASE("outputs that only some scenarios have are listed", "[program]") {
    const Workshop workshop;
    for (const char* const name : {"programme_public_money", "line_grants", "joint_plan_pull", "panel_trust"}) {
        workshop.expect({"outputs", name}, 0, name);
    }
}

TEST_CASE("a run takes at most the disk that its dry run says, and not much less, however short", "[program]") {
    const Workshop workshop;
    for (const char* const more : {"", "output.every = 12\n", "output.variables = [\"circular_depth\"]\n"}) {
        workshop.scenario("scenario", more, 1);
        const std::string said = workshop.call({"run", "scenario.toml", "--dry-run"}).output;
        std::istringstream words(said.substr(said.find("at most ") + 8));
        double bytes = 0.0;
        std::string unit;
        words >> bytes >> unit;
        bytes *= unit == "MB" ? 1e6 : 1e3;
        workshop.expect({"run", "scenario.toml", "-q", "-o", "result", "--force"}, 0, "");
        const auto taken = static_cast<double>(fs::file_size(workshop / "result/scenario.h5"));
        INFO(more << said << taken);
        CHECK(bytes >= taken);
        CHECK(bytes <= 2.0 * taken);
    }
}

} // namespace test_program_answers
