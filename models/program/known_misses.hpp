// Generated from the tables of patterns and anchors in models/MODEL.md, section 11:
// ACTORHOOD_REFRESH=1 build/bin/test_unit "[documents]"
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// clang-format off
namespace actorhood::models::program {

/// A figure known from outside, or a pattern stated before the run, that the model misses.
struct KnownMiss {
    std::string_view measured;
    std::string_view stated;
    std::string_view simulated;
};

/// With how many patterns and figures it was compared.
inline constexpr std::size_t compared_patterns = 102;

inline constexpr auto known_misses = std::to_array<KnownMiss>({
    {"additional adoptions per member and year (paired), 2020 to 2024 less 2035 to 2039",
     "above 0.00", "0.008 (-0.001 to 0.016)"},
    {"effect of awareness alone on members' share of practices in use, 2035 to 2039, as a part of the effect of all work of the clusters (paired)",
     "below 0.33", "0.434 (0.409 to 0.459)"},
    {"accepted part of evaluations, outside, 10 or more employees, 2021 to 2030",
     "0.40 to 0.60", "0.343 (0.341 to 0.344)"},
    {"share of firms outside with fewer than 250 employees that use any circular practice, 2021 to 2029",
     "0.85 to 0.95", "0.956 (0.955 to 0.957)"},
    {"coefficient of variation of income, project-only (random times) over core-only",
     "above 3.0", "2.07 (2.00 to 2.14)"},
    {"the same with the contest of the baseline over sqrt((1-s)/3)",
     "0.9 to 1.1", "1.309 (1.292 to 1.326)"},
    {"with the contest of the baseline: mean over clusters, over that of sqrt((1-s_c)/(K s_c d)), s_c realised",
     "0.9 to 1.1", "1.199 (1.182 to 1.215)"},
    {"effect of voice on members' digital depth, 2035 to 2039 (paired)",
     "below 0.00", "0.0851 (0.0813 to 0.0890)"},
    {"that loss with both, as a part of the loss without",
     "below 0.70", "0.97 (0.89 to 1.04)"},
    {"the same with negotiation detached from both",
     "below 1.00", "1.02 (0.90 to 1.14)"},
    {"growth a year of visible circular practices, 2034 to 2039, with 10 % actual payers, points",
     "below 0.5", "0.49 (0.42 to 0.55)"},
    {"threshold: largest step of the response to green procurement after the first (0.1 a step), in multiples of the first step",
     "above 2.0", "0.70 (0.61 to 0.78)"},
    {"large firms, % of firms outside clusters, end of 2039",
     "0.15 to 0.30", "0.14 (0.13 to 0.15)"},
    {"growth of artificial intelligence 2023 to 2025",
     "0.09 to 0.15", "0.067 (0.065 to 0.070)"},
    {"artificial intelligence, 10 or more employees, 2024",
     "0.115 to 0.155", "0.110 (0.107 to 0.112)"},
    {"artificial intelligence, 10 or more employees, 2025",
     "0.180 to 0.220", "0.162 (0.159 to 0.166)"},
    {"artificial intelligence, medium, 2023",
     "0.110 to 0.150", "0.182 (0.171 to 0.193)"},
    {"artificial intelligence, large, 2023",
     "0.274 to 0.334", "0.377 (0.353 to 0.401)"},
    {"artificial intelligence, large, 2025",
     "0.495 to 0.605", "0.476 (0.456 to 0.496)"},
    {"renewable energy, all sizes, 2020 (2016)",
     "0.140 to 0.180", "0.185 (0.179 to 0.192)"},
    {"redesign, all sizes, 2020 (2016)",
     "0.306 to 0.374", "0.302 (0.297 to 0.307)"},
    {"median staff of a cluster organisation, 2023",
     "2.000 to 3.000", "6.283 (5.287 to 7.278)"},
    {"members that leave in their first year",
     "0.160 to 0.190", "0.143 (0.141 to 0.145)"},
});

} // namespace actorhood::models::program
