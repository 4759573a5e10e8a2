#include "sim/run/listed_points.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/run/axis_target.hpp"

namespace actorhood::sim {

namespace {

bool is_number(const AxisTarget& target) {
    return target.declared.kind == Parameter::Kind::real || target.declared.kind == Parameter::Kind::integer;
}

/// One key that varies over the list.
class ListedColumn {
public:
    ListedColumn(const std::string& key, const Schema& scenario) : target_(find_target(scenario, key)) {
        column_.name = key;
        column_.unit = target_ ? target_->declared.unit : "1";
        column_.meaning = target_ ? target_->declared.meaning : "Value by its position";
        column_.role = "lever";
        base_text_ = target_ ? target_->base_text : "base";
    }

    double base() { return target_ && is_number(*target_) ? target_->base : position_of(base_text_); }
    /// The value a text stands for; what is not accepted is reported when the point is tried.
    double value(const std::string& text) {
        if (!target_ || !is_number(*target_)) {
            return position_of(text);
        }
        const ParsedText parsed = parse_toml("value = " + text, "");
        const auto ignore = [](const Node& /*where*/, const std::string& /*message*/) {};
        const auto checked =
            parsed.problem ? std::nullopt : check_value(*target_, parsed.root.children.front(), ignore);
        return checked ? checked->number : 0.0;
    }
    [[nodiscard]] DesignColumn column() const { return column_; }

private:
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
    std::string base_text_;
    std::vector<std::string> texts_;
};

/// The columns in the order in which points name them first.
class ListedColumns {
public:
    ListedColumns(const std::vector<PointEntry>& entries, const Schema& scenario) {
        for (const PointEntry& entry : entries) {
            for (const std::string& written : entry.set) {
                const std::string key = setting_key(written);
                if (index_.emplace(key, columns_.size()).second) {
                    columns_.emplace_back(key, scenario);
                }
            }
        }
    }

    DesignPoint point(const PointEntry& entry) {
        DesignPoint point;
        point.settings = entry.set;
        std::map<std::size_t, std::string> given;
        for (const std::string& written : entry.set) {
            const std::string key = setting_key(written);
            given[index_.at(key)] = written.substr(key.size() + 1);
        }
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            const auto found = given.find(k);
            point.coordinates.push_back(found == given.end() ? columns_[k].base() : columns_[k].value(found->second));
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
    const auto named = static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(), [](const PointEntry& entry) { return !entry.name.empty(); }));
    std::set<std::string> names;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string key = "experiment.point#" + std::to_string(i);
        if (named != 0 && entries[i].name.empty()) {
            document.problem(key, "this point has no name, but others have; name all points or none");
        } else if (named != 0 && !names.insert(entries[i].name).second) {
            document.problem(key + ".name", "the point '" + shortened(entries[i].name) + "' is given twice");
        }
    }
}

void check_repetition(ExperimentDocument& document, const std::vector<DesignPoint>& points) {
    std::map<std::vector<double>, std::size_t> seen;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto [first, added] = seen.emplace(points[i].coordinates, i);
        if (!added) {
            document.problem("experiment.point#" + std::to_string(i),
                             "this point is the same as point " + std::to_string(first->second) +
                                 " of the list (counted from 0); remove one, 'replicates' repeats points");
        }
    }
}

} // namespace

Layout listed_points(ExperimentDocument& document, const Schema& scenario) {
    const std::vector<PointEntry>& entries = document.table().listed;
    check_names(document);
    ListedColumns columns(entries, scenario);
    Layout layout;
    for (const PointEntry& entry : entries) {
        layout.points.push_back(columns.point(entry));
    }
    check_repetition(document, layout.points);
    layout.columns = columns.columns();
    if (!entries.empty() && !entries.front().name.empty()) {
        DesignColumn names;
        names.name = "point";
        names.unit = "1";
        names.meaning = "Point of the list by its name";
        names.role = "lever";
        for (std::size_t i = 0; i < entries.size(); ++i) {
            names.labels.push_back(entries[i].name);
            layout.points[i].coordinates.insert(layout.points[i].coordinates.begin(), static_cast<double>(i));
        }
        layout.columns.insert(layout.columns.begin(), std::move(names));
    }
    return layout;
}

} // namespace actorhood::sim
