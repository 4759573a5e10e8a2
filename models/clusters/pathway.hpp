// Work of cluster organisations on the transition pathway.
#pragma once

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Transition pathway.
struct Pathway : ColumnGroup<Pathway> {
    Column<ByStage> stock;                  ///< x1..x4 per 50 members
    Column<ByStage> effort;                 ///< E_s, full-time equivalents
    Column<ByFunction> function_staff;      ///< full-time equivalents per function
    Column<ByFunction> skill_mix;           ///< what the staff is skilled for (shares; adapts slowly)
    Column<double> intelligence_intensity;  ///< S_int, intelligence staff per 50 members + 0.1 per knowledge partner
    Column<double> collaboration_intensity; ///< S_col, collaboration staff per 50 members
    Column<double> service_capacity;        ///< member services this month

    template <class F>
    void each(F&& column) {
        column("pathway.stock", stock);
        column("pathway.effort", effort);
        column("pathway.function_staff", function_staff);
        column("pathway.skill_mix", skill_mix);
        column("pathway.intelligence_intensity", intelligence_intensity);
        column("pathway.collaboration_intensity", collaboration_intensity);
        column("pathway.service_capacity", service_capacity);
    }
};

} // namespace actorhood::models
