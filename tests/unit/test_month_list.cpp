// What a list of steps says about itself, and what the month's own list must say.
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "models/contents.hpp"
#include "sim/run/sequence_table.hpp"
#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"

namespace actorhood::tests {

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

inline constexpr sim::Mechanism<> farm{{.name = "farm", .title = "Farm"}};
inline constexpr sim::Mechanism<> shop{{.name = "shop", .title = "Shop", .switchable = false}};

struct Year : sim::Sequence<sim::Step<farm, sow>, sim::OnePass<sim::Step<farm, reap, sim::When::always>>,
                            sim::Step<shop, sell>> {};

} // namespace listed

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

} // namespace

TEST_CASE("month list: a step's contract is its signature, bundles by their members") {
    const std::vector<sim::StepContract> steps = sim::contracts<listed::Year>();
    REQUIRE(steps.size() == 3);
    const std::string here = "actorhood::tests::listed::";
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

TEST_CASE("month list: each mechanism once, in the order of its first step") {
    using Contents = sim::Contents<listed::Year>;
    REQUIRE(Contents::count == 2);
    CHECK(Contents::mechanisms[0] == &listed::farm);
    CHECK(Contents::mechanisms[1] == &listed::shop);
}

TEST_CASE("month list: every random stream of the model is that of a mechanism of the list") {
    // Numbers differ among those of the list, or it does not compile; a stream that no mechanism names would escape.
    std::set<std::string> listed;
    for (const sim::About* mechanism : models::mechanisms) {
        for (const sim::Stream* stream : mechanism->streams) {
            if (stream != nullptr) {
                listed.insert(std::to_string(stream->number));
            }
        }
    }
    std::set<std::string> declared;
    const std::regex declaration(R"(sim::Stream (\w+)\{(\d+))");
    for (const auto& file : fs::recursive_directory_iterator(fs::path(ACTORHOOD_SOURCE_DIR) / "models")) {
        const bool source = file.path().extension() == ".hpp" || file.path().extension() == ".cpp";
        const std::string text = source ? text_of(file.path()) : "";
        for (std::sregex_iterator found(text.begin(), text.end(), declaration), end; found != end; ++found) {
            const std::string number = (*found)[2];
            INFO("stream " << number << ", " << (*found)[1] << " in " << file.path());
            CHECK(declared.insert(number).second);
            INFO("Name it in .streams of the mechanism that draws from it.");
            CHECK(listed.contains(number));
        }
    }
    CHECK(declared == listed);
}

} // namespace actorhood::tests
