#include "sim/run/listed_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/run/axis_target.hpp"

namespace actorhood::sim {

namespace {

/// One key that varies over the list.
class ListedColumn {
public:
    ListedColumn(const std::string& key, const Schema& scenario, const std::string& role)
        : target_(find_target(scenario, key)),
          column_(target_ ? target_->column(role) : DesignColumn{key, "1", "Value by its position", role, {}}) {}

    double base() {
        return number() ? target_->base : position_of(target_ ? target_->base_text : std::string("base"));
    }
    /// The coordinate of a value; nothing if it is not accepted.
    std::optional<double> at(const Node& value) {
        if (!number()) {
            return position_of(value.toml());
        }
        const auto ignore = [](const Node& /*where*/, const std::string& /*message*/) {};
        const std::optional<CheckedValue> checked = check_value(*target_, value, ignore);
        return checked ? std::optional(checked->number) : std::nullopt;
    }
    [[nodiscard]] const DesignColumn& column() const { return column_; }

private:
    [[nodiscard]] bool number() const { return target_ && target_->is_number(); }

    double position_of(const std::string& text) {
        const auto found = std::find(texts_.begin(), texts_.end(), text);
        if (found != texts_.end()) {
            return static_cast<double>(found - texts_.begin());
        }
        texts_.push_back(text);
        column_.labels.push_back(shortened(text));
        return static_cast<double>(texts_.size() - 1);
    }

    std::optional<AxisTarget> target_;
    DesignColumn column_;
    std::vector<std::string> texts_;
};

/// The columns in the order in which points name them first.
class ListedColumns {
public:
    ListedColumns(const std::vector<PointEntry>& entries, const Schema& scenario, const std::string& role) {
        for (const PointEntry& entry : entries) {
            for (const Change& change : entry.set.each) {
                if (index_.emplace(change.key, columns_.size()).second) {
                    columns_.emplace_back(change.key, scenario, role);
                }
            }
        }
    }

    /// The point of an entry; `mistaken` if one of its values is not accepted, which is reported when the point is tried.
    DesignPoint point(const PointEntry& entry, bool& mistaken) {
        DesignPoint point;
        point.settings = entry.set.settings();
        point.replicates = static_cast<std::uint32_t>(entry.replicates);
        std::map<std::size_t, const Node*> given;
        for (const Change& change : entry.set.each) {
            given[index_.at(change.key)] = &change.value;
        }
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            const auto found = given.find(k);
            const std::optional<double> at =
                found == given.end() ? columns_[k].base() : columns_[k].at(*found->second);
            point.coordinates.push_back(at.value_or(0.0));
            mistaken = mistaken || !at;
        }
        return point;
    }

    [[nodiscard]] std::vector<DesignColumn> columns() const {
        std::vector<DesignColumn> result;
        for (const ListedColumn& column : columns_) {
            result.push_back(column.column());
        }
        return result;
    }

private:
    std::vector<ListedColumn> columns_;
    std::map<std::string, std::size_t> index_;
};

void check_names(ExperimentDocument& document) {
    const std::vector<PointEntry>& entries = document.table().listed;
    for (const PointEntry& entry : entries) {
        if (entry.replicates == 0 && entry.places.given("replicates")) {
            document.problem(entry.places.of("replicates"),
                             "'replicates' of a point must be at least 1; leave it out "
                             "for as many as the experiment says");
        }
    }
    const auto named = static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(), [](const PointEntry& entry) { return !entry.name.empty(); }));
    std::map<std::string, const EntryPlaces*> names;
    for (const PointEntry& entry : entries) {
        if (named != 0 && entry.name.empty()) {
            document.problem(entry.places.entry, "this point has no name, but others have; name all points or none");
        } else if (named != 0) {
            const auto [first, is_new] = names.emplace(entry.name, &entry.places);
            if (!is_new) {
                document.problem(entry.places.of("name"), "the point '" + shortened(entry.name) +
                                                              "' is given twice (" +
                                                              first->second->of("name").text() + ")");
            }
        }
    }
}

/// Of points with mistakes nobody knows where they are meant to stand.
void check_repetition(ExperimentDocument& document, const std::vector<DesignPoint>& points,
                      const std::vector<bool>& mistaken) {
    std::map<std::vector<double>, std::size_t> seen;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (mistaken[i]) {
            continue;
        }
        std::vector<double> place = points[i].coordinates;
        std::ranges::replace_if(
            place, [](double coordinate) { return std::isnan(coordinate); }, // what is left out is no number
            std::numeric_limits<double>::lowest());
        const auto [first, added] = seen.emplace(std::move(place), i);
        if (!added) {
            document.problem(document.table().listed[i].places.entry,
                             "this point is the same as point " + std::to_string(first->second) +
                                 " of the list (counted from 0); remove one, 'replicates' repeats points");
        }
    }
}

} // namespace

Layout listed_points(ExperimentDocument& document, const Schema& scenario, const std::string& role) {
    const std::vector<PointEntry>& entries = document.table().listed;
    check_names(document);
    ListedColumns columns(entries, scenario, role);
    Layout layout;
    std::vector<bool> mistaken;
    for (const PointEntry& entry : entries) {
        bool has_mistake = false;
        layout.points.push_back(columns.point(entry, has_mistake));
        mistaken.push_back(has_mistake);
    }
    check_repetition(document, layout.points, mistaken);
    layout.columns = columns.columns();
    if (!entries.empty() && !entries.front().name.empty()) {
        const bool lever = role == "lever";
        DesignColumn names{
            lever ? "point" : "name", "1", "Point of the list by its name", lever ? role : "design", {}};
        for (std::size_t i = 0; i < entries.size(); ++i) {
            names.labels.push_back(entries[i].name);
            layout.points[i].coordinates.insert(layout.points[i].coordinates.begin(), static_cast<double>(i));
        }
        layout.columns.insert(layout.columns.begin(), std::move(names));
    }
    return layout;
}

} // namespace actorhood::sim
