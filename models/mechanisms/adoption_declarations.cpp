// Parameters of the adoption funnel.
#include "models/mechanisms/adoption.hpp"

namespace actorhood::models::adoption {

namespace {

/// Who hears of practices.
void declare_awareness(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.media_rate, "media_rate", Unit{"year-1"}, Default{0.05}, non_negative, Sweep{0.02, 0.1},
                Meaning{"Awareness hazard of each practice from media at attention 1"},
                Source{"assumption; Rogers 2003"});
    schema.real(p.reach_rate, "reach_rate", Unit{"year-1"}, Default{0.20}, non_negative, Sweep{0.05, 0.4},
                Meaning{"Awareness hazard of members per unit of intelligence intensity"}, Source{"assumption"});
    schema.real(p.word_of_mouth, "word_of_mouth", Unit{"year-1"}, Default{0.3}, non_negative, Sweep{0.1, 0.6},
                Meaning{"Awareness hazard when all tie partners use the practice"},
                Source{"of the order of the imitation coefficient in Sultan et al. 1990"});
    schema.real(p.forgetting, "forgetting", Unit{"year-1"}, Default{0.04}, non_negative, Sweep{0, 0.1},
                Meaning{"Rate at which a firm forgets each practice it does not use"}, Source{"assumption"});
}

/// Who evaluates which practice, and who gives one up.
void declare_occasions(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.evaluation, "evaluation", Unit{"year-1"}, Default{1.1}, non_negative, Sweep{0.5, 1.5},
                Meaning{"Evaluations of a firm of the reference size", Symbol{"e"}},
                Source{"fit of ten parameters in 2026-11, MODEL.md 11"});
    schema.real(p.evaluation_size.exponent, "evaluation_size_exponent", Unit{"1"}, Default{0.25}, sim::share,
                Sweep{0, 0.4}, Meaning{"Evaluations grow with employees to this power; 0 = all firms alike"},
                Source{"assumption: larger firms have more managers and more projects"});
    schema.real(p.evaluation_size.reference, "evaluation_size_reference", Unit{"1"}, Default{46}, Bounds{1, 10000},
                Sweep{20, 100}, Meaning{"Employees of a firm that evaluates at the given rate"},
                Source{"members of all size classes then evaluate as often on average as without the power"});
    schema.real(p.evaluation_served, "evaluation_served", Unit{"year-1"}, Default{0.4}, non_negative, Sweep{0, 0.8},
                Meaning{"Additional evaluations while a circular or digital service acts"}, Source{"assumption"});
    schema.real(p.obligation_evaluation, "obligation_evaluation", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Rise of the evaluation rate with the obligation of binding decisions"},
                Source{"assumption"});
    schema.real(p.obligation_weight, "obligation_weight", Unit{"1"}, Default{2}, non_negative, Sweep{0, 4},
                Meaning{"Rise of a targeted practice's candidate weight with the obligation"}, Source{"assumption"});
    schema.real(p.served_weight, "served_weight", Unit{"1"}, Default{2}, non_negative, Sweep{1, 4},
                Meaning{"Candidate weight of practices of a pillar while a service of it acts"},
                Source{"assumption"});
    schema.real(p.abandonment, "abandonment", Unit{"year-1"}, Default{0.02}, Bounds{0, 2}, Sweep{0, 0.05},
                Meaning{"Rate at which each used practice is given up, at no resistance"}, Source{"assumption"});
    schema.real(p.rest, "rest", Unit{"month"}, Default{24}, Bounds{1, 600}, Sweep{12, 48},
                Meaning{"Rest after a failed trial or an abandonment"}, Source{"assumption"});
}

/// What payback weighs, and how well firms know it.
void declare_payback(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.payback_weight, "payback_weight", Unit{"1"}, Default{1.26}, non_negative, Sweep{0.5, 1.5},
                Meaning{"Weight b of the logarithm of the payback time", Symbol{"b"}},
                Source{"form: Anderson & Newell 2004; value: fit of ten parameters in 2026-11, MODEL.md 11"});
    schema.real(p.capital_weight, "capital_weight", Unit{"1"}, Default{0.4}, non_negative, Sweep{0, 0.8},
                Meaning{"Additional weight of capital cost, relative to b"},
                Source{"Anderson & Newell 2004: cost weighs 40 % more than savings"});
    schema.real(p.noise, "noise", Unit{"1"}, Default{0.4}, non_negative, Sweep{0.1, 0.8},
                Meaning{"Standard deviation of the logarithm of the perceived payback time"}, Source{"assumption"});
    schema.real(p.served_noise, "served_noise", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Remaining noise while a service of the pillar acts"}, Source{"assumption"});
    schema.real(
        p.acceptance_persistence, "acceptance_persistence", Unit{"1"}, Default{0.9}, sim::share, Sweep{0, 1},
        Meaning{"Share of the chance in a judgement that a firm keeps for a practice for ever (rho)", Symbol{"rho"}},
        Source{"assumption: what a model does not know of a firm hardly changes from one year to the next"});
}

/// What tie partners that use a practice weigh.
void declare_peers(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.peer_weight, "peer_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0, 3},
                Meaning{"Weight of adoption among tie partners"},
                Source{"Granovetter 1978 for the form; value assumed"});
    schema.real(p.disappointment, "disappointment", Unit{"1"}, Default{0.5}, Bounds{0, 10}, Sweep{0, 1.5},
                Meaning{"Partners who use a practice that one who gave it up outweighs; 0 = it keeps silent"},
                Source{"East, Hammond & Lomax 2008: negative word of mouth moves less than positive; value assumed"});
    schema.choice(
        p.peer_rule, "peer_rule", Default{"simple"}, {"simple", "threshold"},
        Meaning{"Peers count by their share; by the rule of thresholds a firm considers a practice only once "
                "the share reaches its threshold"},
        Source{"Granovetter 1978; Centola & Macy 2007"});
    schema.real(p.threshold_mean, "threshold_mean", Unit{"1"}, Default{0.25}, Bounds{0.13, 0.87}, Sweep{0.15, 0.5},
                Meaning{"Mean threshold of the threshold rule (Beta with a + b = 4)"}, Source{"assumption"});
    schema.real(p.threshold_bypass, "threshold_bypass", Unit{"1"}, Default{0.01}, sim::share, Sweep{0.001, 0.05},
                Meaning{"Chance that a firm considers a practice below its threshold"}, Source{"assumption"});
    schema.real(p.scaling_peer, "scaling_peer", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Largest rise of the peer effect by the pathway's scaling stock"}, Source{"assumption"});
}

/// What else a firm weighs.
void declare_judgement(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.capacity_weight, "capacity_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0.5, 3},
                Meaning{"Weight of absorptive capacity"},
                Source{"Cohen & Levinthal 1990 for the form; value assumed"});
    schema.real(p.skill_weight, "skill_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0.5, 3},
                Meaning{"Weight of the practice's skill demand times the skill gap"}, Source{"assumption"});
    schema.real(p.orientation_weight, "orientation_weight", Unit{"1"}, Default{1.5}, non_negative, Sweep{0, 3},
                Meaning{"Weight of the orientation for circular practices"}, Source{"assumption"});
    schema.real(p.regulation_weight, "regulation_weight", Unit{"1"}, Default{1}, non_negative, Sweep{0, 2},
                Meaning{"Logit per unit of regulatory pressure on the pillar", Symbol{"w_r"}}, Source{"assumption"});
}

/// What practices cost.
void declare_costs(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.resistance_cost, "resistance_cost", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Rise of the cost with workforce resistance (chi)", Symbol{"chi"}}, Source{"assumption"});
    schema.real(p.served_cost, "served_cost", Unit{"1"}, Default{0.2}, sim::share, Sweep{0, 0.4},
                Meaning{"Cost of know-how saved while a service of the pillar acts, share of the cost"},
                Source{"assumption"});
    schema.real(p.action_cost, "action_cost", Unit{"1"}, Default{0.1}, sim::share, Sweep{0, 0.2},
                Meaning{"Largest cost saved by the pathway's stock of tailored actions"}, Source{"assumption"});
    schema.real(p.spill_over, "spill_over", Unit{"1"}, Default{0.5}, non_negative, Sweep{0, 1},
                Meaning{"Weight of experience elsewhere against the own cluster or region (psi)", Symbol{"psi"}},
                Source{"assumption"});
}

/// What members get from the joint budget.
void declare_subsidies(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.subsidy_share, "subsidy_share", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 0.8},
                Meaning{"Share of a targeted practice's cost paid from the joint budget per unit of obligation"},
                Source{"assumption"});
    schema.real(p.subsidy_limit, "subsidy_limit", Unit{"EUR"}, Default{15000}, non_negative, Sweep{5000, 50000},
                Meaning{"Largest payment from the joint budget for one adoption"}, Source{"assumption"});
    schema.real(p.ration_memory, "ration_memory", Unit{"month"}, Default{6}, Bounds{1, 120}, Sweep{3, 12},
                Meaning{"Months over which members remember what the joint budget paid of the wished subsidies"},
                Source{"assumption"});
}

/// What a workforce that resists does to the introduction of practices.
void declare_implementation(sim::Schema& schema, ImplementationWeights& p) {
    using namespace sim;
    const Source source{"Klein & Sorra 1996, S0 for the sign; size: assumption"};
    schema.real(p.refusal, "resistance_refusal", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Share of accepted trials that a fully resisting workforce keeps from beginning (omega)",
                        Symbol{"omega"}},
                source);
    schema.real(p.delay, "resistance_delay", Unit{"1"}, Default{0.5}, Bounds{0, 10}, Sweep{0, 1},
                Meaning{"Lengthening of trials at full resistance (phi)", Symbol{"phi"}}, source);
    schema.real(
        p.voice_delay, "voice_delay", Unit{"1"}, Default{0}, Bounds{-0.9, 10}, Sweep{-0.25, 0.25},
        Meaning{"Lengthening of trials by full negotiation; negative where it saves time (tau)", Symbol{"tau"}},
        Source{"evidence on voice is mixed (V14): sign open, neutral value"});
    schema.real(p.failure, "resistance_failure", Unit{"1"}, Default{0.5}, sim::share, Sweep{0, 1},
                Meaning{"Share of trials that would have worked and fail at full resistance (psi)", Symbol{"psi"}},
                source);
    schema.real(p.abandonment, "resistance_abandonment", Unit{"1"}, Default{1}, Bounds{0, 10}, Sweep{0, 3},
                Meaning{"Rise of the rate of giving practices up at full resistance", Symbol{"a"}}, source);
}

/// Which trials work, and how the fit of firms varies.
void declare_trials(sim::Schema& schema, Parameters& p) {
    using namespace sim;
    schema.real(p.trial_failure, "trial_failure", Unit{"1"}, Default{0.3}, sim::share, Sweep{0.1, 0.5},
                Meaning{"Chance that a trial without risk, capacity and support fails"}, Source{"assumption"});
    schema.real(p.trial_risk, "trial_risk", Unit{"1"}, Default{1}, non_negative, Sweep{0, 2},
                Meaning{"Growth of the chance of failure with technical risk"}, Source{"assumption"});
    schema.real(p.trial_capacity, "trial_capacity", Unit{"1"}, Default{0.6}, sim::share, Sweep{0.2, 1},
                Meaning{"Share of failures that full absorptive capacity prevents"},
                Source{"assumption; Cohen & Levinthal 1990"});
    schema.real(p.trial_support, "trial_support", Unit{"1"}, Default{0.3}, sim::share, Sweep{0, 0.6},
                Meaning{"Share of failures that a service of the pillar prevents"}, Source{"assumption; S2"});
    schema.fixed(sim::acts_at_start, [&] {
        schema.real(p.fit.sd, "fit_sd", Unit{"1"}, Default{1.2}, non_negative, Sweep{0.6, 2},
                    Meaning{"Standard deviation of the fixed fit of firms to practices, logit"},
                    Source{"assumption"});
        schema.real(p.fit.common, "fit_common", Unit{"1"}, Default{0.4}, share, Sweep{0, 0.6},
                    Meaning{"Share of its variance that a firm's fits to all practices have in common"},
                    Source{"assumption; size and R&D go with all circular actions: Bassi & Dias 2019"});
    });
}

} // namespace

void Parameters::declare(sim::Schema& schema, Parameters& p) {
    schema.section("adoption", "Adoption funnel of circular and digital practices");
    declare_awareness(schema, p);
    declare_occasions(schema, p);
    declare_payback(schema, p);
    declare_peers(schema, p);
    declare_judgement(schema, p);
    declare_costs(schema, p);
    declare_implementation(schema, p.implementation);
    declare_subsidies(schema, p);
    declare_trials(schema, p);
}

} // namespace actorhood::models::adoption
