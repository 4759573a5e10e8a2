// The policy toolkit, listed for people and programs.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/program/scenario.hpp"
#include "models/toolkit/instruments.hpp"

namespace actorhood::models::program {

/// The shipped baseline with every instrument of the shipped toolkit known, none in use.
[[nodiscard]] std::unique_ptr<Scenario> read_toolkit();

/// What a list of instruments is cut down to; empty or nothing = anything.
struct ToolkitFilter {
    std::string text; ///< words that stand in name, title, description, source or facets, any case
    std::optional<std::int64_t> theme, challenge, support, territory;
    std::optional<std::uint64_t> recommendation;

    [[nodiscard]] bool matches(const toolkit::Instrument& instrument) const;
};

/// What a search looks at.
[[nodiscard]] std::string searched_text(const toolkit::Instrument& instrument);

using Instruments = std::vector<const toolkit::Instrument*>;

/// A table: name, facets, recommendations, and the title below.
[[nodiscard]] std::string toolkit_table(const Instruments& instruments);
/// Everything about one instrument, with what it changes on the values of `base`.
[[nodiscard]] std::string toolkit_description(const Parameters& base, const toolkit::Instrument& instrument,
                                              const std::string& base_name = "the baseline");
[[nodiscard]] std::string toolkit_json(const Parameters& base, const Instruments& instruments);
/// All as a Markdown table.
[[nodiscard]] std::string toolkit_markdown(const Parameters& base);

/// The instruments that a scenario uses, in plain language, one after the other.
[[nodiscard]] std::string instruments_in_use(const Parameters& parameters);

} // namespace actorhood::models::program
