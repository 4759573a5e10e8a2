// The policy toolkit: instruments that a scenario adds by name, and the choice it makes of them.
//
// An instrument is data: what policymakers call it, four facets by which it is found, the recommendations of the
// European Expert Group on Clusters that it follows, where it comes from, the programmes it brings (policy.hpp), and
// the changes it makes to parameters from a date on, for a time, with an intensity w between 0 and 1:
//
//     in force = base + w (target - base),   target = base + add, base * multiply, or set.
//
// Several instruments add their differences in the order in which the scenario names them (periods.hpp).
// The facets are those of the Policy Toolkit in S2, 3.2; the words inside a facet are ours, after the recommendations
// (S1, S2), the areas of action in S2, 3.3.1, and the levels of government that S2 and S3 name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/mechanisms/policy.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models::toolkit {

inline constexpr std::size_t instrument_limit = 400; ///< of a scenario, its own files included
inline constexpr std::size_t selection_limit = 100;
inline constexpr std::size_t change_limit = 30;  ///< of one instrument
inline constexpr std::size_t own_programmes = 4; ///< most of one instrument
inline constexpr int recommendation_count = 15;  ///< of the European Expert Group on Clusters

/// What an instrument does to one parameter: one of the three is given.
struct Change {
    std::string parameter; ///< dotted key; "practice.NAME.key", "cluster.NAME.key", "key.element" inside an array
    std::optional<double> add;
    std::optional<double> multiply;
    std::optional<double> set;

    /// Value at full intensity.
    [[nodiscard]] double target(double base) const {
        return set ? *set : multiply ? base * *multiply : base + add.value_or(0.0);
    }
    static void declare(sim::Schema& schema, Change& change);
};

/// One entry of the toolkit. Facets hold the position of a word among those declared.
struct Instrument {
    std::string name;
    std::string title;
    std::string description;
    std::int64_t theme{};
    std::int64_t challenge{};
    std::int64_t support{};
    std::int64_t territory{};
    std::vector<double> recommendations; ///< 1..15
    std::string source;
    double start{};                 ///< fractional year
    std::optional<double> duration; ///< years; without it the instrument stays
    std::vector<Change> changes;
    /// Run while the instrument does: their start and end are not used, their intensity is multiplied.
    std::vector<policy::Programme> programmes;

    static void declare(sim::Schema& schema, Instrument& instrument);
};

/// An instrument that a scenario uses, with what differs from its own dates.
struct Selection {
    std::string name;
    std::optional<double> start;    ///< fractional year
    std::optional<double> end;      ///< fractional year, first month without it
    std::optional<double> duration; ///< years
    double intensity{};             ///< 0..1

    static void declare(sim::Schema& schema, Selection& selection);
};

/// Words of a facet ("theme", "challenge", "support", "territory"), in order.
[[nodiscard]] const std::vector<std::string>& facet_words(const sim::Schema& instrument, const std::string& facet);

/// A recommendation of the European Expert Group on Clusters, 1..15, in short.
[[nodiscard]] std::string_view recommendation(std::size_t number);

/// The toolkit's part of a scenario.
struct Parameters {
    std::vector<Instrument> instruments; ///< known to the scenario; those it names are among them
    std::vector<Selection> selections;

    static void declare(sim::Schema& schema, Parameters& p);
    /// The instrument with this name, or nullptr.
    [[nodiscard]] const Instrument* find(const std::string& name) const;
};

} // namespace actorhood::models::toolkit
