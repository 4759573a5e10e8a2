// Numbers and tables as plain text, and cells of CSV files.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace actorhood::analysis {

/// One way to write a few numbers that stand together, so that their decimals agree: four significant digits for the
/// largest of them, thousands separated by commas, exponents only below 1e-6 and from 1e15.
class NumberFormat {
public:
    explicit NumberFormat(std::initializer_list<double> together);
    /// "-" for NaN.
    [[nodiscard]] std::string text(double value) const;
    /// With "+" before positive numbers.
    [[nodiscard]] std::string signed_text(double value) const;

private:
    int decimals_ = 0;
    bool scientific_ = false;
};

/// A number by itself with so many significant digits; "-" unless finite.
[[nodiscard]] std::string significant(double value, int digits);
/// A number by itself with not more than three decimals: "2039.917".
[[nodiscard]] std::string thousandths(double value);
/// A share in per cent with one decimal at most: "90 %", "99.5 %"; "-" for NaN.
[[nodiscard]] std::string per_cent(double share);

/// Lines of aligned columns. The first column is aligned left, the others right, the last one left if asked.
class Table {
public:
    void row(std::vector<std::string> cells) { lines_.push_back({std::move(cells), false}); }
    /// A line across all columns.
    void line(std::string text) { lines_.push_back({{std::move(text)}, true}); }
    [[nodiscard]] std::string text(bool last_column_left = false) const;

private:
    struct Line {
        std::vector<std::string> cells;
        bool across;
    };
    std::vector<Line> lines_;
};

/// "1 set", "3 sets".
[[nodiscard]] std::string plural(std::size_t count, const std::string& word);

/// " [EUR]" behind the name of what has a unit; "" for shares and counts, whose unit is 1.
[[nodiscard]] std::string unit_behind(const std::string& units);

/// "a, b, c"; of more than `most` the first and how many there are.
[[nodiscard]] std::string listed(const std::vector<std::string>& words, std::size_t most);

/// Text as one cell of a CSV file: quoted where needed; text a spreadsheet would take for a formula (beginning with
/// = + - @, a tab or a carriage return) gets a leading apostrophe.
[[nodiscard]] std::string csv_text(std::string_view text);

/// A number as one cell of a CSV file, read back exactly; empty for NaN.
[[nodiscard]] std::string csv_number(double value);

} // namespace actorhood::analysis
