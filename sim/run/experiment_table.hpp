// The tables of an experiment file: what can be written, and where it was written.
//
//     [experiment]                 base, design, points, replicates, ...
//     [experiment.set]             fixed changes to the base scenario
//     [experiment.levers], [experiment.uncertainties]   the two designs of a crossed one
//     [[experiment.axis]]          what varies
//     [[experiment.axis.options]]  named sets of changes, for an axis of options
//     [[experiment.point]]         points of a list, each a table of changes to the base
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/binder.hpp"
#include "sim/config/document.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/tree.hpp"
#include "sim/run/layout.hpp"

namespace actorhood::sim {

/// One position of an axis of options.
struct OptionEntry {
    std::string name;
    Changes set;
    EntryPlaces places;

    static void declare(Schema& schema, OptionEntry& p);
};

/// [[experiment.axis]]: one of parameter, parameters, simplex, or name with options.
struct AxisEntry {
    std::string name;
    std::string parameter;
    std::vector<std::string> parameters;
    std::vector<std::string> except;
    std::string simplex;
    std::vector<std::string> components;
    std::optional<Node> fixed; ///< table of shares that do not vary
    double low{};
    double high{};
    std::optional<Node> values; ///< array of what the scenario's reader accepts for the parameter
    std::int64_t scale{};       ///< 1 = logarithmic
    std::int64_t role{};
    std::int64_t levels{}; ///< 0 = those of the experiment
    std::int64_t steps{};  ///< 0 = those of the experiment
    std::vector<OptionEntry> options;
    EntryPlaces places;

    /// True if somebody chooses the value: as it is given, else of shares and options.
    [[nodiscard]] bool is_lever() const {
        return places.given("role") ? role == 0 : places.given("simplex") || places.given("options");
    }

    static void declare(Schema& schema, AxisEntry& p);
};

/// [[experiment.point]]
struct PointEntry {
    std::string name;
    std::int64_t replicates{}; ///< 0 = those of the experiment
    Changes set;
    EntryPlaces places;

    static void declare(Schema& schema, PointEntry& p);
};

/// How points are laid out: keys of [experiment], and of [experiment.levers] and [experiment.uncertainties].
struct DesignEntry {
    std::string place;     ///< beginning of its keys, "experiment." or "experiment.levers."
    std::int64_t design{}; ///< DesignKind
    std::int64_t points{};
    std::int64_t scramble{};
    std::int64_t levels{};
    std::int64_t steps{};

    [[nodiscard]] DesignKind kind() const { return static_cast<DesignKind>(design); }
    [[nodiscard]] std::string word() const { return design_word(kind()); }

    static void declare(Schema& schema, DesignEntry& p, const std::string& section);
};

/// [experiment]
struct ExperimentTable {
    std::string title;
    std::string summary;
    std::string base;
    std::string assumptions;
    std::string points_file; ///< table of the points of a list
    DesignEntry design;
    DesignEntry levers;        ///< of a crossed design
    DesignEntry uncertainties; ///< of a crossed design
    std::int64_t replicates{};
    std::vector<std::string> outputs;
    std::vector<std::string> labels;
    std::int64_t every{};
    std::int64_t over_time{}; ///< OverTime
    std::int64_t random{};    ///< 0 = common
    std::uint64_t seed{};
    Changes set;
    std::vector<AxisEntry> axes;
    std::vector<PointEntry> listed;

    [[nodiscard]] bool crossed() const { return design.kind() == DesignKind::crossed; }
    /// The design that lays out an axis.
    [[nodiscard]] const DesignEntry& design_of(const AxisEntry& axis) const {
        return !crossed() ? design : axis.is_lever() ? levers : uncertainties;
    }

    static void declare(Schema& schema, ExperimentTable& p);
};

/// An experiment file as read, with the places of everything for messages.
class ExperimentDocument {
public:
    /// Reads the file and applies those changes that begin with "experiment."; throws ConfigurationError.
    ExperimentDocument(const std::filesystem::path& path, const std::vector<std::string>& changes);
    /// The same from a text; `name` stands for the file in messages.
    ExperimentDocument(std::string_view text, std::string name, const std::vector<std::string>& changes);
    /// The same from a tree that holds [experiment].
    ExperimentDocument(Node root, std::string name);

    ExperimentDocument(const ExperimentDocument&) = delete;
    ExperimentDocument& operator=(const ExperimentDocument&) = delete;

    [[nodiscard]] const ExperimentTable& table() const { return table_; }
    [[nodiscard]] const std::string& file() const { return file_; }
    /// What the reading knows of places; problems that are found later are collected in it too.
    [[nodiscard]] BindingRecord& record() { return record_; }
    /// True if the key ("experiment.points") or some key of the table ("experiment.levers") was given.
    [[nodiscard]] bool given(const std::string& key) const;
    /// Adds a problem at a key, or at the whole file when it is not given.
    void problem(const std::string& key, const std::string& message);
    void problem(const Location& where, const std::string& message);
    void problem(const Node& where, const std::string& message);
    /// Throws what was found, if anything.
    void finish();

private:
    void bind(Node root);
    void change(const std::vector<std::string>& changes);

    std::string file_;
    ExperimentTable table_;
    Schema schema_;
    BindingRecord record_;
    std::vector<std::string> changed_; ///< keys given by options
};

} // namespace actorhood::sim
