#include "sim/output/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "sim/config/spelling.hpp"

namespace actorhood::sim {

namespace {

[[noreturn]] void refuse_pattern(const std::string& pattern, const Outputs& outputs) {
    std::vector<std::string> names;
    for (const OutputVariable& declared : outputs.variables()) {
        names.push_back(declared.name);
    }
    const std::optional<std::string> near = closest_word(pattern, names);
    throw Error(ExitCode::configuration,
                "no output is called '" + pattern + "'" +
                    (near ? ", did you mean '" + *near + "'?"
                          : "; 'actorhood outputs' lists the " + std::to_string(names.size()) + " there are"));
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

std::vector<std::size_t> select_outputs(const Outputs& outputs, std::span<const std::string> patterns) {
    const std::vector<OutputVariable>& declared = outputs.variables();
    std::vector<bool> chosen(declared.size(), false);
    for (const std::string& pattern : patterns) {
        bool any = pattern == "*"; // everything may be nothing
        for (std::size_t i = 0; i < declared.size(); ++i) {
            if (matches_pattern(pattern, declared[i].name)) {
                chosen[i] = true;
                any = true;
            }
        }
        if (!any) {
            refuse_pattern(pattern, outputs);
        }
    }
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < declared.size(); ++i) {
        if (chosen[i]) {
            positions.push_back(i);
        }
    }
    return positions;
}

Recorder::Recorder(const Outputs& outputs) : Recorder(outputs, std::array<std::string, 1>{"*"}) {}

Recorder::Recorder(const Outputs& outputs, std::span<const std::string> selection) : outputs_(&outputs) {
    trajectory_.variables = select_outputs(outputs, selection);
    trajectory_.values.resize(trajectory_.variables.size());
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
        if (!column.axis.empty() &&
            std::ranges::find(outputs_->axes(), column.axis, &Axis::name) == outputs_->axes().end()) {
            throw std::logic_error("event table '" + table.name() + "': unknown axis '" + column.axis + "'");
        }
    }
    trajectory_.events.push_back(std::move(table));
    return tables.size() - 1;
}

void Recorder::reserve(std::size_t rows) {
    trajectory_.times.reserve(rows);
    trajectory_.months.reserve(rows);
    for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
        trajectory_.values[i].reserve(rows * variable(i).size);
    }
}

void Recorder::record(double time_in_years, std::int32_t month) {
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
            if (std::ranges::any_of(written, [](double value) { return std::isinf(value); })) {
                refuse_infinity(declared, written, month);
            }
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
    std::uint64_t numbers = 1; // time
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
    return taken;
}

std::uint64_t Recorder::layout() const {
    std::string text;
    for (const std::size_t position : trajectory_.variables) {
        const OutputVariable& declared = outputs_->variables()[position];
        text += declared.name + '[' + std::to_string(declared.size) + "]\n";
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
    fits = fits && std::ranges::all_of(trajectory_.events, &EventTable::consistent);
    if (!fits) {
        throw Error(ExitCode::corrupt, "the recorded rows in the saved state belong to other outputs");
    }
}

void Recorder::refuse_infinity(const OutputVariable& declared, std::span<const double> row,
                               std::int32_t month) const {
    const auto found = std::ranges::find_if(row, [](double value) { return std::isinf(value); });
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
