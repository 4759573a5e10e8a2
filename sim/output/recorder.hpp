// What one replicate leaves behind: rows of its outputs, and its events.
//
// The recorder calls the selected outputs at each recorded time and keeps one time row of each. Where rows are means or
// sums over months (Outputs::over_time), it calls them every month and keeps what has gathered when the row ends. Its
// columns are reserved before the first month, so recording allocates nothing; its state goes through the same visitor
// as the model's, so a checkpoint keeps the rows recorded so far and what has gathered for the next one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::sim {

/// One column of an event table; the type of `values` is the type in the file.
struct EventColumn {
    using Values = std::variant<std::vector<std::int32_t>, std::vector<std::uint64_t>, std::vector<double>>;

    std::string name; ///< lower_snake_case
    std::string unit;
    std::string meaning;
    Values values;
    std::string axis; ///< the values are positions (from 0) on this axis of the outputs; empty = they are not
};

/// Things that happened, one row each, in the order in which they happened.
class EventTable {
public:
    EventTable() = default;
    /// `name` is the table's group in the file, e.g. "events". A bad or double name is a std::logic_error.
    EventTable(std::string name, std::string meaning, std::vector<EventColumn> columns);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& meaning() const { return meaning_; }
    [[nodiscard]] const std::vector<EventColumn>& columns() const { return columns_; }
    [[nodiscard]] std::size_t rows() const { return rows_; }

    void reserve(std::size_t rows);

    /// Appends one event; one value a column, each of exactly the column's type.
    template <class... Values>
    void append(Values... values) {
        if (sizeof...(values) != columns_.size()) {
            throw std::logic_error("event table '" + name_ + "': wrong number of values");
        }
        std::size_t position = 0;
        (std::get<std::vector<Values>>(columns_[position++].values).push_back(values), ...);
        ++rows_;
    }

    template <class Archive>
    void visit(Archive& archive) {
        archive("event_rows", rows_);
        for (EventColumn& column : columns_) {
            std::visit([&](auto& values) { archive(column.name, values); }, column.values);
        }
    }
    /// True if every column has rows() values.
    [[nodiscard]] bool consistent() const;

private:
    std::string name_;
    std::string meaning_;
    std::vector<EventColumn> columns_;
    std::uint64_t rows_ = 0;
};

/// The record of one replicate.
struct Trajectory {
    std::uint32_t replicate{};
    std::vector<std::size_t> variables;      ///< positions in Outputs::variables() of the recorded ones, ascending
    std::vector<double> times;               ///< years, e.g. 2020.0833 for February 2020
    std::vector<std::int32_t> months;        ///< months simulated before the row
    std::vector<std::vector<double>> values; ///< one buffer a recorded variable: time x its axes, row-major
    std::vector<EventTable> events;
    std::vector<double> begins{}; ///< years: first month of which a row is the mean or sum; none for instants
};

/// Patterns that choose nothing, each with the nearest name or how to find the names.
[[nodiscard]] std::vector<WrongEntry> wrong_selections(const Outputs& outputs, std::span<const std::string> patterns);

/// Positions of the variables chosen by names or patterns ('*' any text, '?' any letter), ascending. A pattern that
/// chooses nothing is an Error(configuration) (see wrong_selections).
[[nodiscard]] std::vector<std::size_t> select_outputs(const Outputs& outputs, std::span<const std::string> patterns);

/// Records the outputs of one replicate. The outputs (and the world they are bound to) must outlive it.
class Recorder {
public:
    /// Records everything.
    explicit Recorder(const Outputs& outputs);
    /// Records what `selection` chooses (see select_outputs), as instants, means or sums as the outputs say.
    Recorder(const Outputs& outputs, std::span<const std::string> selection);

    /// Declares an event table; returns its position. Where its numbers are positions on an axis that was cut, they would
    /// name the wrong labels: an Error(configuration).
    std::size_t add_events(EventTable table);
    [[nodiscard]] EventTable& events(std::size_t position) { return trajectory_.events.at(position); }

    /// Makes room for `rows` recorded times, so that recording them allocates nothing.
    void reserve(std::size_t rows);

    /// Appends one row of all recorded variables. What a variable does not write is NaN, which means "not
    /// defined"; an infinity is an Error(invariant) that names variable, month and position, and leaves no row. The
    /// month is the last of those of which the row is the mean or sum: over the months in which a number is defined,
    /// in their order, and NaN if it is in none.
    void record(double time_in_years, std::int32_t month);
    /// Takes in a month that ends no row: it counts in the mean or sum of the next one, and for instants not at all.
    void take_in(double time_in_years, std::int32_t month);

    [[nodiscard]] std::size_t rows() const { return trajectory_.times.size(); }
    /// Bytes of `rows` rows of the recorded variables, without events.
    [[nodiscard]] std::uint64_t bytes(std::size_t rows) const;
    [[nodiscard]] const Trajectory& trajectory() const { return trajectory_; }
    /// Months that were taken in since the last row.
    [[nodiscard]] std::int32_t months_taken_in() const { return gathered_.months; }
    /// Hands over what was recorded; the recorder is then empty and ready for another replicate.
    [[nodiscard]] Trajectory take(std::uint32_t replicate);

    /// Saves or restores the rows and events. Restoring into a recorder of other outputs is an Error(corrupt).
    template <class Archive>
    void visit(Archive& archive) {
        std::uint64_t stored_layout = layout();
        archive("recorder_layout", stored_layout);
        archive("recorder_times", trajectory_.times);
        archive("recorder_months", trajectory_.months);
        for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
            archive(variable(i).name, trajectory_.values[i]);
        }
        if (gathers()) {
            archive("recorder_begins", trajectory_.begins);
            archive("gathered_months", gathered_.months);
            archive("gathered_begin", gathered_.begin);
            archive("gathered_sums", gathered_.sums);
            archive("gathered_counts", gathered_.counts);
        }
        for (EventTable& table : trajectory_.events) {
            archive(table.name(), table);
        }
        check_restored(stored_layout);
    }

private:
    /// What has gathered for the next row: all recorded numbers of it, one variable after the other.
    struct Gathered {
        std::int32_t months{}; ///< taken in
        double begin{};        ///< time of the first of them
        std::vector<double> sums;
        std::vector<std::int32_t> counts; ///< months in which each number was defined
    };

    [[nodiscard]] const OutputVariable& variable(std::size_t i) const {
        return outputs_->variables()[trajectory_.variables[i]];
    }
    [[nodiscard]] bool gathers() const { return outputs_->over_time() != OverTime::instant; }
    void gather(double time_in_years, std::int32_t month);
    void record_gathered(double time_in_years, std::int32_t month);
    void start_gathering();
    /// Calls `use` with the number of each recorded variable and its part of `now_`.
    template <class Use>
    void each_part(Use&& use) {
        std::size_t first = 0;
        for (std::size_t i = 0; i < trajectory_.variables.size(); ++i) {
            use(i, std::span(now_).subspan(first, variable(i).size));
            first += variable(i).size;
        }
    }
    [[nodiscard]] bool gathered_fits() const;
    [[nodiscard]] std::uint64_t layout() const;
    void check_restored(std::uint64_t stored_layout) const;
    /// Error(invariant) if a number of the row is infinite.
    void refuse_infinity(const OutputVariable& declared, std::span<const double> row, std::int32_t month) const;

    const Outputs* outputs_;
    Trajectory trajectory_;
    Gathered gathered_;
    std::vector<double> now_; ///< numbers of one month, before they are taken in
};

} // namespace actorhood::sim
