// Pure rules of accountability, which clusters and metaclusters share. Equations and sources:
// mechanisms/accountability.hpp, where the parameters are declared.
#pragma once

#include "models/state/vocabulary.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models::accountability {

struct Parameters {
    double effort;
    double follow_money;
    ByDirection policy;
    double services_pull;
    double cost;
    double conflict;
    double reporting;
    double reporting_elasticity;
    double unasked;
    double saturation;
    double adjustment;
    double service_norm;
    double value_slope;
    double depth_norm;
    double lateral_performance;
    double initial_legitimacy;

    static void declare(sim::Schema& schema, Parameters& p);
};

/// What the four audiences respond to, before policy: phi.
[[nodiscard]] ByDirection pulls(const Parameters& p, const BySource& shares, double lateral_pull);
/// Effort by direction: what each audience demands, whatever the others do.
[[nodiscard]] ByDirection efforts(const Parameters& p, const ByDirection& pull);
/// Work on the reports of a project, hours a month; `monthly` = what it brings in, EUR.
[[nodiscard]] double reporting_hours(const Parameters& p, double monthly);
/// Share of staff time that accountability takes, 0..1; hours of reports a month, staff in full-time equivalents.
[[nodiscard]] double overhead(const Parameters& p, const ByDirection& effort, double hours = 0.0, double staff = 0.0);
/// How well an audience is answered, 0..1.
[[nodiscard]] double answerability(const Parameters& p, double effort);

/// What the audiences judge.
struct Results {
    double services;            ///< per member and year
    double tailored_actions;    ///< stock x_3
    double value_minus_fee;     ///< in units of the level
    double depth;               ///< circular depth of members, 0..1
    double required_depth;      ///< 0..1
    double lateral_performance; ///< 0..1
};
[[nodiscard]] ByDirection performance(const Parameters& p, const Results& results);

} // namespace actorhood::models::accountability
