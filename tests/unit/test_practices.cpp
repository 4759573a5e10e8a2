#include <cmath>
#include <string>
#include <vector>

#include "models/state/practices.hpp"
#include "sim/config/document.hpp"
#include "tests/catch.hpp"

namespace test_practices {

using namespace actorhood;
using namespace actorhood::models;

namespace {
Practice practice(std::string name, Pillar pillar = circular) {
    Practice entry;
    entry.name = std::move(name);
    entry.pillar = pillar;
    entry.initial_share = 0.2;
    entry.initial_aware = 0.5;
    return entry;
}

PracticeCatalogue three() {
    PracticeCatalogue catalogue;
    catalogue.entries = {practice("waste"), practice("cloud", digital), practice("passport", digital)};
    catalogue.entries[0].visible = true;
    catalogue.entries[2].visible = true;
    catalogue.entries[0].complements = {"cloud", "passport"};
    catalogue.entries[0].complementarity = 0.3;
    catalogue.entries[2].complements = {"waste"};
    catalogue.derive();
    return catalogue;
}

bool mentions(const std::vector<sim::Schema::Problem>& problems, const std::string& words) {
    for (const auto& problem : problems) {
        if (problem.message.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

PracticeCatalogue shipped() {
    PracticeCatalogue catalogue;
    sim::Schema schema;
    schema.list(catalogue.entries, "practice", practice_limit, sim::Meaning{"practices"});
    const std::string path = std::string(ACTORHOOD_SOURCE_DIR) + "/scenarios/practices/twin_transition.toml";
    (void)sim::read_file(path, {}, schema);
    catalogue.derive();
    return catalogue;
}
} // namespace

TEST_CASE("A catalogue derives its masks", "[practices]") {
    const PracticeCatalogue catalogue = three();
    CHECK(catalogue.count() == 3);
    CHECK(catalogue.pillar(0) == circular);
    CHECK(catalogue.pillar_mask[circular] == 0b001u);
    CHECK(catalogue.pillar_mask[digital] == 0b110u);
    CHECK(catalogue.visible_circular_mask == 0b001u);
    CHECK(catalogue.complement_mask == std::vector<std::uint32_t>{0b110u, 0u, 0b001u});
    CHECK(catalogue.find("passport") == 2);
    CHECK(catalogue.find("nothing") == 3);
    CHECK(catalogue.problems().empty());
}

TEST_CASE("Complements add their effect once they are adopted", "[practices]") {
    const PracticeCatalogue catalogue = three();
    CHECK(catalogue.complement_effect(0, 0b000u) == 0.0);
    CHECK(catalogue.complement_effect(0, 0b001u) == 0.0);
    CHECK(catalogue.complement_effect(0, 0b010u) == Approx(0.3));
    CHECK(catalogue.complement_effect(0, 0b111u) == Approx(0.6));
    CHECK(catalogue.complement_effect(1, 0b111u) == 0.0);
}

TEST_CASE("Deriving again forgets what was derived before", "[practices]") {
    PracticeCatalogue catalogue = three();
    catalogue.entries.pop_back();
    catalogue.entries[0].complements = {"cloud"};
    catalogue.derive();
    CHECK(catalogue.pillar_mask[digital] == 0b010u);
    CHECK(catalogue.complement_mask == std::vector<std::uint32_t>{0b010u, 0u});
}

TEST_CASE("A catalogue reports what cannot be", "[practices]") {
    PracticeCatalogue catalogue;
    CHECK(mentions(catalogue.problems(), "the catalogue is empty"));

    catalogue = three();
    catalogue.entries[2].name = "cloud";
    CHECK(mentions(catalogue.problems(), "practice 3 (\"cloud\"): the name is taken by practice 2"));
    CHECK(mentions(catalogue.problems(), "its complement \"passport\" is not in the catalogue"));

    catalogue = three();
    catalogue.entries[1].complements = {"cloud"};
    CHECK(mentions(catalogue.problems(), "cannot be its own complement"));

    for (const char* name : {"", "Cloud", "3d", "a b", "_x", "caf\xc3\xa9"}) {
        catalogue = three();
        catalogue.entries[1].name = name;
        CHECK(mentions(catalogue.problems(), "small letters, digits and _"));
    }

    catalogue = three();
    catalogue.entries[1].initial_aware = 0.1;
    CHECK(mentions(catalogue.problems(), "initial_aware must not be below initial_share"));

    catalogue = three();
    while (catalogue.count() <= practice_limit) {
        catalogue.entries.push_back(practice("p" + std::to_string(catalogue.count())));
    }
    CHECK(mentions(catalogue.problems(), "at most 32 practices fit, but there are 33"));
}

TEST_CASE("Declaring a practice gives usable defaults", "[practices]") {
    Practice entry;
    sim::Schema schema;
    Practice::declare(schema, entry);
    CHECK(schema.find("initial_share") != nullptr);
    CHECK(schema.find("pillar")->structural);
    CHECK_FALSE(schema.find("intercept")->structural);
    CHECK(entry.cost_index.at(2030.0) == 1.0);
    CHECK(entry.attention.at(2030.0) == 1.0);
    CHECK(entry.pillar == circular);
    CHECK(entry.complements.empty());
}

TEST_CASE("Values of shipped practices lie within the ranges over which experiments vary them", "[practices]") {
    PracticeCatalogue catalogue = shipped();
    for (Practice& entry : catalogue.entries) {
        const Practice values = entry;
        sim::Schema schema;
        Practice::declare(schema, entry);
        entry = values;
        for (const sim::Parameter& parameter : schema.parameters()) {
            if (parameter.sweepable && parameter.kind == sim::Parameter::Kind::real) {
                INFO(entry.name << " " << parameter.key);
                CHECK(*std::get<double*>(parameter.target) >= parameter.sweep_low);
                CHECK(*std::get<double*>(parameter.target) <= parameter.sweep_high);
            }
        }
    }
}

TEST_CASE("The twin transition catalogue is complete", "[practices]") {
    const PracticeCatalogue catalogue = shipped();
    REQUIRE(catalogue.count() == 14);
    CHECK(catalogue.problems().empty());
    CHECK(catalogue.pillar_mask[circular] == 0x00ffu);
    CHECK(catalogue.pillar_mask[digital] == 0x3f00u);
    CHECK(catalogue.visible_circular_mask == 0x00f0u);
    int priced = 0;
    double shares = 0.0;
    for (const Practice& entry : catalogue.entries) {
        CHECK_FALSE(entry.label.empty());
        CHECK_FALSE(entry.source.empty());
        CHECK_FALSE(entry.complements.empty());
        CHECK(entry.complementarity <= 0.5);
        CHECK(entry.rebound <= 0.3);
        CHECK(entry.saving > 0.0);
        priced += entry.price != 0 ? 1 : 0;
        CHECK((entry.price != 0) == (entry.pillar == circular));
        shares += entry.initial_share;
    }
    CHECK(priced == 8);
    CHECK(shares == Approx(3.87));

    const Practice& passport = catalogue.entries[catalogue.find("digital_product_passport")];
    CHECK(passport.visible);
    CHECK(passport.intercept == Approx(-0.69));
    const Practice& intelligent = catalogue.entries[catalogue.find("artificial_intelligence")];
    CHECK(intelligent.cost_index.at(2022.5) == 1.0);
    CHECK(intelligent.cost_index.at(2025.0) == Approx(0.447));
    CHECK(intelligent.cost_index.at(2040.0) == Approx(0.4));
    CHECK(intelligent.attention.at(2022.0) == Approx(0.2));
    CHECK(intelligent.attention.at(2025.0) == Approx(4.5));
    CHECK(intelligent.attention.at(2030.0) == Approx(1.5));
}

} // namespace test_practices
