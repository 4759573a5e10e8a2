// What a list of steps says about itself, and what the month's own list must say.
#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "models/contents.hpp"
#include "sim/run/sequence_table.hpp"
#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"

namespace actorhood::tests::test_month_list {

namespace listed {

struct Weather {};
struct Stock {};
struct Price {};
struct Yield {};
template <template <class> class Of>
struct FieldColumns {
    Of<float> area;
    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("area", self.area);
    }
};
using Field = FieldColumns<models::Column>;
template <template <class> class Of>
struct BarnColumns {
    Of<float> grain;
    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("grain", self.grain);
    }
};
using Barn = BarnColumns<models::Column>;

void sow(const Weather&, sim::Read<Price, Yield>, sim::Write<Stock, Field>) {}
void reap(const Weather&, sim::Rows<Barn, const Field>, sim::Sum<Yield>) {}
void sell(const sim::Sums<Yield>&, Stock&) {}
struct Load {
    float carried;
};
void lift(sim::Rows<const Barn>, sim::Handed<Load>) {}
void drop(sim::Rows<Field>, sim::Handed<const Load>) {}

inline constexpr sim::Mechanism<> farm{{.name = "farm", .title = "Farm"}};
inline constexpr sim::Mechanism<> shop{{.name = "shop", .title = "Shop", .switchable = false}};

struct Year : sim::Sequence<sim::Step<farm, sow>, sim::OnePass<sim::Step<farm, reap, sim::When::always>>,
                            sim::Step<shop, sell>> {};

struct Day : sim::Sequence<sim::OnePass<sim::Step<farm, lift>, sim::Step<farm, drop>>> {};

} // namespace listed

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr auto& all_mechanisms = sim::Contents<models::AllSteps>::mechanisms;

/// Calls use(path, text) for each source file of the model.
template <class Use>
void for_each_source(Use&& use) {
    for (const auto& file : fs::recursive_directory_iterator(fs::path(ACTORHOOD_SOURCE_DIR) / "models")) {
        if (file.path().extension() == ".hpp" || file.path().extension() == ".cpp") {
            use(file.path(), text_of(file.path()));
        }
    }
}

} // namespace

TEST_CASE("month list: a step's contract is its signature, bundles by their members") {
    const std::vector<sim::StepContract> steps = sim::contracts<listed::Year>();
    REQUIRE(steps.size() == 3);
    const std::string here = "actorhood::tests::test_month_list::listed::";
    const auto in_here = [&](Names names) {
        for (std::string& name : names) {
            name.insert(0, here);
        }
        return names;
    };
    CHECK(steps[0].mechanism == "farm");
    CHECK(steps[0].function == here + "sow");
    CHECK(steps[0].reads == in_here({"Weather", "Price", "Yield"}));
    CHECK(steps[0].writes == in_here({"Stock", "Field"}));
    CHECK(steps[0].switchable);
    CHECK_FALSE(steps[0].always);
    CHECK_FALSE(steps[0].in_pass);
    CHECK(steps[1].reads == in_here({"Weather"}));
    CHECK(steps[1].writes.empty());
    CHECK(steps[1].reads_rows == in_here({"Field"}));
    CHECK(steps[1].writes_rows == in_here({"Barn"}));
    CHECK(steps[1].adds == in_here({"Yield"}));
    CHECK(steps[1].always);
    CHECK(steps[1].in_pass);
    CHECK(steps[2].reads == Names{"Sums of " + here + "Yield"});
    CHECK(steps[2].writes == in_here({"Stock"}));
    CHECK_FALSE(steps[2].switchable);
}

TEST_CASE("month list: what steps of a pass hand on stands with the rows that they write and read") {
    const std::vector<sim::StepContract> steps = sim::contracts<listed::Day>();
    REQUIRE(steps.size() == 2);
    const std::string here = "actorhood::tests::test_month_list::listed::";
    CHECK(steps[0].writes_rows == Names{here + "Load"});
    CHECK(steps[1].reads_rows == Names{here + "Load"});
    CHECK(steps[1].writes_rows == Names{here + "Field"});
}

TEST_CASE("month list: each mechanism once, in the order of its first step") {
    using Contents = sim::Contents<listed::Year>;
    REQUIRE(Contents::count == 2);
    CHECK(Contents::mechanisms[0] == &listed::farm);
    CHECK(Contents::mechanisms[1] == &listed::shop);
}

namespace {

/// Names of streams by number, as the sources declare them.
std::map<std::string, std::string> declared_streams() {
    std::map<std::string, std::string> declared;
    const std::regex declaration(R"(sim::Stream (\w+)\{(\d+))");
    for_each_source([&](const fs::path& file, const std::string& text) {
        for (std::sregex_iterator found(text.begin(), text.end(), declaration), end; found != end; ++found) {
            INFO("stream " << (*found)[2] << ", " << (*found)[1] << " in " << file);
            CHECK(declared.emplace((*found)[1], (*found)[2]).second);
        }
    });
    return declared;
}

bool draws_from(const sim::About& mechanism, const std::string& number) {
    return std::any_of(mechanism.streams.begin(), mechanism.streams.end(), [&](const sim::Stream* stream) {
        return stream != nullptr && std::to_string(stream->number) == number;
    });
}

/// The mechanism that a file belongs to, by its name: "programmes_lines.cpp" to programmes.
const sim::About* mechanism_of(const fs::path& file) {
    const std::string stem = file.stem().string();
    for (const sim::About* mechanism : all_mechanisms) {
        const std::string name(mechanism->name);
        if (stem == name || stem.starts_with(name + "_")) {
            return mechanism;
        }
    }
    return nullptr;
}

} // namespace

TEST_CASE("month list: every step of the month is named by a test") {
    std::string names;
    const std::regex test_case(R"(TEST_CASE\(\s*((?:"[^"]*"\s*)+))");
    for (const auto& file : fs::directory_iterator(fs::path(ACTORHOOD_SOURCE_DIR) / "tests" / "unit")) {
        const std::string text = file.path().extension() == ".cpp" ? text_of(file.path()) : "";
        for (std::sregex_iterator found(text.begin(), text.end(), test_case), end; found != end; ++found) {
            names += (*found)[1].str() + "\n";
        }
    }
    std::size_t steps = 0;
    models::TheMonth::for_each([&]<class S>(const sim::About&, S, bool) {
        const std::string step = sim::function_name<S::called>();
        INFO(
            step << ": write a test of it on a world of about three firms (tests/support/bench.hpp), and name it so");
        CHECK(std::regex_search(names, std::regex(step + "\\b")));
        ++steps;
    });
    CHECK(steps > 80);
}

TEST_CASE("month list: every random stream of the model is that of a mechanism of the list") {
    // Numbers differ among those of the list, or it does not compile; a stream that no mechanism names would escape.
    const std::map<std::string, std::string> declared = declared_streams();
    CHECK(declared.size() > 30);
    for (const auto& [name, number] : declared) {
        INFO(name << ": name it in .streams of the `about` of the mechanism that draws from it.");
        CHECK(
            std::any_of(all_mechanisms.begin(), all_mechanisms.end(),
                        [&number = number](const sim::About* mechanism) { return draws_from(*mechanism, number); }));
    }
}

TEST_CASE("month list: mechanisms draw from the streams that they name") {
    const std::map<std::string, std::string> declared = declared_streams();
    const std::regex use(R"((?:stream|fixed)\((?:\w+::)*(\w+_stream)\b)");
    std::size_t uses = 0;
    for_each_source([&](const fs::path& file, const std::string& text) {
        const sim::About* mechanism = mechanism_of(file);
        for (std::sregex_iterator found(text.begin(), text.end(), use), end; mechanism != nullptr && found != end;
             ++found) {
            INFO(file << ": add &" << (*found)[1] << " to .streams of " << mechanism->name);
            CHECK(draws_from(*mechanism, declared.at((*found)[1])));
            ++uses;
        }
    });
    CHECK(uses > 30);
}

} // namespace actorhood::tests::test_month_list
