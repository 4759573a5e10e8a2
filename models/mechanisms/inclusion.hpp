// Inclusion: more equal access to work widens the talent pool, vacancies are filled sooner, skill gaps close faster.
//
//   de/dt = s i a (e* - e)  while e < e*      i = intensity of inclusion programmes, a = 1 where equality is on the
//           - f (e - e_0)                         agenda (outside clusters the share of those who have it there)
//   pool  = (1 + w e) / (1 + w e_0)           talent pool relative to the start
//   vacancy = v_0 / pool                      months until a vacancy is filled
//   dg/dt gains - r (pool - 1) g              r = part of the closing of skill gaps that is due to recruitment
// e is the share of women among applicants for engineering relative to parity: 25 % of applicants make e_0 = 0.5.
// Without an inclusion programme e stays at e_0 and the pool at 1, and nothing else changes.
// Sources: S3 (inclusion as shared value: 73 % have gender equality on the agenda, women are 25 % of applicants, 40 %
// women in tech by 2030 as a target; less inequality, less talent shortage); model 7.11 (w = 0.15). Speeds, months and
// the part of recruitment are assumptions.
// Departures: the pool counts relative to the start, because today's equality is part of today's recruitment; the gap
// closes in a step of its own, which differs from one common equation by less than a thousandth of the month's change.
// Without restructuring skill gaps stay constant: equality, pool and vacancies still move.
#pragma once

#include <functional>

#include "models/state/inclusion.hpp"
#include "models/state/work.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::inclusion {

struct Parameters {
    double start{};       ///< e_0
    double target{};      ///< e*
    double speed{};       ///< s, year-1
    double fading{};      ///< f, year-1
    double agenda{};      ///< share of clusters with equality on the agenda
    double widening{};    ///< w
    double vacancy{};     ///< v_0, months
    double recruitment{}; ///< r, year-1

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Talent pool at an equality of 0..1, relative to the pool at `start`.
[[nodiscard]] double talent_pool(double widening, double equality, double start);
/// Equality after a month with programmes of `intensity` where the agenda is `agenda` (both 0..1).
[[nodiscard]] double equality_after(const Parameters& p, double equality, double intensity, double agenda);

/// Equality at the start, and in which clusters it is on the agenda.
void initialise(const Parameters& p, const sim::Random& random, const ClusterIdentity& identity,
                const FirmLayout& firms, Inclusion& inclusion);

/// Equality follows the programmes, and the talent pool equality.
void step(const Parameters& p, const Policy& policy, Inclusion& inclusion);
/// Skill gaps close where the pool is wider than at the start, if work changes at all.
void rows(const Parameters& p, const Inclusion& inclusion, const Work& work, Rows<Workforce> firms);

/// `parameters` returns those in force when an output is read.
void declare_outputs(sim::Outputs& outputs, const World& world, std::function<const Parameters&()> parameters);

inline constexpr sim::Stream inclusion_stream{38, "clusters with an agenda of inclusion"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "inclusion",
     .title = "Equal access to work, talent pool and vacancies",
     .matters = R"(
         [[programme]]
         name = "inclusion"
         kind = "inclusion"
         start = 2022-01-01
         end = 2032-01-01
     )",
     .when_off = {.constant = "equality talent_pool vacancy_duration", .different = "resistance skill_gap"},
     .streams = {&inclusion_stream}}};

} // namespace actorhood::models::inclusion
