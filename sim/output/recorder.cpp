#include "sim/output/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "sim/config/spelling.hpp"

namespace actorhood::sim {

namespace {

std::string no_such_output(const std::string& pattern, const Outputs& outputs) {
    std::vector<std::string> names;
    for (const OutputVariable& declared : outputs.variables()) {
        names.push_back(declared.name);
    }
    const std::optional<std::string> near = closest_word(pattern, names);
    return "no output is called '" + pattern + "'" +
           (near ? ", did you mean '" + *near + "'?"
                 : "; 'actorhood outputs' lists the " + std::to_string(names.size()) + " there are");
}

bool chooses_something(const std::string& pattern, const Outputs& outputs) {
    return pattern == "*" || // everything may be nothing
           std::ranges::any_of(outputs.variables(), [&](const OutputVariable& declared) {
               return matches_pattern(pattern, declared.name);
           });
}

std::vector<EventColumn> without_rows(std::vector<EventColumn> columns) {
    for (EventColumn& column : columns) {
        std::visit([](auto& values) { values.clear(); }, column.values);
    }
    return columns;
}

} // namespace

EventTable::EventTable(std::string name, std::string meaning, std::vector<EventColumn> columns)
    : name_(std::move(name)), meaning_(std::move(meaning)), columns_(without_rows(std::move(columns))) {
    constexpr std::array<std::string_view, 2> reserved{"event", "replicate"};
    const auto plain = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
    };
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto earlier = std::span(columns_).first(i);
        const bool twice = std::ranges::find(earlier, columns_[i].name, &EventColumn::name) != earlier.end();
        const bool taken = std::ranges::find(reserved, columns_[i].name) != reserved.end();
        if (twice || taken || !plain(columns_[i].name) || columns_[i].unit.empty() || columns_[i].meaning.empty()) {
            throw std::logic_error("event table '" + name_ + "': column '" + columns_[i].name +
                                   "' needs a lower_snake_case name of its own, a unit and a meaning");
        }
    }
    if (!plain(name_) || meaning_.empty() || columns_.empty()) {
        throw std::logic_error("event table '" + name_ + "' needs a lower_snake_case name, a meaning and columns");
    }
}

void EventTable::reserve(std::size_t rows) {
    for (EventColumn& column : columns_) {
        std::visit([rows](auto& values) { values.reserve(rows); }, column.values);
    }
}

bool EventTable::consistent() const {
    return std::ranges::all_of(columns_, [this](const EventColumn& column) {
        return std::visit([](const auto& values) { return values.size(); }, column.values) == rows_;
    });
}

std::vector<WrongEntry> wrong_selections(const Outputs& outputs, std::span<const std::string> patterns) {
    std::vector<WrongEntry> wrong;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (!chooses_something(patterns[i], outputs)) {
            wrong.push_back({i, no_such_output(patterns[i], outputs)});
        }
    }
    return wrong;
}

std::vector<std::size_t> select_outputs(const Outputs& outputs, std::span<const std::string> patterns) {
    if (const std::vector<WrongEntry> wrong = wrong_selections(outputs, patterns); !wrong.empty()) {
        throw Error(ExitCode::configuration, wrong.front().message);
    }
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < outputs.variables().size(); ++i) {
        const auto chooses = [&](const std::string& pattern) {
            return matches_pattern(pattern, outputs.variables()[i].name);
        };
        if (std::ranges::any_of(patterns, chooses)) {
            positions.push_back(i);
        }
    }
    return positions;
}

Recorder::Recorder(const Outputs& outputs) : Recorder(outputs, std::array<std::string, 1>{"*"}) {}

Recorder::Recorder(const Outputs& outputs, std::span<const std::string> selection) : outputs_(&outputs) {
    trajectory_.variables = select_outputs(outputs, selection);
    trajectory_.values.resize(trajectory_.variables.size());
    start_gathering();
}

void Recorder::start_gathering() {
    if (!gathers()) {
        return;
    }
    std::size_t numbers = 0;
    for (std::size_t i = 0; i < trajectory_.variables.size(); ++i) {
        numbers += variable(i).size;
    }
    now_.resize(numbers);
    gathered_.months = 0;
    gathered_.begin = 0.0;
    gathered_.sums.assign(numbers, 0.0);
    gathered_.counts.assign(numbers, 0);
}

std::size_t Recorder::add_events(EventTable table) {
    const std::vector<EventTable>& tables = trajectory_.events;
    const bool twice = std::ranges::find(tables, table.name(), &EventTable::name) != tables.end();
    const auto shares_name = [&table](const auto& declared) { return declared.name == table.name(); };
    if (twice || std::ranges::any_of(outputs_->variables(), shares_name) ||
        std::ranges::any_of(outputs_->axes(), shares_name)) {
        throw std::logic_error("event table '" + table.name() + "': the name is used twice");
    }
    for (const EventColumn& column : table.columns()) {
        const auto axis = std::ranges::find(outputs_->axes(), column.axis, &Axis::name);
        if (!column.axis.empty() && axis == outputs_->axes().end()) {
            throw std::logic_error("event table '" + table.name() + "': unknown axis '" + column.axis + "'");
        }
        if (!column.axis.empty() && axis->cut_from > 0) {
            throw Error(ExitCode::configuration, "the table '" + table.name() + "' holds positions on the axis '" +
                                                     column.axis + "': record all of the axis, or no such table");
        }
    }
    trajectory_.events.push_back(std::move(table));
    return tables.size() - 1;
}

void Recorder::reserve(std::size_t rows) {
    trajectory_.times.reserve(rows);
    trajectory_.months.reserve(rows);
    trajectory_.begins.reserve(gathers() ? rows : 0);
    for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
        trajectory_.values[i].reserve(rows * variable(i).size);
    }
}

void Recorder::take_in(double time_in_years, std::int32_t month) {
    if (gathers()) {
        gather(time_in_years, month);
    }
}

/// All numbers are looked at before the first is taken in: a month counts whole or not at all.
void Recorder::gather(double time_in_years, std::int32_t month) {
    std::ranges::fill(now_, std::numeric_limits<double>::quiet_NaN());
    each_part([&](std::size_t i, std::span<double> part) {
        if (!part.empty()) { // an axis may be without positions
            variable(i).write(part);
        }
        refuse_infinity(variable(i), part, month);
    });
    for (std::size_t k = 0; k < now_.size(); ++k) {
        if (!std::isnan(now_[k])) {
            gathered_.sums[k] = gathered_.counts[k] == 0 ? now_[k] : gathered_.sums[k] + now_[k];
            ++gathered_.counts[k];
        }
    }
    gathered_.begin = gathered_.months == 0 ? time_in_years : gathered_.begin;
    ++gathered_.months;
}

void Recorder::record_gathered(double time_in_years, std::int32_t month) {
    gather(time_in_years, month);
    const bool mean = outputs_->over_time() == OverTime::mean;
    for (std::size_t k = 0; k < now_.size(); ++k) {
        const auto count = static_cast<double>(gathered_.counts[k]);
        now_[k] = count == 0.0 ? std::numeric_limits<double>::quiet_NaN() : gathered_.sums[k] / (mean ? count : 1.0);
    }
    // A sum may grow beyond all numbers.
    each_part([&](std::size_t i, std::span<double> part) { refuse_infinity(variable(i), part, month); });
    each_part([&](std::size_t i, std::span<double> part) {
        trajectory_.values[i].insert(trajectory_.values[i].end(), part.begin(), part.end());
    });
    trajectory_.months.push_back(month);
    trajectory_.times.push_back(time_in_years);
    trajectory_.begins.push_back(gathered_.begin);
    start_gathering();
}

void Recorder::record(double time_in_years, std::int32_t month) {
    if (gathers()) {
        record_gathered(time_in_years, month);
        return;
    }
    const std::size_t row = rows();
    try {
        for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
            const OutputVariable& declared = variable(i);
            if (declared.size == 0) {
                continue; // an axis without positions
            }
            std::vector<double>& buffer = trajectory_.values[i];
            buffer.resize((row + 1) * declared.size, std::numeric_limits<double>::quiet_NaN());
            const std::span<double> written = std::span(buffer).subspan(row * declared.size);
            declared.write(written);
            refuse_infinity(declared, written, month);
        }
        trajectory_.months.push_back(month);
        trajectory_.times.push_back(time_in_years);
    } catch (...) {
        trajectory_.months.resize(row);
        for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
            trajectory_.values[i].resize(row * variable(i).size);
        }
        throw;
    }
}

std::uint64_t Recorder::bytes(std::size_t rows) const {
    std::uint64_t numbers = gathers() ? 2 : 1; // time, and where its months begin
    for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
        numbers += variable(i).size;
    }
    return rows * (numbers * sizeof(double) + sizeof(std::int32_t));
}

Trajectory Recorder::take(std::uint32_t replicate) {
    Trajectory empty;
    empty.variables = trajectory_.variables;
    empty.values.resize(trajectory_.values.size());
    for (const EventTable& table : trajectory_.events) {
        empty.events.emplace_back(table.name(), table.meaning(), table.columns());
    }
    Trajectory taken = std::exchange(trajectory_, std::move(empty));
    taken.replicate = replicate;
    start_gathering();
    return taken;
}

std::uint64_t Recorder::layout() const {
    std::string text;
    for (const std::size_t position : trajectory_.variables) {
        const OutputVariable& declared = outputs_->variables()[position];
        text += declared.name + '[' + std::to_string(declared.size) + "]\n" + declared.cell_methods;
    }
    for (const Axis& axis : outputs_->axes()) { // other labels may be as many
        for (std::size_t i = 0; axis.cut_from > 0 && i < axis.labels.size(); ++i) {
            text += axis.name + '=' + axis.labels[i] + '\n';
        }
    }
    for (const EventTable& table : trajectory_.events) {
        text += table.name() + ':';
        for (const EventColumn& column : table.columns()) {
            text += column.name + ' ' + std::to_string(column.values.index()) + ',';
        }
    }
    return hash_bytes(text.data(), text.size());
}

void Recorder::check_restored(std::uint64_t stored_layout) const {
    bool fits = stored_layout == layout() && trajectory_.months.size() == rows();
    for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
        const std::vector<double>& values = trajectory_.values[i];
        fits = fits && values.size() == rows() * variable(i).size &&
               std::ranges::none_of(values, [](double value) { return std::isinf(value); });
    }
    fits = fits && gathered_fits() && std::ranges::all_of(trajectory_.events, &EventTable::consistent);
    if (!fits) {
        throw Error(ExitCode::corrupt, "the recorded rows in the saved state belong to other outputs");
    }
}

bool Recorder::gathered_fits() const {
    const auto possible = [this](std::int32_t count) { return count >= 0 && count <= gathered_.months; };
    return trajectory_.begins.size() == (gathers() ? rows() : 0) && gathered_.sums.size() == now_.size() &&
           gathered_.counts.size() == now_.size() && std::ranges::all_of(gathered_.counts, possible) &&
           std::ranges::all_of(gathered_.sums, [](double sum) { return std::isfinite(sum); });
}

void Recorder::refuse_infinity(const OutputVariable& declared, std::span<const double> row,
                               std::int32_t month) const {
    const auto found = std::ranges::find_if(row, [](double value) { return std::isinf(value); });
    if (found == row.end()) {
        return;
    }
    auto flat = static_cast<std::size_t>(found - row.begin());
    std::string position;
    for (std::size_t k = declared.axes.size(); k-- > 0;) {
        const Axis& axis = outputs_->axes()[declared.axes[k]];
        position = ", " + axis.name + " '" + axis.labels[flat % axis.labels.size()] + "'" + position;
        flat /= axis.labels.size();
    }
    throw Error(ExitCode::invariant,
                "output '" + declared.name + "' is infinite in month " + std::to_string(month) + position);
}

} // namespace actorhood::sim
