// Core contracts and project grants of clusters.
#pragma once

#include <array>
#include <cstdint>

#include "models/clusters/columns.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Core contracts and project grants.
struct Contracts : ColumnGroup<Contracts> {
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

    template <class F>
    void each(F&& column) {
        column("contracts.core_active", core_active);
        column("contracts.core_end", core_end);
        column("contracts.core_next_application", core_next_application);
        column("contracts.core_monthly", core_monthly);
        column("contracts.project_end", project_end);
        column("contracts.project_monthly", project_monthly);
        column("contracts.project_theme", project_theme);
        column("contracts.project_line", project_line);
        column("contracts.results", results);
        column("contracts.line_applications", line_applications, not_by_row);
        column("contracts.line_grants", line_grants, not_by_row);
        column("contracts.line_successes", line_successes, not_by_row);
        column("contracts.line_failures", line_failures, not_by_row);
        column("contracts.line_money", line_money, not_by_row);
        column("contracts.track_record", track_record, 1.0);
        column("contracts.application_effort", application_effort);
        column("contracts.applications", applications);
        column("contracts.grants", grants);
        column("contracts.project_themes", project_themes);
        column("contracts.published_themes", published_themes);
        column("contracts.core_applicants", core_applicants, not_by_row);
        column("contracts.core_applicant_recognition", core_applicant_recognition, not_by_row);
    }
};

} // namespace actorhood::models
