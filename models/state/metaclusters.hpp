// Metaclusters: meta-organisations whose members are clusters, and what they make of each cluster.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// How a cluster belongs to a metacluster.
enum Standing : std::uint8_t { no_member = 0, associate_member = 1, full_member = 2 };

/// What metaclusters make of a cluster, one row per cluster. Neutral, as in a world without metaclusters: all zero, factor
/// 1, and the lateral judgement that accountability gives to a cluster in none.
struct Cooperation : ColumnGroup<Cooperation> {
    Column<double> dues;                ///< share of staff time given to metaclusters, 0..1
    Column<double> lateral_pull;        ///< phi_lateral of accountability
    Column<double> lateral_performance; ///< how other meta-organisations judge the cluster, 0..1
    Column<double> breadth;             ///< partner clusters reached, in full equivalents
    Column<double> application_factor;  ///< on the score of project applications
    Column<double> tie_rate;            ///< new ties to firms of partner clusters per free outside slot, 1/year
    Column<double> platform_reach;      ///< share of its members listed where those of partner clusters look, 0..1
    Column<double> memory;              ///< share of knowledge that partners keep when staff leaves, 0..1
    Column<double> plan_rate;           ///< pull of joint plans on the agenda, 1/year
    Column<Agenda> plan_target;         ///< mean joint plan, weighted by pull
    /// Experience of partner clusters that has arrived, in shares of members that use a practice.
    Column<std::array<double, practice_limit>> experience;
    Column<std::array<double, practice_limit>> awareness; ///< rate at which members learn of a practice, 1/year

    template <class F>
    void each(F&& column) {
        column("cooperation.dues", dues);
        column("cooperation.lateral_pull", lateral_pull);
        column("cooperation.lateral_performance", lateral_performance);
        column("cooperation.breadth", breadth);
        column("cooperation.application_factor", application_factor, 1.0);
        column("cooperation.tie_rate", tie_rate);
        column("cooperation.platform_reach", platform_reach);
        column("cooperation.memory", memory);
        column("cooperation.plan_rate", plan_rate);
        column("cooperation.plan_target", plan_target);
        column("cooperation.experience", experience);
        column("cooperation.awareness", awareness);
    }
};

/// All metaclusters of a world, one row per metacluster; memberships in rows of their own, grouped by metacluster.
struct Metaclusters : ColumnGroup<Metaclusters> {
    // fixed for a run
    std::vector<std::string> names;
    Column<std::uint32_t> first;   ///< first membership of each metacluster; one more at the end
    Column<std::uint32_t> cluster; ///< of each membership
    Column<std::uint8_t> invited;  ///< Standing that the scenario gives to each membership
    // memberships
    Column<std::uint8_t> standing; ///< present Standing; 0 before the start and after leaving
    Column<std::uint8_t> follows;  ///< 1 while the cluster carries out the joint plan
    Column<double> autonomy_cost;  ///< of the last decision, in units of ambition
    // metaclusters
    Column<std::uint8_t> started; ///< 1 since its start date
    Column<double> members;       ///< member clusters at work
    Column<double> staff;         ///< dues, full-time equivalents
    Column<double> overhead;      ///< share of them taken by accountability
    Column<double> free_staff;    ///< left after accountability and coordination, full-time equivalents
    Column<ByDirection> effort;
    Column<ByDirection> answerability;
    Column<ByDirection> legitimacy;
    Column<std::array<double, 3>> sensed; ///< believed harms: circular, digital, labour
    Column<double> reflexivity;           ///< 0..1
    Column<Agenda> agenda;                ///< joint agenda
    Column<std::uint8_t> decided;         ///< 1 in the quarter's month when a decision was reached
    Column<double> ambition;              ///< decided share of the joint agenda that is not growth
    Column<double> obligation;            ///< directiveness * ambition; 0 while nothing binds
    Column<Agenda> plan;                  ///< joint plan: the joint agenda at the decided ambition
    Column<double> understanding;         ///< share of a partner's experience that exchange reaches, 0..1

    [[nodiscard]] std::size_t count() const { return names.size(); }

    template <class F>
    void each(F&& column) {
        column("metaclusters.standing", standing, not_by_row);
        column("metaclusters.follows", follows, not_by_row);
        column("metaclusters.autonomy_cost", autonomy_cost, not_by_row);
        column("metaclusters.started", started);
        column("metaclusters.members", members);
        column("metaclusters.staff", staff);
        column("metaclusters.overhead", overhead);
        column("metaclusters.free_staff", free_staff);
        column("metaclusters.effort", effort);
        column("metaclusters.answerability", answerability);
        column("metaclusters.legitimacy", legitimacy);
        column("metaclusters.sensed", sensed);
        column("metaclusters.reflexivity", reflexivity);
        column("metaclusters.agenda", agenda);
        column("metaclusters.decided", decided);
        column("metaclusters.ambition", ambition);
        column("metaclusters.obligation", obligation);
        column("metaclusters.plan", plan);
        column("metaclusters.understanding", understanding);
    }
};

} // namespace actorhood::models
