#include "analysis/series.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/json.hpp"
#include "sim/core/error.hpp"
#include "sim/output/standard_output.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// Bytes collected before they are written.
constexpr std::size_t most_written = std::size_t{1} << 16;

/// A column of the table.
struct Column {
    std::string name;
    std::string long_name;
    std::string units;
};

/// Cells and rows in one of the formats. A row is put together from pieces that hold cells with commas between them.
class Rows {
public:
    Rows(SeriesFormat format, std::ostream& out) : json_(format == SeriesFormat::json), out_(out) {}

    [[nodiscard]] std::string text(const std::string& value) const {
        return json_ ? sim::json_text(value) : csv_text(value);
    }
    [[nodiscard]] std::string number(double value) const {
        return json_ ? sim::json_number(value) : csv_number(value);
    }
    /// A cell that the file holds as text or, with the same characters, as a number.
    [[nodiscard]] std::string cell(const std::string& value, bool is_text) const {
        return is_text ? text(value) : value;
    }

    void begin(const std::string& path, const std::string& title, const std::vector<Column>& columns) {
        if (json_) {
            pending_ = "{\n  \"path\": " + sim::json_text(path) + ", \"title\": " + sim::json_text(title) +
                       ",\n  \"columns\": [";
        }
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const Column& column = columns[k];
            pending_ += json_ ? (k == 0 ? "\n    " : ",\n    ") + std::string("{\"name\": ") +
                                    sim::json_text(column.name) +
                                    ", \"long_name\": " + sim::json_text(column.long_name) +
                                    ", \"units\": " + sim::json_text(column.units) + "}"
                              : (k == 0 ? "" : ",") + csv_text(column.name);
        }
        pending_ += json_ ? "\n  ],\n  \"rows\": [" : "\n";
    }
    void row(const std::string& cells) {
        if (json_) {
            pending_ += first_ ? "\n    [" : ",\n    [";
            pending_ += cells;
            pending_ += ']';
        } else {
            pending_ += cells;
            pending_ += '\n';
        }
        first_ = false;
        if (pending_.size() >= most_written) {
            flush();
        }
    }
    void end() {
        pending_ += json_ ? "\n  ]\n}\n" : "";
        flush();
    }

private:
    void flush() {
        out_ << pending_;
        pending_.clear();
        if (!out_) {
            throw sim::OutputLost();
        }
    }

    bool json_;
    bool first_ = true;
    std::ostream& out_;
    std::string pending_;
};

/// Variables whose axes differ have no table in common.
void require_one_shape(const Result& result, const std::vector<std::string>& names) {
    std::map<std::vector<std::string>, std::vector<std::string>> shapes;
    for (const std::string& name : names) {
        shapes[result.variable(name).axes].push_back(name);
    }
    if (shapes.size() < 2) {
        return;
    }
    std::string text;
    for (const auto& [axes, variables] : shapes) {
        text += (text.empty() ? "" : "; ") + (axes.empty() ? "no axis" : "(" + listed(axes, 10) + ")") + ": " +
                listed(variables, 4);
    }
    throw Error(ExitCode::usage, "the variables stand over different axes, which make no table together: " + text +
                                     ". Export them one after the other with --variables");
}

std::vector<std::string> variables_to_write(const Result& result, const Selection& selection) {
    std::vector<std::string> names;
    if (selection.variables.empty()) {
        for (const Variable& variable : result.file().variables()) {
            if (variable.is_scalar()) {
                names.push_back(variable.name);
            }
        }
    } else {
        std::vector<std::string> notices;
        names = choose_variables({result}, selection, notices);
    }
    if (names.empty()) {
        throw Error(ExitCode::usage, "the result has no variable with one number a time; name some with --variables");
    }
    require_one_shape(result, names);
    return names;
}

/// The table while it is written.
class Writing {
public:
    Writing(std::shared_ptr<const ResultFile> file, const Selection& selection, Rows& rows)
        : file_(std::move(file)), result_(file_, file_->name(), {}, {0}), rows_(rows) {
        std::vector<std::string> notices;
        names_ = variables_to_write(result_, selection);
        Selection chosen = selection;
        chosen.variables = names_;
        lines_ = choose_lines({result_}, names_, chosen, notices);
        times_.resize(file_->times().size());
        std::iota(times_.begin(), times_.end(), std::size_t{0});
        if (selection.average) {
            times_ = choose_times({result_}, selection, notices).positions[0];
        }
        find_places();
        design_ = file_->is_sweep() ? file_->design_columns() : std::vector<DesignColumn>{};
        finished_ = file_->is_sweep() ? file_->finished_runs() : std::vector<bool>(file_->replicates().size(), true);
    }

    void write(std::size_t bytes_at_once) {
        rows_.begin(file_->path().string(), file_->title(), columns());
        const std::size_t points = std::max<std::size_t>(file_->points(), 1);
        const std::size_t replicates = file_->replicates().size();
        const std::size_t row_bytes = sizeof(double) * std::max<std::size_t>(result_.variable(names_[0]).places(), 1);
        const std::size_t all = bytes_at_once / names_.size() / row_bytes;
        const std::size_t times = std::clamp<std::size_t>(all, 1, times_.size());
        const std::size_t runs = std::clamp<std::size_t>(all / times, 1, points * replicates);
        const std::size_t points_at_once = std::max<std::size_t>(runs / replicates, 1);
        const std::size_t replicates_at_once = std::min(runs, replicates);
        for (std::size_t point = 0; point < points; point += points_at_once) {
            for (std::size_t first = 0; first < replicates; first += replicates_at_once) {
                for (std::size_t time = 0; time < times_.size(); time += times) {
                    write_piece({point, std::min(points_at_once, points - point)},
                                {first, std::min(replicates_at_once, replicates - first)},
                                {time, std::min(times, times_.size() - time)});
                }
            }
        }
        rows_.end();
    }

private:
    /// All combinations of chosen places: where they stand, and their cells.
    void find_places() {
        const Variable& variable = result_.variable(names_[0]);
        places_ = {{0, ""}};
        for (std::size_t axis = 0; axis < variable.axes.size(); ++axis) {
            const std::vector<std::string> labels = file_->labels(variable.axes[axis]);
            const bool is_text = file_->has_text_labels(variable.axes[axis]);
            std::vector<std::pair<std::size_t, std::string>> finer;
            for (const auto& [offset, cells] : places_) {
                for (const std::size_t place : lines_[0].positions[0][axis]) {
                    finer.emplace_back(offset * static_cast<std::size_t>(variable.shape[axis]) + place,
                                       cells + ',' + rows_.cell(labels[place], is_text));
                }
            }
            places_ = std::move(finer);
        }
    }

    [[nodiscard]] std::vector<Column> columns() const {
        const Variable& variable = result_.variable(names_[0]);
        std::set<std::string> taken{"design", "replicate", "time"};
        for (const Variable& any : file_->variables()) { // as the file itself names its columns
            taken.insert(any.name);
            taken.insert(any.axes.begin(), any.axes.end());
        }
        std::vector<Column> made;
        if (file_->is_sweep()) {
            made.push_back({"design", "Point of the design", "1"});
        }
        for (const DesignColumn& column : design_) {
            made.push_back({taken.count(column.name) > 0 ? "design_" + column.name : column.name, column.role, ""});
        }
        made.push_back({"replicate", "Number of the replicate", "1"});
        made.push_back({"time", "Beginning of the month", file_->time_unit()});
        for (const std::string& axis : variable.axes) {
            made.push_back({axis, "", ""});
        }
        for (const std::string& name : names_) {
            made.push_back({name, result_.variable(name).long_name, result_.variable(name).units});
        }
        return made;
    }

    /// Cells of a point, with a comma behind them.
    [[nodiscard]] std::string point_cells(std::size_t point) const {
        if (!file_->is_sweep()) {
            return {};
        }
        std::string cells = std::to_string(point) + ',';
        for (const DesignColumn& column : design_) {
            cells += rows_.cell(column.values[point], column.is_text) + ',';
        }
        return cells;
    }

    /// `times` are positions among the chosen times.
    void write_piece(Span points, Span replicates, Span times) {
        const std::size_t first = times_[times.first];
        const Span span{first, times_[times.first + times.count - 1] - first + 1};
        std::vector<std::vector<double>> values;
        for (const std::string& name : names_) {
            values.push_back(file_->read(result_.variable(name), points, replicates, span));
        }
        for (std::size_t p = 0; p < points.count; ++p) {
            const std::string point = point_cells(points.first + p);
            for (std::size_t r = 0; r < replicates.count; ++r) {
                const std::size_t replicate = replicates.first + r;
                if (!finished_[(points.first + p) * file_->replicates().size() + replicate]) {
                    continue;
                }
                const std::string run = point + std::to_string(file_->replicates()[replicate]) + ',';
                for (std::size_t t = times.first; t < times.first + times.count; ++t) {
                    const std::size_t row = (p * replicates.count + r) * span.count + times_[t] - first;
                    write_places(run + rows_.number(file_->times()[times_[t]]), row, values);
                }
            }
        }
    }

    void write_places(const std::string& before, std::size_t row, const std::vector<std::vector<double>>& values) {
        const std::size_t places = result_.variable(names_[0]).places();
        for (const auto& [offset, cells] : places_) {
            std::string line = before + cells;
            for (const std::vector<double>& of_variable : values) {
                line += ',';
                line += rows_.number(of_variable[row * places + offset]);
            }
            rows_.row(line);
        }
    }

    std::shared_ptr<const ResultFile> file_;
    Result result_;
    Rows& rows_;
    std::vector<std::string> names_;
    std::vector<Line> lines_;
    std::vector<std::size_t> times_;                          ///< positions in the file
    std::vector<std::pair<std::size_t, std::string>> places_; ///< position, cells with a comma before them
    std::vector<DesignColumn> design_;
    std::vector<bool> finished_;
};

} // namespace

std::size_t write_series(const std::filesystem::path& path, const Selection& selection, SeriesFormat format,
                         std::ostream& out, std::size_t bytes_at_once) {
    Rows rows(format, out);
    const std::shared_ptr<const ResultFile> file = ResultFile::open(path);
    Writing(file, selection, rows).write(bytes_at_once);
    const auto left_out = std::count_if(file->variables().begin(), file->variables().end(),
                                        [](const Variable& variable) { return !variable.is_scalar(); });
    return selection.variables.empty() ? static_cast<std::size_t>(left_out) : 0;
}

} // namespace actorhood::analysis
