// Reports: words, phrases by probability, answers never stronger than the numbers, pages that hold nothing foreign.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "analysis/compare.hpp"
#include "analysis/compare_text.hpp"
#include "analysis/report/answer.hpp"
#include "analysis/report/cost.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/language.hpp"
#include "analysis/report/leading.hpp"
#include "analysis/report/panels.hpp"
#include "analysis/report/phrases.hpp"
#include "analysis/report/plan.hpp"
#include "analysis/report/report.hpp"
#include "sim/core/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/unit/result_fixture.hpp"

namespace test_report {

using namespace actorhood;
using namespace actorhood::analysis;
using namespace actorhood::analysis::report;
using tests::none;
using tests::TemporaryFolder;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Places of a text where something is put in.
std::set<std::string> parts_of(std::string_view text) {
    std::set<std::string> parts;
    for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
        parts.insert(std::string(text.substr(at, text.find('}', at) - at + 1)));
    }
    return parts;
}

Difference with_verdict(Verdict verdict, Verdict median) {
    Difference difference;
    difference.verdict = verdict;
    difference.median_verdict = median;
    return difference;
}

ReportRequest request_for(const std::vector<std::string>& paths, Language language = Language::english) {
    return {.paths = paths, .language = language, .call = "actorhood report"};
}

/// Two results in the folder, the second higher by 2.
std::vector<std::string> two_results(const TemporaryFolder& folder, std::uint32_t replicates = 12) {
    const std::string headline = "wealth constant patchy depth";
    tests::write_result(folder / "a.h5", {.replicates = replicates, .headline = headline, .parameters = "a = 1\n"});
    tests::write_result(
        folder / "b.h5",
        {.replicates = replicates, .level = 12.0, .own_stream = 2, .headline = headline, .parameters = "a = 2\n"});
    return {(folder / "a.h5").string(), (folder / "b.h5").string()};
}

/// The order of results by one value a replicate.
Leading leading(const ReplicateValues& values, bool paired = true) {
    return leading_of(values, paired, {"x", false}, 0.9);
}

/// Numbers in cells of tables, as they are written.
std::vector<std::string> numbers_in_cells(const std::string& page) {
    std::vector<std::string> found;
    const std::regex cell("<td class=\"n\">([^<]*)</td>");
    const std::regex number("[-+]?[0-9][0-9,]*(\\.[0-9]+)?");
    for (std::sregex_iterator at(page.begin(), page.end(), cell), end; at != end; ++at) {
        const std::string words = (*at)[1];
        for (std::sregex_iterator n(words.begin(), words.end(), number); n != end; ++n) {
            found.push_back(n->str());
        }
    }
    return found;
}

std::vector<double> numbers_in(const std::string& text) {
    std::vector<double> found;
    const std::regex number("-?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?");
    for (std::sregex_iterator at(text.begin(), text.end(), number), end; at != end; ++at) {
        found.push_back(std::stod(at->str()));
    }
    return found;
}

/// True if one of the values, written with as many decimals, is this number.
bool is_one_of(std::string written, const std::vector<double>& values) {
    std::erase(written, ',');
    const std::size_t point = written.find('.');
    const double half =
        0.5000001 *
        std::pow(10.0, point == std::string::npos ? 0.0 : -static_cast<double>(written.size() - point - 1));
    const double number = std::stod(written);
    return std::any_of(values.begin(), values.end(), [&](double value) { return std::abs(value - number) <= half; });
}

} // namespace

TEST_CASE("Every text of reports stands in both languages, with the same parts", "[report]") {
    std::set<std::string_view> names;
    for (const Wording& one : wordings()) {
        INFO(one.name);
        CHECK(names.insert(one.name).second);
        CHECK_FALSE(one.english.empty());
        CHECK_FALSE(one.french.empty());
        CHECK(parts_of(one.english) == parts_of(one.french));
    }
    const Words say(Language::french);
    CHECK(say("interval", {"1", "2"}) == "1 à 2");
    CHECK(say.number("-12,345.6 %") ==
          "-12\xe2\x80\xaf"
          "345,6\xc2\xa0%");
    CHECK(say("question_sensitivity", {"a : b"}) == "Qu'est-ce qui décide\xc2\xa0: a : b\xc2\xa0?");
    CHECK(Words(Language::english).number("12,345.6") == "12,345.6");
    CHECK_THROWS_AS(say("no such text"), std::logic_error);
    CHECK(language_of("fr") == Language::french);
    CHECK_THROWS_AS(language_of("de"), sim::Error);
}

TEST_CASE("Phrases follow the probability", "[report]") {
    CHECK(phrase_for(1.0) == "phrase_almost_certainly");
    CHECK(phrase_for(0.99) == "phrase_almost_certainly");
    CHECK(phrase_for(0.98) == "phrase_very_probably");
    CHECK(phrase_for(0.9) == "phrase_very_probably");
    CHECK(phrase_for(0.89) == "phrase_probably");
    CHECK(phrase_for(0.66) == "phrase_probably");
    CHECK(phrase_for(0.65) == "phrase_rather");
    CHECK(phrase_for(0.51) == "phrase_rather");
    CHECK(phrase_for(0.5).empty());
    CHECK(phrase_for(0.0).empty());
    CHECK(phrase_for(none).empty());
}

TEST_CASE("No claim is stronger than its comparison allows", "[report]") {
    const auto allowed = [](const Difference& difference) {
        return std::string(phrase_for(allowed_by(difference, Verdict::higher, 1.0)));
    };
    CHECK(allowed(with_verdict(Verdict::higher, Verdict::higher)) == "phrase_almost_certainly");
    CHECK(allowed(with_verdict(Verdict::indistinguishable, Verdict::higher)) == "phrase_probably");
    CHECK(allowed(with_verdict(Verdict::higher, Verdict::lower)).empty());
    CHECK(allowed(with_verdict(Verdict::lower, Verdict::lower)).empty());
    CHECK(allowed(with_verdict(Verdict::undecidable, Verdict::undecidable)).empty());
    CHECK(allowed(with_verdict(Verdict::identical, Verdict::identical)).empty());
    Difference carried = with_verdict(Verdict::higher, Verdict::higher);
    carried.carriers = Carriers{1, 0.0, {0.0, 0.0}, Verdict::indistinguishable};
    CHECK(allowed(carried) == "phrase_probably");
}

TEST_CASE("Of several runs the first is as sure as chance leaves it", "[report]") {
    const std::vector<double> base{1.0, 1.2, 0.8, 1.1, 0.9, 1.05, 0.95, 1.15};
    std::vector<double> above = base;
    std::vector<double> mixed = base;
    for (std::size_t i = 0; i < base.size(); ++i) {
        above[i] += 1.0 + 0.001 * static_cast<double>(i % 3);
        mixed[i] += i % 2 == 0 ? 0.3 : -0.29;
    }
    const Leading sure = leading({base, above, mixed});
    CHECK(sure.ranking.alternatives[0].alternative == 1);
    CHECK(sure.ranking.alternatives[0].best > 0.99);
    CHECK(sure.lead.verdict == Verdict::higher);
    const Leading open = leading({base, mixed});
    CHECK(open.ranking.alternatives[0].best < 0.66);
    CHECK(open.lead.verdict == Verdict::indistinguishable);
    CHECK_FALSE(leading({base, base}).ranking.problem.empty());
}

TEST_CASE("Answers say what differs, what does not, and what cannot be judged", "[report]") {
    const TemporaryFolder folder;
    const std::string higher = report_html(request_for(two_results(folder)));
    CHECK(has(higher, "Almost certainly, wealth of all is higher in b than in a: by +2.0"));
    CHECK(has(higher, "always five the same"));
    CHECK(has(higher, "12 replicates of each scenario, which share their draws"));
    const std::string few = report_html(request_for(two_results(folder, 3)));
    CHECK(has(few, "3 replicates are too few, or too rarely different, to tell b from a"));
    CHECK_FALSE(has(few, "certainly"));
    CHECK_FALSE(has(few, "robably,"));
    tests::write_result(folder / "c.h5", {.replicates = 12, .own_noise = 1.0, .own_stream = 3});
    tests::write_result(folder / "a.h5", {.replicates = 12, .own_noise = 1.0});
    const std::string open = report_html(request_for({(folder / "a.h5").string(), (folder / "c.h5").string()}));
    CHECK(has(open, "c and a cannot be told apart"));
    const std::string french = report_html(request_for(two_results(folder), Language::french));
    CHECK(has(french, "<html lang=\"fr\">"));
    CHECK(has(french, "Presque certainement, pour wealth of all, b est au-dessus de a\xc2\xa0: de +2,0"));
    const std::string single = report_html(request_for({(folder / "a.h5").string()}));
    CHECK(has(single, "One scenario alone says nothing about what a policy changes"));
}

TEST_CASE("Only a border beyond which another choice leads turns the first place", "[report]") {
    Flip flip;
    flip.split.exists = true;
    flip.split.family_p_value = 0.01;
    flip.low_leader = flip.high_leader = "fees";
    CHECK(is_sure(flip));
    CHECK_FALSE(turns(flip));
    flip.high_leader = "core";
    CHECK(turns(flip));
    flip.split.family_p_value = 0.2;
    CHECK_FALSE(is_sure(flip));
    CHECK_FALSE(turns(flip));
}

TEST_CASE("Fieller's interval of a cost, worked out by hand", "[report]") {
    // Means 20 and 2; variances of the means 1 and 0.02, covariance 0.1 (five pairs: 4 degrees, t = 2.131847).
    const std::vector<double> money{17.0, 19.0, 20.0, 21.0, 23.0};
    const std::vector<double> units{1.7, 1.9, 2.0, 2.1, 2.3};
    const UnitCost along = unit_cost(money, units, 0.9);
    CHECK(along.cost == Approx(10.0));
    CHECK(along.interval.low == Approx(10.0)); // the two move as one
    CHECK(along.interval.high == Approx(10.0));
    const std::vector<double> fixed(5, 2.0);
    const UnitCost only_money = unit_cost(money, fixed, 0.9);
    CHECK(only_money.interval.low == Approx(10.0 - 2.131847 / 2.0));
    CHECK(only_money.interval.high == Approx(10.0 + 2.131847 / 2.0));
    const std::vector<double> none_at_all{-1.0, 1.0, 0.5, -0.5, 0.1};
    CHECK(std::isnan(unit_cost(money, none_at_all, 0.9).cost));
    CHECK(std::isnan(unit_cost(std::vector<double>{1.0}, std::vector<double>{1.0}, 0.9).cost));
}

TEST_CASE("A page holds no script, no address, and takes no name for markup", "[report]") {
    const TemporaryFolder folder;
    const std::string hostile =
        std::string("<script>alert('x')</script> & \"quotes\" \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d turned\xe2\x80\xae ") +
        std::string(300, 'w');
    tests::write_result(folder / "a.h5",
                        {.replicates = 8, .parameters = "a = \"<b>one</b>\"\n", .clusters = {hostile, "b", "c"}});
    tests::write_result(folder / "b.h5", {.replicates = 8,
                                          .level = 11.0,
                                          .own_stream = 2,
                                          .parameters = "a = \"</td>\"\n",
                                          .clusters = {hostile, "b", "c"}});
    const std::filesystem::path renamed = folder / "<img src=x onerror=alert(1)>.h5";
    std::filesystem::rename(folder / "b.h5", renamed);
    ReportRequest request = request_for({(folder / "a.h5").string(), renamed.string()});
    request.question = hostile;
    request.selection.by = "cluster";
    request.selection.variables = {"depth"};
    const std::string page = report_html(request);
    CHECK_FALSE(has(page, "\xe2\x80\xae")); // would write what follows from right to left
    CHECK_FALSE(has(page, "<script"));
    CHECK_FALSE(has(page, "<img"));
    CHECK_FALSE(has(page, "<b>"));
    CHECK(has(page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
    CHECK(has(page, "turned"));
    CHECK(has(page, "<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>"));
    std::string rest = page; // the name space of pictures is no address
    for (std::size_t at = rest.find("http://www.w3.org/2000/svg"); at != std::string::npos;
         at = rest.find("http://www.w3.org/2000/svg")) {
        rest.erase(at, 26);
    }
    CHECK_FALSE(has(rest, "http:"));
    CHECK_FALSE(has(rest, "https:"));
    CHECK_FALSE(has(rest, "nan"));
    CHECK(page == report_html(request));
}

TEST_CASE("Every number in the tables of differences is one of compare", "[report]") {
    const TemporaryFolder folder;
    const std::vector<std::string> paths = two_results(folder);
    std::vector<Result> results{Result::open(paths[0]), Result::open(paths[1])};
    Selection selection;
    std::vector<double> known = numbers_in(comparison_json(compare(results, selection)));
    std::vector<std::string> notices;
    for (const FanPanel& panel : read_fans(results, selection, notices)) {
        for (const Fan& fan : panel.fans) {
            known.insert(known.end(), fan.times.begin(), fan.times.end());
            for (const std::vector<double>& quantiles : fan.quantiles) {
                known.insert(known.end(), quantiles.begin(), quantiles.end());
            }
        }
    }
    for (double pairs = 0.0; pairs <= 12.0; pairs += 1.0) { // "in 12 of 12", of share_higher
        known.push_back(pairs);
    }
    const std::vector<std::string> written = numbers_in_cells(report_html(request_for(paths)));
    CHECK(written.size() > 60);
    for (const std::string& number : written) {
        INFO(number);
        CHECK(is_one_of(number, known));
    }
}

TEST_CASE("Figures and costs of the result's own plan stand whatever is compared", "[report]") {
    const TemporaryFolder folder;
    const std::string plan =
        "compared = 9\n[[miss]]\nmeasured = \"growth\"\nstated = \"0.1 to 0.2\"\nsimulated = \"0.3\"\n"
        "[[figure]]\nid = \"parts\"\ntitle = \"Parts & more\"\nby = \"cluster\"\noutputs = [\"depth\"]\n"
        "[[figure]]\nid = \"missing\"\ntitle = \"Never recorded\"\noutputs = [\"nothing\"]\n"
        "[[cost]]\nlabel = \"what it costs\"\nmoney = \"wealth\"\nper = \"patchy\"\n"
        "[[parameter]]\nkey = \"a\"\nmeaning = \"What was chosen\"\nrole = \"policy\"\n";
    tests::write_result(folder / "a.h5", {.replicates = 8, .parameters = "a = 1\n", .report_plan = plan});
    tests::write_result(folder / "b.h5",
                        {.replicates = 8, .own_stream = 2, .parameters = "a = 2\n", .report_plan = plan});
    ReportRequest request = request_for({(folder / "a.h5").string(), (folder / "b.h5").string()});
    for (const char* by : {"", "cluster"}) {
        request.selection.by = by;
        request.selection.variables = {*by == '\0' ? "wealth" : "depth"};
        const std::string page = report_html(request);
        CHECK(has(page, "<h2>Parts &amp; more</h2>"));
        CHECK(has(page, "<bdi>gamma</bdi>")); // a curve of its own
        CHECK_FALSE(has(page, "Never recorded"));
        CHECK(has(page, "What it costs [EUR]"));
        CHECK(has(page, "cannot be given")); // both have the same units
        CHECK(has(page, "<h3>Policies and choices</h3>"));
        CHECK(has(page, "What was chosen"));
        CHECK(has(page, "is known to miss 1 of 9"));
    }
}

TEST_CASE("A report of many long runs has a bound", "[report]") {
    const TemporaryFolder folder;
    std::vector<std::string> paths;
    for (int k = 0; k < 15; ++k) {
        const std::string path = (folder / ("run" + std::to_string(k) + ".h5")).string();
        tests::write_result(path, {.replicates = 120, .level = 10.0 + k, .first_year = 0, .last_year = 2000});
        paths.push_back(path);
    }
    const std::string page = report_html(request_for(paths));
    CHECK(page.size() < 400000);
    CHECK(has(page, "Drawn are the first 6 of 15 results"));
}

TEST_CASE("A plan gives words, figures, costs and meanings, and leaves out what it does not know", "[report]") {
    const std::string text =
        "compared = 7\nnew = 1\n[[output]]\nname = \"spent\"\nlabel = \"money spent\"\nlabel_fr = \"argent\"\n"
        "better = \"lower\"\n[[figure]]\nid = \"legs\"\ntitle = \"Legs\"\noutputs = [\"a\", \"b\"]\n"
        "over = \"sum\"\nby = \"source\"\n[[cost]]\nlabel = \"public\"\nmoney = \"m\"\nper = \"p\"\n"
        "[[parameter]]\nkey = \"practice[].cost\"\nmeaning = \"Cost\"\nunit = \"EUR\"\n"
        "[[miss]]\nmeasured = \"growth\"\n";
    const Plan plan = plan_in(text, Language::english);
    CHECK(plan.words_for("spent", "x").label == "money spent");
    CHECK(plan.words_for("spent", "x").lower_is_better);
    CHECK(plan.words_for("other", "Share of all").label == "share of all");
    CHECK(plan.words_for("other", "GDP").label == "GDP");
    CHECK(plan.words_for("other", "").label == "other");
    REQUIRE(plan.figures.size() == 1);
    CHECK(plan.figures[0].outputs == std::vector<std::string>{"a", "b"});
    CHECK(plan.figures[0].over == Over::sum);
    CHECK(plan.costs[0].per == "p");
    REQUIRE(plan.meaning_of("practice.cloud.cost") != nullptr);
    CHECK(plan.meaning_of("practice.cloud.cost")->unit == "EUR");
    CHECK(plan.meaning_of("practice.cloud") == nullptr);
    CHECK(plan.misses[0].measured == "growth");
    CHECK(plan.compared == "7");
    CHECK(plan_in(text, Language::french).words_for("spent", "").label == "argent");
    CHECK(plan_in("no TOML at all [", Language::english).outputs.empty());
}

TEST_CASE("The command report writes a page and refuses what is none", "[report][program]") {
    const TemporaryFolder folder;
    (void)two_results(folder);
    const auto call = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "report");
        return tests::call_program(arguments, {folder.path(), {}, ""});
    };
    CHECK(call({"a.h5", "b.h5", "-o", "page.html"}).code == 0);
    CHECK(std::filesystem::file_size(folder / "page.html") > 10000);
    CHECK(call({"a.h5", "--question", "it's a & b", "-o", "own.html"}).code == 0);
    CHECK(has(tests::read_bytes(folder / "own.html"), // the command that repeats it, as a shell takes it
              "actorhood report a.h5 --question &#39;it&#39;\\&#39;&#39;s a &amp; b&#39; -o own.html"));
    CHECK(call({"a.h5", "-o", "page.svg"}).code == 2);
    CHECK(call({}).code == 2);
    CHECK(call({"a.h5", "--language", "de"}).code == 2);
    CHECK(call({"missing.h5"}).code == 4);
}

} // namespace test_report
