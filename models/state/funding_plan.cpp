#include "models/state/funding_plan.hpp"

#include <cmath>

#include "models/rules/simplex.hpp"
#include "sim/config/format.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models {

namespace {

using sim::Bounds;
using sim::Default;
using sim::Meaning;
using sim::Source;
using sim::Sweep;
using sim::Symbol;
using sim::Unit;

void declare_mix(sim::Schema& schema, FundingPlan& plan) {
    schema.section("funding.mix", "Intended shares of the four sources; they add up to 1");
    schema.real(plan.mix[core_funding], "core", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 1},
                Meaning{"Share of long-term public contracts"},
                Source{"public 43 to 45 % of cluster budgets in all, of which EU funds 24 %: Burger 2017"});
    schema.real(plan.mix[project_funding], "project", Unit{"1"}, Default{0.24}, sim::share, Sweep{0, 1},
                Meaning{"Share of competitive project grants"},
                Source{"EU funds 24 % of cluster budgets: Burger 2017"});
    schema.real(plan.mix[fee_funding], "fees", Unit{"1"}, Default{0.31}, sim::share, Sweep{0, 1},
                Meaning{"Share of membership fees"},
                Source{"assumption: more than half of the private 57 %, Burger 2017"});
    schema.real(plan.mix[service_funding], "services", Unit{"1"}, Default{0.25}, sim::share, Sweep{0, 1},
                Meaning{"Share of paid services, private investment and sponsors"},
                Source{"assumption, after Burger 2017; paid services: S2"});
    schema.check([&plan]() -> std::vector<sim::Schema::Problem> {
        const double sum = sum_of(plan.mix);
        if (std::abs(sum - 1.0) <= 1e-9) {
            return {};
        }
        return {{"funding.mix", "core, project, fees and services must add up to 1, but " +
                                    sim::plain_number(plan.mix[core_funding]) + " + " +
                                    sim::plain_number(plan.mix[project_funding]) + " + " +
                                    sim::plain_number(plan.mix[fee_funding]) + " + " +
                                    sim::plain_number(plan.mix[service_funding]) + " = " +
                                    sim::plain_number(std::round(sum * 1e12) / 1e12) +
                                    "; an experiment varies them together as simplex = \"funding.mix\""}};
    });
}

void declare_jitter(sim::Schema& schema, FundingPlan& plan) {
    schema.boolean(plan.jitter, "jitter", Default{true},
                   Meaning{"Clusters differ in their mix; false gives every cluster exactly the mix"},
                   Source{"assumption"});
    schema.real(plan.jitter_weight, "jitter_weight", Unit{"1"}, Default{0.88}, sim::share, Sweep{0.5, 1},
                Meaning{"Weight of the common mix in the mix of a cluster"}, Source{"assumption"});
    schema.real(plan.jitter_floor, "jitter_floor", Unit{"1"}, Default{0.03}, sim::share, Sweep{0, 0.1},
                Meaning{"Share that every source has before clusters differ"}, Source{"assumption"});
    schema.real(plan.jitter_spread, "jitter_spread", Unit{"1"}, Default{0.6}, Bounds{0, 3}, Sweep{0, 1},
                Meaning{"Standard deviation between clusters of the logarithm of a source's share"},
                Source{"assumption"});
}

void declare_fees(sim::Schema& schema, FundingPlan& plan) {
    schema.vector(plan.fee_factor, "fee_factor", Unit{"1"}, {0.4, 0.8, 1.3, 2.0},
                  {"micro", "small", "medium", "large"}, Bounds{0.01, 100},
                  Meaning{"Fee of a size class relative to the others", Symbol{"f_a"}}, Source{"assumption"});
    schema.vector(plan.reference_classes, "reference_classes", Unit{"1"}, {0.25, 0.35, 0.25, 0.15},
                  {"micro", "small", "medium", "large"}, Bounds{0.001, 1},
                  Meaning{"Members by size class for whom the fees bring in exactly the intended share"},
                  Source{"assumption"});
}

void declare_commitments(sim::Schema& schema, FundingPlan& plan) {
    schema.real(plan.fee_commitment, "fee_commitment", Unit{"year"}, Default{1.0}, Bounds{0, 50}, Sweep{0.5, 2},
                Meaning{"Time ahead for which fee income is safe", Symbol{"T_k"}},
                Source{"yearly membership; assumption"});
    schema.real(plan.service_commitment, "service_commitment", Unit{"year"}, Default{0.5}, Bounds{0, 50},
                Sweep{0.1, 1}, Meaning{"Time ahead for which sales are safe", Symbol{"T_k"}}, Source{"assumption"});
    schema.section("programmes", "Programmes of public funders: core contracts and project calls");
    schema.real(plan.core_term, "core_term", Unit{"year"}, Default{5}, Bounds{0.25, 50}, Sweep{3, 10},
                Meaning{"Length of a core contract", Symbol{"T"}},
                Source{"S2: spearhead clusters are funded for up to 10 years"});
    schema.real(plan.core_gap, "core_gap", Unit{"year"}, Default{0.11}, Bounds{0, 50}, Sweep{0.05, 0.43},
                Meaning{"Expected time without contract between two terms; contracts are sized for it"},
                Source{"(1 - p)/p years with a chance of renewal p of 0.9 and a new application every year"});
    schema.real(plan.project_months, "project_months", Unit{"month"}, Default{24}, Bounds{1, 24}, Sweep{10, 24},
                Meaning{"Length of a project", Symbol{"d"}},
                Source{"assumption; 10 and 12 months in S3 (METASTARS)"});
}

} // namespace

void FundingPlan::declare(sim::Schema& schema, FundingPlan& plan) {
    schema.section("funding", "Money and staff of the cluster organisation");
    schema.real(plan.level, "level", Unit{"EUR year-1"}, Default{1700}, Bounds{0, 1e6}, Sweep{1000, 6000},
                Meaning{"Intended income of a cluster organisation per member, all sources together"},
                Source{"Global Cluster Initiative Survey: half of all cluster organisations employ three or fewer"});
    declare_jitter(schema, plan);
    schema.real(plan.wage, "wage", Unit{"EUR year-1"}, Default{60000}, Bounds{1000, 1e6}, Sweep{45000, 75000},
                Meaning{"Full cost of one full-time equivalent"}, Source{"assumption"});
    declare_fees(schema, plan);
    declare_commitments(schema, plan);
    declare_mix(schema, plan);
}

BySource FundingPlan::intended_mix(const sim::RandomStream& draws, std::uint64_t cluster_key) const {
    if (!jitter) {
        return normalised(mix);
    }
    BySource own{};
    for (std::size_t k = 0; k < source_count; ++k) {
        const double z = draws.normal(cluster_key, static_cast<std::uint32_t>(k));
        own[k] = (jitter_weight * mix[k] + jitter_floor) * sim::exponential(jitter_spread * z);
    }
    return normalised(own);
}

std::array<double, size_class_count> FundingPlan::relative_fee() const {
    const auto members = normalised(reference_classes);
    double mean = 0.0;
    for (std::size_t k = 0; k < size_class_count; ++k) {
        mean += members[k] * fee_factor[k];
    }
    auto relative = fee_factor;
    for (double& fee : relative) {
        fee /= mean;
    }
    return relative;
}

double FundingPlan::horizon(const BySource& shares) const {
    const BySource years = commitment_years();
    double sum = 0.0;
    for (std::size_t k = 0; k < source_count; ++k) {
        sum += shares[k] * years[k];
    }
    return sum;
}

} // namespace actorhood::models
