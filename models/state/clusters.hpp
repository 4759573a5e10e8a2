// Clusters: meta-organisations whose members are firms. One group of columns per aspect, one row per cluster.
// Each group is written by one mechanism (named in its comment) and read by the others.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Fixed traits, set with the population.
struct ClusterIdentity {
    Column<std::uint64_t> key; ///< permanent; drives the cluster's random numbers
    Column<std::int32_t> lead_sector;
    Column<std::int32_t> region;
    Column<double> knowledge_partners; ///< universities and research organisations
    Column<double> directiveness;      ///< beta, 0..1: weight of the organisation's own proposal
    Column<double> approval;           ///< share of members that must accept
    Column<double> decision_aptitude;  ///< factor on the probability that a decision is reached; clusters differ
    Column<double> catchment;          ///< members at the start: how many firms around it the cluster can draw on
    Column<BySource> intended_mix;     ///< intended share of each funding source

    template <class Archive>
    void visit(Archive& archive) {
        archive("identity.key", key);
        archive("identity.lead_sector", lead_sector);
        archive("identity.region", region);
        archive("identity.knowledge_partners", knowledge_partners);
        archive("identity.directiveness", directiveness);
        archive("identity.approval", approval);
        archive("identity.decision_aptitude", decision_aptitude);
        archive("identity.catchment", catchment);
        archive("identity.intended_mix", intended_mix);
    }
    void resize(std::size_t clusters) {
        key.assign(clusters, 0);
        lead_sector.assign(clusters, 0);
        region.assign(clusters, 0);
        knowledge_partners.assign(clusters, 0.0);
        directiveness.assign(clusters, 0.0);
        approval.assign(clusters, 0.0);
        decision_aptitude.assign(clusters, 1.0);
        catchment.assign(clusters, 0.0);
        intended_mix.assign(clusters, {});
    }
};

/// Counts and means over the members (and over the firms of each region outside): written by the census at the
/// end of each month. Row = segment of Firms: clusters first, then regions outside.
struct Census {
    Column<double> firms; ///< firms, unweighted
    Column<double> mean_orientation;
    Column<double> sd_orientation;
    Column<double> mean_trust;
    Column<double> mean_value;
    Column<double> mean_services; ///< services received per firm and year, smoothed
    Column<double> mean_resistance;
    Column<double> mean_skill_gap;
    Column<std::array<double, pillar_count>> mean_capacity;
    Column<std::array<double, pillar_count>> mean_depth; ///< mean share of the pillar's practices adopted
    Column<double> tie_fill;                             ///< mean share of inside slots in use
    Column<double> passive_share;         ///< members that received no service within the last year or so
    Column<double> sector_diversity;      ///< Simpson index of members' sectors, 0..1
    Column<double> orientation_diversity; ///< Simpson index of members' orientations in ten bins
    Column<std::array<double, size_class_count>> class_count;
    Column<std::array<std::uint32_t, 64>> orientation_histogram; ///< members by orientation in 64 equal bins of [0,1]

    template <class Archive>
    void visit(Archive& archive) {
        archive("census.firms", firms);
        archive("census.mean_orientation", mean_orientation);
        archive("census.sd_orientation", sd_orientation);
        archive("census.mean_trust", mean_trust);
        archive("census.mean_value", mean_value);
        archive("census.mean_services", mean_services);
        archive("census.mean_resistance", mean_resistance);
        archive("census.mean_skill_gap", mean_skill_gap);
        archive("census.mean_capacity", mean_capacity);
        archive("census.mean_depth", mean_depth);
        archive("census.tie_fill", tie_fill);
        archive("census.passive_share", passive_share);
        archive("census.sector_diversity", sector_diversity);
        archive("census.orientation_diversity", orientation_diversity);
        archive("census.class_count", class_count);
        archive("census.orientation_histogram", orientation_histogram);
    }
    void resize(std::size_t segments) {
        for (auto* column :
             {&firms, &mean_orientation, &sd_orientation, &mean_trust, &mean_value, &mean_services, &mean_resistance,
              &mean_skill_gap, &tie_fill, &passive_share, &sector_diversity, &orientation_diversity}) {
            column->assign(segments, 0.0);
        }
        mean_capacity.assign(segments, {});
        mean_depth.assign(segments, {});
        class_count.assign(segments, {});
        orientation_histogram.assign(segments, {});
    }
};

/// Work in the firms of each sector, as the census counts them.
struct SectorCensus {
    /// [members, outside][sector][weight of firms, weighted resistance, weighted skill gap]
    std::array<std::array<std::array<double, 3>, sector_count>, 2> sums{};

    /// Mean workforce resistance of all firms of a sector, 0..1; 0 without firms.
    [[nodiscard]] double mean_resistance(std::size_t sector) const {
        const double weight = sums[0][sector][0] + sums[1][sector][0];
        return weight > 0.0 ? (sums[0][sector][1] + sums[1][sector][1]) / weight : 0.0;
    }
    template <class Archive>
    void visit(Archive& archive) {
        archive("census.by_sector", sums);
    }
};

/// Core contracts and project grants: written by the programmes mechanism.
struct Contracts {
    static constexpr std::size_t project_slots = 24;

    Column<std::uint8_t> core_active;
    Column<std::int32_t> core_end;              ///< month when the running contract ends
    Column<std::int32_t> core_next_application; ///< month of the next application after a loss
    Column<std::int64_t> core_monthly;          ///< cents a month while active
    /// Running project grants.
    Column<std::array<std::int32_t, project_slots>> project_end;     ///< 0 = free slot
    Column<std::array<std::int64_t, project_slots>> project_monthly; ///< cents a month
    Column<std::array<std::int32_t, project_slots>> project_theme;   ///< Topic of the call
    Column<std::array<std::int32_t, project_slots>> project_line;    ///< call line + 1; 0 = call without lines
    Column<ByStage> results;     ///< what projects that ended this month add to the pathway's stocks, per 50 members
    Column<double> track_record; ///< 0.8..1.4, rises with grants won
    Column<double> application_effort; ///< full-time equivalents spent on applications this month
    Column<std::int32_t> applications; ///< applications this month
    Column<std::int32_t> grants;       ///< grants won this month
    Column<Agenda> project_themes;     ///< mean theme of running projects, a point on the simplex
    Column<Agenda> published_themes;   ///< slow (three-year) mean of the themes of published calls
    /// Applicants for core contracts of all clusters in the last twelve months, by month modulo 12.
    std::array<std::int32_t, 12> core_applicants{};
    std::array<double, 12> core_applicant_recognition{}; ///< sum of their recognition Q

    /// Of the month, by call line.
    Column<std::int32_t> line_applications, line_grants, line_successes, line_failures;
    Column<std::int64_t> line_money; ///< cents granted

    /// One application to the call of the month.
    struct Application {
        std::uint32_t cluster;
        double grant;           ///< EUR asked for
        double arrival;         ///< key of the draw: the smallest are chosen first
        std::uint32_t number{}; ///< of the cluster's applications to a call line
    };
    std::vector<Application> desk; ///< room for the applications of one month; no state

    template <class Archive>
    void visit(Archive& archive) {
        archive("contracts.core_active", core_active);
        archive("contracts.core_end", core_end);
        archive("contracts.core_next_application", core_next_application);
        archive("contracts.core_monthly", core_monthly);
        archive("contracts.project_end", project_end);
        archive("contracts.project_monthly", project_monthly);
        archive("contracts.project_theme", project_theme);
        archive("contracts.project_line", project_line);
        archive("contracts.results", results);
        archive("contracts.line_applications", line_applications);
        archive("contracts.line_grants", line_grants);
        archive("contracts.line_successes", line_successes);
        archive("contracts.line_failures", line_failures);
        archive("contracts.line_money", line_money);
        archive("contracts.track_record", track_record);
        archive("contracts.application_effort", application_effort);
        archive("contracts.applications", applications);
        archive("contracts.grants", grants);
        archive("contracts.project_themes", project_themes);
        archive("contracts.published_themes", published_themes);
        archive("contracts.core_applicants", core_applicants);
        archive("contracts.core_applicant_recognition", core_applicant_recognition);
    }
    void resize(std::size_t clusters) {
        core_active.assign(clusters, 0);
        core_end.assign(clusters, 0);
        core_next_application.assign(clusters, 0);
        core_monthly.assign(clusters, 0);
        project_end.assign(clusters, {});
        project_monthly.assign(clusters, {});
        project_theme.assign(clusters, {});
        project_line.assign(clusters, {});
        results.assign(clusters, {});
        track_record.assign(clusters, 1.0);
        application_effort.assign(clusters, 0.0);
        applications.assign(clusters, 0);
        grants.assign(clusters, 0);
        project_themes.assign(clusters, {});
        published_themes.assign(clusters, {});
        core_applicants = {};
        core_applicant_recognition = {};
        desk.clear();
        desk.reserve(clusters);
    }
};

/// Money and people of the cluster organisation: written by the funding mechanism.
struct Funding {
    static constexpr std::size_t hiring_lag_limit = 24;
    static constexpr std::size_t history_months = 24;

    Column<std::int64_t> cash;                             ///< cents, equals the ledger's account of the cluster
    Column<std::array<std::int64_t, source_count>> income; ///< cents received this month, by source
    Column<BySource> income_year;                          ///< EUR received in the last twelve months (moving sum)
    Column<std::array<std::array<std::int64_t, source_count>, 12>> income_ring; ///< the twelve months behind it
    Column<std::array<std::int64_t, history_months>> income_history; ///< cents a month, all sources, by month modulo
    Column<BySource> realised_share; ///< phi: shares of the last year's income; intended mix at start
    Column<double> horizon;          ///< H, income-weighted length of commitments (years)
    Column<double> concentration;    ///< Herfindahl index of realised_share
    Column<std::array<double, size_class_count>> fee; ///< yearly fee by size class, EUR
    Column<double> fee_units;                         ///< fee (with levy) in units of the level per member
    Column<double> levy_units;                        ///< levy of binding decisions, in the same units (in fee_units)
    Column<std::int64_t> levy_income;                 ///< cents of levy received this month (not part of income)
    Column<std::int64_t> joint_budget;                ///< cents collected by the levy and not yet spent
    Column<std::int64_t> earmarked; ///< cents collected for shared facilities, not free: written by facilities
    Column<double> subsidy_ration;  ///< share of wished subsidies that the joint budget lately paid
    Column<std::int64_t> wages;     ///< cents paid to employees this month
    Column<std::int64_t> public_since_start; ///< cents of core and project money since the end of burn-in
    Column<double> staff;                    ///< full-time equivalents at work
    Column<BySource> staff_by_source;
    Column<std::array<double, hiring_lag_limit>> hiring; ///< people who start in 1, 2, ... months
    Column<double> overhead;                             ///< O, share of staff time that accountability takes
    Column<double> free_staff;     ///< staff * (1 - overhead) - applications, full-time equivalents
    Column<double> knowledge_kept; ///< factor of leaving staff on x, R, trust; 1 = nobody left

    template <class Archive>
    void visit(Archive& archive) {
        archive("funding.cash", cash);
        archive("funding.income", income);
        archive("funding.income_year", income_year);
        archive("funding.income_ring", income_ring);
        archive("funding.income_history", income_history);
        archive("funding.realised_share", realised_share);
        archive("funding.horizon", horizon);
        archive("funding.concentration", concentration);
        archive("funding.fee", fee);
        archive("funding.fee_units", fee_units);
        archive("funding.levy_units", levy_units);
        archive("funding.levy_income", levy_income);
        archive("funding.joint_budget", joint_budget);
        archive("funding.earmarked", earmarked);
        archive("funding.subsidy_ration", subsidy_ration);
        archive("funding.wages", wages);
        archive("funding.public_since_start", public_since_start);
        archive("funding.staff", staff);
        archive("funding.staff_by_source", staff_by_source);
        archive("funding.hiring", hiring);
        archive("funding.overhead", overhead);
        archive("funding.free_staff", free_staff);
        archive("funding.knowledge_kept", knowledge_kept);
    }
    void resize(std::size_t clusters) {
        cash.assign(clusters, 0);
        income.assign(clusters, {});
        income_year.assign(clusters, {});
        income_ring.assign(clusters, {});
        income_history.assign(clusters, {});
        realised_share.assign(clusters, {});
        horizon.assign(clusters, 0.0);
        concentration.assign(clusters, 0.0);
        fee.assign(clusters, {});
        fee_units.assign(clusters, 0.0);
        levy_units.assign(clusters, 0.0);
        levy_income.assign(clusters, 0);
        joint_budget.assign(clusters, 0);
        earmarked.assign(clusters, 0);
        subsidy_ration.assign(clusters, 1.0);
        wages.assign(clusters, 0);
        public_since_start.assign(clusters, 0);
        staff.assign(clusters, 0.0);
        staff_by_source.assign(clusters, {});
        hiring.assign(clusters, {});
        overhead.assign(clusters, 0.0);
        free_staff.assign(clusters, 0.0);
        knowledge_kept.assign(clusters, 1.0);
    }
};

/// Multi-directional accountability: written by the accountability mechanism.
struct Accountability {
    Column<ByDirection> effort;
    Column<ByDirection> answerability;
    Column<ByDirection> legitimacy;

    template <class Archive>
    void visit(Archive& archive) {
        archive("accountability.effort", effort);
        archive("accountability.answerability", answerability);
        archive("accountability.legitimacy", legitimacy);
    }
    void resize(std::size_t clusters) {
        effort.assign(clusters, {});
        answerability.assign(clusters, {});
        legitimacy.assign(clusters, {});
    }
};

/// Reflexivity and the agenda it moves: written by the reflexivity mechanism.
struct Reflexivity {
    Column<std::array<double, 3>> harm;   ///< measured gaps: circular, digital, labour
    Column<std::array<double, 3>> sensed; ///< what the organisation believes about them
    Column<double> reflexivity;           ///< R, 0..1
    Column<Agenda> agenda;                ///< theta on (growth, circular, digital, labour)

    template <class Archive>
    void visit(Archive& archive) {
        archive("reflexivity.harm", harm);
        archive("reflexivity.sensed", sensed);
        archive("reflexivity.reflexivity", reflexivity);
        archive("reflexivity.agenda", agenda);
    }
    void resize(std::size_t clusters) {
        harm.assign(clusters, {});
        sensed.assign(clusters, {});
        reflexivity.assign(clusters, 0.0);
        agenda.assign(clusters, {});
    }
};

/// Gaps with the weights of the scenario without instruments: what the audit of actorhood reads.
struct AuditedHarm {
    Column<std::array<double, 3>> harm;
};

/// Collective decisions: written by the decision mechanism.
struct Decisions {
    Column<std::uint8_t> decided;                           ///< 1 in the quarter's month when a decision was reached
    Column<double> ambition;                                ///< a_c, decided share of the agenda that is not growth
    Column<double> obligation;                              ///< obl = beta * a_c; 0 while nothing binds
    Column<Agenda> effective_agenda;                        ///< the agenda at the decided ambition
    Column<std::array<double, pillar_count>> target_weight; ///< targ_p = theta_pillar / max(theta_circ, theta_dig)

    template <class Archive>
    void visit(Archive& archive) {
        archive("decisions.decided", decided);
        archive("decisions.ambition", ambition);
        archive("decisions.obligation", obligation);
        archive("decisions.effective_agenda", effective_agenda);
        archive("decisions.target_weight", target_weight);
    }
    void resize(std::size_t clusters) {
        decided.assign(clusters, 0);
        ambition.assign(clusters, 0.0);
        obligation.assign(clusters, 0.0);
        effective_agenda.assign(clusters, {});
        target_weight.assign(clusters, {});
    }
};

/// Transition pathway: written by the pathway mechanism.
struct Pathway {
    Column<ByStage> stock;                  ///< x1..x4 per 50 members
    Column<ByStage> effort;                 ///< E_s, full-time equivalents
    Column<ByFunction> function_staff;      ///< full-time equivalents per function
    Column<ByFunction> skill_mix;           ///< what the staff is skilled for (shares; adapts slowly)
    Column<double> intelligence_intensity;  ///< S_int, intelligence staff per 50 members + 0.1 per knowledge partner
    Column<double> collaboration_intensity; ///< S_col, collaboration staff per 50 members
    Column<double> service_capacity;        ///< member services this month

    template <class Archive>
    void visit(Archive& archive) {
        archive("pathway.stock", stock);
        archive("pathway.effort", effort);
        archive("pathway.function_staff", function_staff);
        archive("pathway.skill_mix", skill_mix);
        archive("pathway.intelligence_intensity", intelligence_intensity);
        archive("pathway.collaboration_intensity", collaboration_intensity);
        archive("pathway.service_capacity", service_capacity);
    }
    void resize(std::size_t clusters) {
        stock.assign(clusters, {});
        effort.assign(clusters, {});
        function_staff.assign(clusters, {});
        skill_mix.assign(clusters, {});
        intelligence_intensity.assign(clusters, 0.0);
        collaboration_intensity.assign(clusters, 0.0);
        service_capacity.assign(clusters, 0.0);
    }
};

/// What was delivered to members this month: written by the services, adoption and membership steps.
struct Delivery {
    Column<std::array<std::int32_t, topic_count>> services; ///< services delivered this month, by topic
    Column<std::int32_t> joins;
    Column<std::int32_t> leaves;
    Column<std::int32_t> exits;
    Column<std::int32_t> circular_adoptions; ///< adoptions completed this month by members
    Column<std::int32_t> digital_adoptions;
    Column<double> adoption_savings; ///< EUR a year saved by this month's adoptions of members
    Column<double> link_savings;     ///< EUR a year saved by by-product pairs that first linked this month
    Column<std::int32_t> new_pairs;  ///< partners in these pairs: a pair within the cluster counts twice
    Column<double> displaced_jobs;   ///< persons displaced by this month's adoptions of members
    Column<double> reskilled_jobs;   ///< persons reskilled this month by negotiation and services

    template <class Archive>
    void visit(Archive& archive) {
        archive("delivery.services", services);
        archive("delivery.joins", joins);
        archive("delivery.leaves", leaves);
        archive("delivery.exits", exits);
        archive("delivery.circular_adoptions", circular_adoptions);
        archive("delivery.digital_adoptions", digital_adoptions);
        archive("delivery.adoption_savings", adoption_savings);
        archive("delivery.link_savings", link_savings);
        archive("delivery.new_pairs", new_pairs);
        archive("delivery.displaced_jobs", displaced_jobs);
        archive("delivery.reskilled_jobs", reskilled_jobs);
    }
    void resize(std::size_t segments) {
        services.assign(segments, {});
        joins.assign(segments, 0);
        leaves.assign(segments, 0);
        exits.assign(segments, 0);
        circular_adoptions.assign(segments, 0);
        digital_adoptions.assign(segments, 0);
        adoption_savings.assign(segments, 0.0);
        link_savings.assign(segments, 0.0);
        new_pairs.assign(segments, 0);
        displaced_jobs.assign(segments, 0.0);
        reskilled_jobs.assign(segments, 0.0);
    }
};

/// Negotiated professional restructuring: written by the restructuring mechanism.
struct Negotiation {
    Column<double> intensity; ///< nu, 0..1

    template <class Archive>
    void visit(Archive& archive) {
        archive("negotiation.intensity", intensity);
    }
    void resize(std::size_t clusters) { intensity.assign(clusters, 0.0); }
};

/// The agendas towards which payers and habit pull, as published: parameters of the reflexivity mechanism.
struct PayerTargets {
    Agenda theta_funder{};  ///< of the long-term public funder
    Agenda theta_payers{};  ///< of buyers of paid services, private investors and sponsors
    Agenda theta_members{}; ///< of members wholly oriented to transition (growth 0)
    Agenda theta_growth{};  ///< habit: competitiveness first
};

/// Responsible actorhood, measured: written by the actorhood mechanism, read by recorders, funders and buyers.
struct Actorhood {
    /// Quarters remembered: five years of decisions, and commitments up to eight years old.
    static constexpr std::size_t quarters = 32;

    Column<double> autonomy;              ///< D; NaN while too few quarters are known
    Column<double> recognition;           ///< Q
    Column<double> care;                  ///< C = c * b; NaN before commitments are due
    Column<double> responsible_actorhood; ///< (D Q C)^(1/3)
    Column<double> delivered_share;       ///< c: delivered share of commitments
    Column<double> benefit_share;         ///< b: benefit to others and the future / all benefit
    Column<double> own_weight;            ///< A: weight of own need against payers in the agenda
    // history, by quarter number modulo `quarters`
    Column<std::array<std::uint8_t, quarters>> decided;
    Column<std::array<Agenda, quarters>> agenda;
    Column<std::array<Agenda, quarters>> payer_target;
    Column<std::array<Agenda, quarters>> own_need;
    Column<std::array<Agenda, quarters>> services;                  ///< services per member and year by topic
    Column<std::array<std::array<double, 4>, quarters>> benefit;    ///< X, W, B, G of the quarter, EUR a year
    Column<std::array<std::int32_t, topic_count>> quarter_services; ///< services since the quarter began
    Column<std::int32_t> quarter_adoptions;                         ///< members' adoptions since the quarter began
    Column<std::array<double, 4>> quarter_benefit; ///< X, W, B, G since the quarter began, EUR a year

    template <class Archive>
    void visit(Archive& archive) {
        archive("actorhood.autonomy", autonomy);
        archive("actorhood.recognition", recognition);
        archive("actorhood.care", care);
        archive("actorhood.responsible_actorhood", responsible_actorhood);
        archive("actorhood.delivered_share", delivered_share);
        archive("actorhood.benefit_share", benefit_share);
        archive("actorhood.own_weight", own_weight);
        archive("actorhood.decided", decided);
        archive("actorhood.agenda", agenda);
        archive("actorhood.payer_target", payer_target);
        archive("actorhood.own_need", own_need);
        archive("actorhood.services", services);
        archive("actorhood.benefit", benefit);
        archive("actorhood.quarter_services", quarter_services);
        archive("actorhood.quarter_adoptions", quarter_adoptions);
        archive("actorhood.quarter_benefit", quarter_benefit);
    }
    void resize(std::size_t clusters) {
        autonomy.assign(clusters, 0.0);
        recognition.assign(clusters, 0.0);
        care.assign(clusters, 0.0);
        responsible_actorhood.assign(clusters, 0.0);
        delivered_share.assign(clusters, 0.0);
        benefit_share.assign(clusters, 0.0);
        own_weight.assign(clusters, 0.0);
        decided.assign(clusters, {});
        agenda.assign(clusters, {});
        payer_target.assign(clusters, {});
        own_need.assign(clusters, {});
        services.assign(clusters, {});
        benefit.assign(clusters, {});
        quarter_services.assign(clusters, {});
        quarter_adoptions.assign(clusters, 0);
        quarter_benefit.assign(clusters, {});
    }
};

/// All clusters of a world.
struct Clusters {
    std::vector<std::string> names;
    ClusterIdentity identity;
    Contracts contracts;
    Funding funding;
    Accountability accountability;
    Reflexivity reflexivity;
    Decisions decisions;
    Pathway pathway;
    Negotiation negotiation;
    Actorhood actorhood;

    [[nodiscard]] std::size_t count() const { return identity.key.size(); }

    void resize(std::size_t clusters) {
        identity.resize(clusters);
        contracts.resize(clusters);
        funding.resize(clusters);
        accountability.resize(clusters);
        reflexivity.resize(clusters);
        decisions.resize(clusters);
        pathway.resize(clusters);
        negotiation.resize(clusters);
        actorhood.resize(clusters);
    }
    template <class Archive>
    void visit(Archive& archive) {
        identity.visit(archive);
        contracts.visit(archive);
        funding.visit(archive);
        accountability.visit(archive);
        reflexivity.visit(archive);
        decisions.visit(archive);
        pathway.visit(archive);
        negotiation.visit(archive);
        actorhood.visit(archive);
    }
};

} // namespace actorhood::models
