// From the axis tables of an experiment file to axes of a design.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
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

    [[nodiscard]] DesignAxes read();

private:
    /// The axis being read.
    struct Place {
        std::size_t index{};
        const AxisEntry& entry;
        std::string key; ///< "experiment.axis#0"
    };

    void explicit_names();
    void one(const Place& at, DesignAxes& axes);
    void refuse_strangers(const Place& at, std::string_view way);
    void parameter(const Place& at, DesignAxes& axes);
    void range(const Place& at, const AxisTarget& target, DesignAxes& axes);
    [[nodiscard]] bool ends_accepted(const Place& at, const Parameter& declared, const Range& range);
    [[nodiscard]] bool range_usable(const Place& at, const Parameter& declared, const Range& range);
    void values(const Place& at, const AxisTarget& target, const Node& written, DesignAxes& axes);
    void patterns(const Place& at, DesignAxes& axes);
    void options(const Place& at, DesignAxes& axes);
    void simplex(const Place& at, DesignAxes& axes);
    [[nodiscard]] std::vector<std::string> components(const Place& at) const;
    [[nodiscard]] bool component(const Place& at, const std::string& name, Simplex& simplex);
    [[nodiscard]] bool fixed_shares(const Place& at, Simplex& simplex);

    void add(const Place& at, std::unique_ptr<DesignAxis> axis, DesignAxes& axes);
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
