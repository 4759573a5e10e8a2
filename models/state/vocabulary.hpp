// The words of the model: small enumerations shared by every mechanism.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace actorhood::models {

/// One value per entity, contiguous.
template <class T>
using Column = std::vector<T>;

/// What a practice belongs to.
enum Pillar : std::uint8_t { circular = 0, digital = 1 };
inline constexpr std::size_t pillar_count = 2;
inline constexpr std::array<std::string_view, pillar_count> pillar_names{"circular", "digital"};

/// What an agenda, a service or a commitment is about. Order: growth, circular, digital, labour.
enum Topic : std::uint8_t { growth_topic = 0, circular_topic = 1, digital_topic = 2, labour_topic = 3 };
inline constexpr std::size_t topic_count = 4;
inline constexpr std::array<std::string_view, topic_count> topic_names{"growth", "circular", "digital", "labour"};
/// A point on the simplex of topics.
using Agenda = std::array<double, topic_count>;

/// The topic that serves a pillar.
[[nodiscard]] constexpr Topic topic_of(Pillar pillar) { return pillar == circular ? circular_topic : digital_topic; }

/// Where a cluster organisation's money comes from.
enum FundingSource : std::uint8_t { core_funding = 0, project_funding = 1, fee_funding = 2, service_funding = 3 };
inline constexpr std::size_t source_count = 4;
inline constexpr std::array<std::string_view, source_count> source_names{"core", "project", "fees", "services"};
/// One number per funding source.
using BySource = std::array<double, source_count>;

/// To whom a cluster organisation answers.
enum Direction : std::uint8_t { upward = 0, downward = 1, outward = 2, lateral = 3 };
inline constexpr std::size_t direction_count = 4;
inline constexpr std::array<std::string_view, direction_count> direction_names{"up", "down", "out", "lateral"};
using ByDirection = std::array<double, direction_count>;

/// Stages of the transition pathway (S2, Table 2).
enum Stage : std::uint8_t { priorities = 0, challenges = 1, actions = 2, scaling = 3 };
inline constexpr std::size_t stage_count = 4;
inline constexpr std::array<std::string_view, stage_count> stage_names{"priority_definition", "strategic_challenges",
                                                                       "tailored_actions", "pathway_scaling"};
using ByStage = std::array<double, stage_count>;

/// Functions of a cluster organisation (S2, Table 2).
enum Function : std::uint8_t { intelligence = 0, collaboration = 1, support = 2 };
inline constexpr std::size_t function_count = 3;
inline constexpr std::array<std::string_view, function_count> function_names{"intelligence", "collaboration",
                                                                             "support"};
using ByFunction = std::array<double, function_count>;

/// European size classes by employees: micro < 10, small < 50, medium < 250, large.
enum SizeClass : std::uint8_t { micro = 0, small = 1, medium = 2, large = 3 };
inline constexpr std::size_t size_class_count = 4;
inline constexpr std::array<std::string_view, size_class_count> size_class_names{"micro", "small", "medium", "large"};
/// Employees from which a class begins (definition of the European Union); last, where the largest class ends.
inline constexpr std::array<double, size_class_count + 1> size_limits{1.0, 10.0, 50.0, 250.0, 10000.0};

/// The 14 industrial ecosystems of the European Commission.
inline constexpr std::size_t sector_count = 14;
inline constexpr std::array<std::string_view, sector_count> sector_names{
    "aerospace_defence", "agri_food",        "construction", "cultural_creative",  "digital",          "electronics",
    "energy_intensive",  "renewable_energy", "health",       "mobility_transport", "proximity_social", "retail",
    "textiles",          "tourism"};

/// Most practices a catalogue may hold: adoption is a 32-bit mask.
inline constexpr std::size_t practice_limit = 32;

} // namespace actorhood::models
