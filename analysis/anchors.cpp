#include "analysis/anchors.hpp"
#include "analysis/special_numbers.hpp"

#include <set>

namespace actorhood::analysis {

namespace {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

} // namespace

void Anchor::declare(sim::Schema& schema, Anchor& p) {
    const Source source{"anchors"};
    constexpr Bounds anything{-infinity, infinity};
    constexpr Sweep none{0, 1};
    schema.text(p.name, "name", Default{""}, Meaning{"What is known"}, source);
    declare_rule(schema, p);
    schema.real(p.value, "value", Unit{"1"}, Default{0}, anything, none, Meaning{"What is known"}, source);
    schema.real(p.tolerance, "tolerance", Unit{"1"}, Default{0}, Bounds{0, infinity}, none,
                Meaning{"Half the width of the band"}, source);
    schema.choice(p.weight, "weight", Default{"usual"}, {"usual", "weak"}, Meaning{"How much the source is trusted"},
                  source);
    schema.text(p.source, "source", Default{""}, Meaning{"Where the figure comes from"}, source);
    schema.boolean(p.held_out, "held_out", Default{false}, Meaning{"Kept for judging what was calibrated without it"},
                   source);
    schema.keep_places(p.places);
}

std::vector<sim::Problem> problems_of(const std::vector<Anchor>& anchors) {
    std::vector<sim::Problem> problems;
    std::set<std::string> names;
    for (const Anchor& anchor : anchors) {
        for (const char* key : {"name", "output", "value", "tolerance"}) {
            require_key(anchor, key, "anchor", problems);
        }
        if (anchor.places.given("name") && !names.insert(anchor.name).second) {
            problems.push_back(
                {anchor.places.of("name"), "there are two anchors '" + sim::shortened(anchor.name) + "'"});
        }
        if (anchor.places.given("tolerance") && !(anchor.tolerance > 0.0)) {
            problems.push_back({anchor.places.of("tolerance"),
                                "the tolerance must be above 0: no model is exact, and no figure is"});
        }
        check_rule(anchor, problems);
    }
    return problems;
}

std::vector<sim::Problem> unreadable(const std::vector<Anchor>& anchors, const ResultFile& file) {
    std::vector<sim::Problem> problems;
    for (const Anchor& anchor : anchors) {
        check_readable(anchor, "anchor", file, problems);
    }
    return problems;
}

} // namespace actorhood::analysis
