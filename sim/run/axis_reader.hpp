// From the axis tables of an experiment file to axes of a design.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/run/axis_target.hpp"
#include "sim/run/experiment_table.hpp"
#include "sim/run/layout.hpp"

namespace actorhood::sim {

/// Makes the axes of one experiment; what is wrong becomes a problem of the document.
class AxisReader {
public:
    /// `scenario` holds the base with the fixed changes.
    AxisReader(ExperimentDocument& document, const Schema& scenario);

    [[nodiscard]] Axes read();

private:
    /// The axis being read.
    struct Place {
        std::size_t index{};
        const AxisEntry& entry;
        std::string key; ///< "experiment.axis#0"
    };

    void explicit_names();
    void one(const Place& at, Axes& axes);
    void parameter(const Place& at, Axes& axes);
    void range(const Place& at, const AxisTarget& target, Axes& axes);
    void values(const Place& at, const AxisTarget& target, const Node& written, Axes& axes);
    void patterns(const Place& at, Axes& axes);
    void options(const Place& at, Axes& axes);
    void simplex(const Place& at, Axes& axes);
    [[nodiscard]] std::vector<std::string> components(const Place& at) const;
    [[nodiscard]] bool component(const Place& at, const std::string& name, Simplex& simplex);
    void fixed_shares(const Place& at, Simplex& simplex);

    void add(const Place& at, std::unique_ptr<Axis> axis, Axes& axes);
    void refuse(const Place& at, const char* key, const std::string& reason);
    void problem(const Place& at, const char* key, const std::string& message);
    [[nodiscard]] bool given(const Place& at, const char* key) const;
    [[nodiscard]] std::string role(const Place& at, const char* otherwise) const;
    [[nodiscard]] std::size_t levels(const Place& at) const;
    [[nodiscard]] bool on_grid() const;

    ExperimentDocument& document_;
    const Schema& scenario_;
    std::set<std::string> named_;   ///< keys that an axis names, which patterns leave to it
    std::set<std::string> columns_; ///< taken names
};

} // namespace actorhood::sim
