// Kept state of mechanisms (sim::Kept): where its columns get their length, are saved, and become outputs.
#pragma once

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "models/population.hpp"
#include "models/state/world.hpp"
#include "sim/output/outputs.hpp"
#include "sim/run/mechanism.hpp"

namespace actorhood::models {

/// Visitor of kept state that hands names and values on to an archive.
template <class Archive>
struct SaveKept {
    Archive& archive;
    template <class T, class... Declaration>
    void operator()(T& value, std::string_view name, const Declaration&...) const {
        archive(name, value);
    }
};

/// Visitor of kept state that gives columns the length of their axis.
struct SizeKept {
    const population::Parameters& population;
    template <class T, class... Declaration>
    void operator()(T& value, std::string_view, const Declaration&... declaration) const {
        (size(value, declaration), ...);
    }

private:
    template <class T, class Word>
    void size(T& value, const Word& word) const {
        if constexpr (std::is_same_v<Word, sim::By>) {
            value.assign(length(word.axis), {});
        }
    }
    [[nodiscard]] std::size_t length(std::string_view axis) const {
        const std::size_t clusters = population::cluster_names(population).size();
        const auto regions = static_cast<std::size_t>(population.regions);
        if (axis == "cluster") {
            return clusters;
        }
        if (axis == "region") {
            return regions;
        }
        if (axis == "segment") {
            return clusters + regions;
        }
        throw std::logic_error("kept state has no axis '" + std::string(axis) + "'");
    }
};

/// Visitor of kept state that declares an output for what has a unit and a meaning.
struct RecordKept {
    sim::Outputs& outputs;
    template <class T>
    void operator()(T&, std::string_view) const {}
    template <class T>
    void operator()(T&, std::string_view, sim::By) const {}
    template <class T>
    void operator()(T& value, std::string_view name, sim::Unit unit, sim::Meaning meaning) const {
        outputs.variable(name, {}, unit, meaning, sim::Source{"state of the mechanism"},
                         [&value](std::span<double> out) { out[0] = static_cast<double>(value); });
    }
    template <class T>
    void operator()(T& values, std::string_view name, sim::By by, sim::Unit unit, sim::Meaning meaning) const {
        outputs.variable(name, {by.axis}, unit, meaning, sim::Source{"state of the mechanism"},
                         [&values](std::span<double> out) {
                             std::transform(values.begin(), values.end(), out.begin(),
                                            [](const auto& value) { return static_cast<double>(value); });
                         });
    }
};

} // namespace actorhood::models
