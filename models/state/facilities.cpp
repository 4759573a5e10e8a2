#include "models/state/facilities.hpp"

namespace actorhood::models {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Unit;

void Facility::declare(sim::Schema& schema, Facility& entry) {
    schema.structural([&] {
        schema.text(entry.name, "name", Default{""}, Meaning{"Name of the facility"}, Source{"scenario"});
        schema.texts(entry.practices, "practices", Meaning{"Practices that it serves"}, Source{"scenario"});
        schema.texts(entry.sectors, "sectors", Meaning{"Lead sectors of the clusters that may build it; [] all"},
                     Source{"scenario"});
        schema.text(entry.source, "source", Default{""}, Meaning{"Where the numbers of the entry come from"},
                    Source{"scenario"});
    });
    schema.real(entry.cost, "cost", Unit{"EUR"}, Default{100000}, sim::non_negative, Sweep{50000, 500000},
                Meaning{"Part of the price that does not depend on the number of members"}, Source{"entry"});
    schema.real(entry.cost_per_member, "cost_per_member", Unit{"EUR"}, Default{2000}, sim::non_negative,
                Sweep{1000, 5000},
                Meaning{"Part of the price for each member: a larger cluster needs a larger plant"}, Source{"entry"});
    schema.real(entry.cost_reduction, "cost_reduction", Unit{"1"}, Default{0.2}, Bounds{0, 0.95}, Sweep{0.1, 0.4},
                Meaning{"Share of the cost of the practices served that members no longer bear"}, Source{"entry"});
    schema.real(entry.marginal_return, "marginal_return", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.3, 0.7},
                Meaning{"What one euro of contributions returns to each member"},
                Source{"Fischbacher et al. 2001 (0.4)"});
    schema.real(entry.running_years, "running_years", Unit{"year"}, Default{15}, Bounds{1, 100}, Sweep{5, 25},
                Meaning{"Years from the building to the end of its life"}, Source{"entry"});
}

} // namespace actorhood::models
