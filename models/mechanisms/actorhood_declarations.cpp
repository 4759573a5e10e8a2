// Parameters and outputs of the measurement of responsible actorhood.
#include <cmath>
#include <limits>
#include <span>

#include "models/mechanisms/actorhood.hpp"
#include "models/state/output_columns.hpp"

namespace actorhood::models::actorhood {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

namespace {

void declare_windows(sim::Schema& schema, Parameters& p) {
    schema.integer(p.window, "window", Unit{"quarter"}, Default{20}, Bounds{4, 28}, Sweep{12, 20},
                   Meaning{"Length of the audited period: decisions, promises, benefits"}, Source{"assumption"});
    schema.integer(p.delivery_lag, "delivery_lag", Unit{"quarter"}, Default{12}, Bounds{4, 28}, Sweep{4, 12},
                   Meaning{"Time after which a promise is held against what was delivered"}, Source{"assumption"});
    schema.integer(p.minimum_quarters, "minimum_quarters", Unit{"quarter"}, Default{4}, Bounds{1, 20}, Sweep{2, 8},
                   Meaning{"Quarters that must be known before a leg is measured"}, Source{"assumption"});
    schema.check([&p] {
        std::vector<sim::Schema::Problem> problems;
        if (p.window + p.mandate > static_cast<std::int64_t>(Actorhood::quarters) + 1) {
            problems.push_back({"actorhood.mandate", "window and mandate together must not exceed 33 quarters"});
        }
        if (p.window + p.delivery_lag > static_cast<std::int64_t>(Actorhood::quarters)) {
            problems.push_back({"actorhood.window", "window and delivery_lag together must not exceed 32 quarters"});
        }
        if (p.minimum_quarters > p.window) {
            problems.push_back({"actorhood.minimum_quarters", "must not be longer than window"});
        }
        if (p.autonomy_exponent + p.recognition_exponent + p.care_exponent <= 0.0) {
            problems.push_back({"actorhood.autonomy_exponent", "at least one leg needs a positive exponent"});
        }
        return problems;
    });
}

void declare_autonomy(sim::Schema& schema, Parameters& p) {
    schema.integer(
        p.mandate, "mandate", Unit{"quarter"}, Default{4}, Bounds{1, 12}, Sweep{1, 8},
        Meaning{"How long a decision stands: an agenda that members have not confirmed for longer is nobody's"},
        Source{"yearly general assembly; assumption"});
    schema.real(
        p.half_deviation, "half_deviation", Unit{"1"}, Default{0.1}, Bounds{0.001, 1}, Sweep{0.05, 0.2},
        Meaning{"Share of weight by which an agenda differs from what payers ask when the auditor calls half of "
                "the decision the cluster's own"},
        Source{"assumption"});
    schema.real(p.sector_weight, "sector_weight", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Weight of the lead sector's published figures, against those of the region"},
                Source{"assumption"});
    schema.real(p.statistics_noise, "statistics_noise", Unit{"1"}, Default{0.03}, sim::share, Sweep{0, 0.1},
                Meaning{"Standard deviation of the error of a published figure of a region or sector"},
                Source{"assumption: standard error of a share in a survey of some 300 firms"});
    schema.integer(p.publication_lag, "publication_lag", Unit{"year"}, Default{1}, Bounds{0, 3}, Sweep{0, 3},
                   Meaning{"Time between a yearly count and its publication"},
                   Source{"Eurostat publishes within about a year; assumption"});
}

void declare_recognition(sim::Schema& schema, Parameters& p) {
    schema.real(p.initial_recognition, "initial_recognition", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.3, 0.7},
                Meaning{"Recognition at the start of burn-in, and always when actorhood is not measured"},
                Source{"assumption"});
    schema.real(p.recognition_rate, "recognition_rate", Unit{"year-1"}, Default{0.5}, sim::non_negative,
                Sweep{0.2, 1}, Meaning{"Rate at which an observer who sees results changes its belief"},
                Source{"assumption"});
    schema.real(p.forgetting, "forgetting", Unit{"year-1"}, Default{0.04}, sim::non_negative, Sweep{0, 0.2},
                Meaning{"Rate at which an observer who sees nothing forgets what it believed"}, Source{"assumption"});
    schema.integer(p.observers, "observers", Unit{"1"}, Default{30}, Bounds{1, 200}, Sweep{10, 100},
                   Meaning{"Funders, buyers and other clusters that may watch a cluster"}, Source{"assumption"});
    schema.real(p.observer_noise, "observer_noise", Unit{"1"}, Default{0.3}, sim::share, Sweep{0.1, 0.5},
                Meaning{"Standard deviation of one observer's impression of results"}, Source{"assumption"});
    schema.real(p.least_visibility, "least_visibility", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 0.5},
                Meaning{"Chance a quarter that an observer sees results without outward answerability"},
                Source{"assumption; Bovens 2007"});
    schema.real(
        p.comparison, "comparison", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
        Meaning{"Weight of other clusters, against a fixed standard, in the yardstick of observers", Symbol{"m"}},
        Source{"assumption"});
    schema.real(p.standard_services, "standard_services", Unit{"year-1"}, Default{1.0}, Bounds{0.001, 100},
                Sweep{0.5, 2}, Meaning{"Services per member and year that observers hold for normal"},
                Source{"assumption"});
    schema.real(p.standard_adoptions, "standard_adoptions", Unit{"year-1"}, Default{0.4}, Bounds{0.001, 100},
                Sweep{0.2, 0.8}, Meaning{"Practices adopted per member and year that observers hold for normal"},
                Source{"assumption"});
    schema.real(p.adoption_weight, "adoption_weight", Unit{"1"}, Default{0.5}, sim::share, Sweep{0.2, 0.8},
                Meaning{"Weight of adoptions against services in what observers call results"}, Source{"assumption"});
}

void declare_care(sim::Schema& schema, Parameters& p) {
    schema.real(p.avoided_value, "avoided_value", Unit{"1"}, Default{0.6}, sim::non_negative, Sweep{0.2, 1.5},
                Meaning{"Avoided damage to publics and the future, EUR per EUR of circular saving"},
                Source{"assumption"});
    schema.real(
        p.saving_cap, "saving_cap", Unit{"EUR year-1"}, Default{20000}, sim::non_negative, Sweep{5000, 100000},
        Meaning{"Most that the mean adoption of a month counts, or a partner's half of the mean new by-product link"},
        Source{"assumption"});
    schema.real(p.reskilling_value, "reskilling_value", Unit{"EUR year-1"}, Default{2000}, sim::non_negative,
                Sweep{500, 8000}, Meaning{"Yearly value of reskilling to one worker"}, Source{"assumption"});
    schema.real(p.reskilling_cap, "reskilling_cap", Unit{"year-1"}, Default{2}, sim::non_negative, Sweep{0.5, 10},
                Meaning{"Most reskilled workers per member and year that count"}, Source{"assumption"});
    schema.real(p.growth_service_value, "growth_service_value", Unit{"EUR year-1"}, Default{10000}, sim::non_negative,
                Sweep{2000, 40000}, Meaning{"Yearly margin that one growth service brings"},
                Source{"assumption: 0.004 of a revenue of EUR 2.5 million"});
}

void declare_mean(sim::Schema& schema, Parameters& p) {
    schema.real(p.autonomy_exponent, "autonomy_exponent", Unit{"1"}, Default{1}, sim::non_negative, Sweep{0.5, 2},
                Meaning{"Weight of decision autonomy in the geometric mean"}, Source{"S0; assumption"});
    schema.real(p.recognition_exponent, "recognition_exponent", Unit{"1"}, Default{1}, sim::non_negative,
                Sweep{0.5, 2}, Meaning{"Weight of recognition in the geometric mean"}, Source{"S0; assumption"});
    schema.real(p.care_exponent, "care_exponent", Unit{"1"}, Default{1}, sim::non_negative, Sweep{0.5, 2},
                Meaning{"Weight of care and commitment in the geometric mean"}, Source{"S0; assumption"});
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("actorhood", "Responsible actorhood: how it is measured");
    schema.fixed("it belongs to the measurement of responsible actorhood, which no policy may move", [&] {
        declare_windows(schema, p);
        declare_autonomy(schema, p);
        declare_recognition(schema, p);
        declare_care(schema, p);
        declare_mean(schema, p);
    });
}
namespace {

/// Mean over clusters for which the figure is known; NaN if there is none.
double known_mean(const Column<double>& column) {
    double sum = 0.0;
    double count = 0.0;
    for (const double value : column) {
        if (!std::isnan(value)) {
            sum += value;
            count += 1.0;
        }
    }
    return count > 0.0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

auto mean(const Column<double>& column) {
    return [&column](std::span<double> values) { values[0] = known_mean(column); };
}

/// Actorhood and its legs, cluster by cluster.
void declare_legs(sim::Outputs& outputs, const Actorhood& a) {
    outputs.variable("responsible_actorhood", {"cluster"}, Unit{"1"},
                     Meaning{"Responsible actorhood: geometric mean of autonomy, recognition and care"}, Source{"S0"},
                     values_of(a.responsible_actorhood));
    outputs.variable("actorhood_least_leg", {"cluster"}, Unit{"1"},
                     Meaning{"Responsible actorhood as the least of autonomy, recognition and care"}, Source{"S0"},
                     values_of(a.least_leg));
    outputs.variable("actorhood_mean_leg", {"cluster"}, Unit{"1"},
                     Meaning{"Responsible actorhood as the mean of autonomy, recognition and care"}, Source{"S0"},
                     values_of(a.mean_leg));
    outputs.variable("decision_autonomy", {"cluster"}, Unit{"1"},
                     Meaning{"Decisions that differ from what payers ask and agree with published gaps, mean of the "
                             "quarters of five years"},
                     Source{"S0"}, values_of(a.autonomy));
    outputs.variable("decision_deviation", {"cluster"}, Unit{"1"},
                     Meaning{"Share of weight by which decided agendas of five years differ from what payers asked"},
                     Source{"S0"}, values_of(a.deviation));
    outputs.variable(
        "decision_agreement", {"cluster"}, Unit{"1"},
        Meaning{"Agreement of these differences with published gaps: 0 opposite, 1/2 unrelated, 1 the same"},
        Source{"S0"}, values_of(a.agreement));
    outputs.variable("recognition", {"cluster"}, Unit{"1"},
                     Meaning{"What outside observers believe about realised results"}, Source{"S0"},
                     values_of(a.recognition));
    outputs.variable("care_commitment", {"cluster"}, Unit{"1"},
                     Meaning{"Delivered commitments times benefit to others"}, Source{"S0"}, values_of(a.care));
    outputs.variable("delivered_commitments", {"cluster"}, Unit{"1"},
                     Meaning{"Share of promised transition services delivered three years later"}, Source{"S0"},
                     values_of(a.delivered_share));
    outputs.variable("benefit_to_others", {"cluster"}, Unit{"1"},
                     Meaning{"Share of publics, workers and the future in all benefit of five years"}, Source{"S0"},
                     values_of(a.benefit_share));
}

/// Their means over clusters.
void declare_means(sim::Outputs& outputs, const Actorhood& a) {
    outputs.variable("mean_responsible_actorhood", {}, Unit{"1"},
                     Meaning{"Mean of responsible actorhood over clusters"}, Source{"S0"},
                     mean(a.responsible_actorhood));
    outputs.variable("mean_actorhood_least_leg", {}, Unit{"1"},
                     Meaning{"Mean over clusters of the least leg of actorhood"}, Source{"S0"}, mean(a.least_leg));
    outputs.variable("mean_actorhood_mean_leg", {}, Unit{"1"},
                     Meaning{"Mean over clusters of the mean leg of actorhood"}, Source{"S0"}, mean(a.mean_leg));
    outputs.variable("mean_decision_autonomy", {}, Unit{"1"}, Meaning{"Mean of decision autonomy over clusters"},
                     Source{"S0"}, mean(a.autonomy));
    outputs.variable("mean_recognition", {}, Unit{"1"}, Meaning{"Mean of recognition over clusters"}, Source{"S0"},
                     mean(a.recognition));
    outputs.variable("mean_care_commitment", {}, Unit{"1"}, Meaning{"Mean of care and commitment over clusters"},
                     Source{"S0"}, mean(a.care));
}

} // namespace

void declare_outputs(sim::Outputs& outputs, const World& world) {
    declare_legs(outputs, world.clusters.actorhood);
    declare_means(outputs, world.clusters.actorhood);
}

} // namespace actorhood::models::actorhood
