// Which of several practices a firm evaluates: by weight, by the pillar in which it needs most, by services that act.
#include "models/mechanisms/adoption_choice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/mechanisms/adoption_evaluation.hpp"
#include "tests/catch.hpp"
#include "tests/unit/adoption_fixture.hpp"

namespace test_adoption_choice {

using namespace actorhood;
using namespace actorhood::models;
using namespace test;

namespace {

/// Anna evaluates one of three practices a month and begins its trial at once, whatever it is.
struct Choosing {
    Three three;
    adoption::SegmentTerms& terms;

    Choosing() : terms((three.terms.segments.assign(2, {}), three.terms.segments[0])) {
        terms.cost.fill(0.02);
        terms.unserved_evaluation_gate.fill(0xffffffffu);
        terms.evaluation = surely;
        terms.candidate = {1.0, 2.0, 3.0};
        three.terms.saving.fill(0.02);
        three.firms.aware[three.anna] = 0b111u;
    }
    /// What she chooses in a month, and the two draws that decide it.
    struct Choice {
        std::size_t practice;
        double whether_guided, among;
    };
    [[nodiscard]] Choice in_month(std::uint16_t month) {
        const Sight sight(three.bench, month);
        adoption::Changes changes;
        adoption::EvaluationBatch batch(sight.view, changes);
        batch.add({three.anna, 0}, 0);
        batch.finish();
        REQUIRE(changes.starts.size() == 1);
        const std::uint64_t key = three.firms.key[three.anna];
        return {changes.starts[0].practice, sight.view.draws.evaluations.uniform(key, 0),
                sight.view.draws.evaluations.uniform(key, 1)};
    }
    [[nodiscard]] std::vector<Choice> in_months(std::uint16_t months) {
        std::vector<Choice> all;
        for (std::uint16_t month = 1; month <= months; ++month) {
            all.push_back(in_month(month));
        }
        return all;
    }
};

/// Place of a draw among three weights, worked out without the rule.
std::size_t among(double u, const std::array<double, 3>& weight) {
    const double total = weight[0] + weight[1] + weight[2];
    return u * total < weight[0] ? 0u : u * total < weight[0] + weight[1] ? 1u : 2u;
}

} // namespace

TEST_CASE("practices of a mask are visited once each, in the order of the catalogue", "[adoption]") {
    std::vector<std::size_t> visited;
    const auto visit = [&](std::size_t practice) { visited.push_back(practice); };
    adoption::for_each_practice(0, visit);
    CHECK(visited.empty());
    adoption::for_each_practice(1u << 31 | 1u << 4 | 1u, visit);
    CHECK(visited == std::vector<std::size_t>{0, 4, 31});
}

TEST_CASE("a practice is chosen by the share of its weight among those of the mask", "[adoption]") {
    // Practices 0, 2 and 5 weigh 1, 2 and 5 of 8: below an eighth, below three eighths, above.
    const auto weighed = [](double u) {
        return adoption::choose(0b100101u, u, [](std::size_t p) { return p == 0 ? 1.0 : p == 2 ? 2.0 : 5.0; });
    };
    CHECK(weighed(0.001) == 0);
    CHECK(weighed(0.124) == 0);
    CHECK(weighed(0.126) == 2);
    CHECK(weighed(0.374) == 2);
    CHECK(weighed(0.376) == 5);
    CHECK(weighed(0.999) == 5);
}

TEST_CASE("a practice without weight is not chosen, without any weight one of the mask is", "[adoption]") {
    const auto only = [](std::size_t which) { return [which](std::size_t p) { return p == which ? 2.0 : 0.0; }; };
    for (const double u : {0.001, 0.5, 0.999}) {
        CHECK(adoption::choose(0b111u, u, only(0)) == 0);
        CHECK(adoption::choose(0b111u, u, only(1)) == 1);
        CHECK(adoption::choose(0b111u, u, only(2)) == 2);
        const std::size_t any = adoption::choose(0b1010u, u, [](std::size_t) { return 0.0; });
        CHECK((any == 1 || any == 3));
    }
}

TEST_CASE("adoption::EvaluationBatch: candidates are drawn by their weights in the segment", "[adoption]") {
    Choosing choosing;
    std::array<int, 3> times{};
    for (const Choosing::Choice& choice : choosing.in_months(60)) {
        CHECK(choice.practice == among(choice.among, {1.0, 2.0, 3.0}));
        ++times[choice.practice];
    }
    CHECK(times[0] > 0);
    CHECK(times[1] > times[0]);
    CHECK(times[2] > times[0]);
}

TEST_CASE("adoption::EvaluationBatch: practices of the pillar that a service serves weigh more", "[adoption]") {
    Choosing choosing;
    choosing.three.p.served_weight = 4.0;
    choosing.three.firms.served_until[choosing.three.anna][digital_topic] = 0xffff;
    for (const Choosing::Choice& choice : choosing.in_months(40)) {
        CHECK(choice.practice == among(choice.among, {1.0, 2.0, 12.0}));
    }
    choosing.three.firms.served_until[choosing.three.anna] = {};
    choosing.three.firms.served_until[choosing.three.anna][circular_topic] = 0xffff;
    for (const Choosing::Choice& choice : choosing.in_months(40)) {
        CHECK(choice.practice == among(choice.among, {4.0, 8.0, 3.0}));
    }
}

TEST_CASE("adoption::EvaluationBatch: priorities guide to the pillar of the greatest need, as often as they say",
          "[adoption]") {
    Choosing choosing;
    choosing.terms.alignment = 0.5;
    int guided = 0;
    const auto guides_to = [&](Pillar pillar) {
        for (const Choosing::Choice& choice : choosing.in_months(40)) {
            const bool guides = choice.whether_guided < 0.5;
            guided += guides ? 1 : 0;
            const std::array<double, 3> weight = !guides             ? std::array{1.0, 2.0, 3.0}
                                                 : pillar == digital ? std::array{0.0, 0.0, 3.0}
                                                                     : std::array{1.0, 2.0, 0.0};
            CHECK(choice.practice == among(choice.among, weight));
        }
    };
    choosing.three.terms.required = {0.4,
                                     0.6}; // of both pillars nothing is in use: further behind in the digital one
    guides_to(digital);
    choosing.three.terms.required = {0.7, 0.6};
    guides_to(circular);
    CHECK(guided > 20);
    CHECK(guided < 60);
}

TEST_CASE("adoption::EvaluationBatch: what is in use counts for the need, and a pillar without candidates gives way",
          "[adoption]") {
    Choosing choosing;
    choosing.terms.alignment = 1.0;
    choosing.three.terms.required = {0.4, 0.6};
    // Cloud, all of the digital pillar, is in use: circular practices are what is missing.
    choosing.three.firms.adopted[choosing.three.anna] = 1u << cloud;
    for (const Choosing::Choice& choice : choosing.in_months(20)) {
        CHECK(choice.practice == among(choice.among, {1.0, 2.0, 0.0}));
    }
    // Cloud is needed most, but Anna does not know it: she chooses among all that she knows.
    choosing.three.firms.adopted[choosing.three.anna] = 0;
    choosing.three.firms.aware[choosing.three.anna] = 1u << repair | 1u << sharing;
    for (const Choosing::Choice& choice : choosing.in_months(20)) {
        CHECK(choice.practice == among(choice.among, {1.0, 2.0, 0.0}));
    }
}

} // namespace test_adoption_choice
