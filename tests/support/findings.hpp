// Findings of statistical tests: a quantity, the band it was said to lie in before the run, and what came out.
//
// A missed band is a finding, not a fault of the program. A test fails only when the verdict is not the recorded one,
// so that a change of behaviour is noticed, or when the measurement is broken: undefined, or without any variation.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tests/support/ensemble.hpp"

namespace actorhood::tests {

enum class Verdict { holds, missed };

/// Where a quantity is expected. Between two numbers the mean over replicates must lie; above or below one, the whole
/// 95 % interval of the mean, because such a claim is only shown by an interval that excludes the contrary.
struct Band {
    double low;
    double high;
    std::string text;

    [[nodiscard]] static Band between(double low, double high, int decimals = 2);
    [[nodiscard]] static Band above(double low, int decimals = 2);
    [[nodiscard]] static Band below(double high, int decimals = 2);
    [[nodiscard]] Verdict judge(const Estimate& estimate) const;
};

[[nodiscard]] std::string number_text(double value, int decimals);
/// "0.412 (0.401 to 0.423)"
[[nodiscard]] std::string estimate_text(const Estimate& estimate, int decimals);
[[nodiscard]] const char* verdict_text(Verdict verdict);

/// One row of the table of patterns.
struct Finding {
    std::string id;        ///< of the pattern, e.g. "V05"
    std::string statement; ///< what is measured
    Band band;
    Verdict recorded; ///< what the run of record found
    int decimals{3};
};

/// Judges a quantity, one value a replicate: prints the row, checks the verdict, and puts the row into the table of
/// patterns of models/MODEL.md when it is being refreshed.
void judge(const Finding& finding, std::span<const double> values);

/// Ratio of the means of two quantities over replicates, as the values of the jackknife: their mean and interval are those of
/// the ratio, also where a single replicate's denominator is near zero.
[[nodiscard]] std::vector<double> ratio_of_means(std::span<const double> numerator,
                                                 std::span<const double> denominator);

/// A table that one test writes as a whole.
class Table {
public:
    /// `part` = generated part of models/MODEL.md; `header` = Markdown cells.
    Table(std::string part, const std::vector<std::string>& header);
    void row(const std::vector<std::string>& cells);
    /// Prints the table; puts it into the document when that is being refreshed. `remark` stands below it.
    void finish(const std::string& remark) const;

private:
    std::string part_;
    std::string text_;
};

} // namespace actorhood::tests
