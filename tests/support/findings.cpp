#include "tests/support/findings.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/support/statistics.hpp"

namespace actorhood::tests {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr const char* pattern_part = "patterns";

std::string row_text(const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) {
        text += " " + cell + " |";
    }
    return text + "\n";
}

/// First two cells of a row: what identifies it.
std::string key_of(const std::string& row) {
    const std::size_t second = row.find('|', 1);
    const std::size_t third = second == std::string::npos ? second : row.find('|', second + 1);
    return row.substr(0, third);
}

/// Puts a row into the table of patterns: in the place of the row with the same id and statement, or in order.
void put_pattern_row(const std::string& row) {
    const std::string document = text_of(model_document());
    const Place place = generated_part(document, pattern_part);
    std::istringstream present(document.substr(place.begin, place.length));
    std::vector<std::string> rows;
    for (std::string line; std::getline(present, line);) {
        if (line.rfind("| V", 0) == 0 && key_of(line + "\n") != key_of(row)) {
            rows.push_back(line + "\n");
        }
    }
    rows.push_back(row);
    std::sort(rows.begin(), rows.end(),
              [](const std::string& a, const std::string& b) { return key_of(a) < key_of(b); });
    std::string text =
        "| | measured | stated before the run | simulated (95 % interval) | |\n|---|---|---|---|---|\n";
    for (const std::string& line : rows) {
        text += line;
    }
    replace_part(pattern_part, text);
}

} // namespace

std::string number_text(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string estimate_text(const Estimate& estimate, int decimals) {
    return number_text(estimate.mean, decimals) + " (" + number_text(estimate.low, decimals) + " to " +
           number_text(estimate.high, decimals) + ")";
}

const char* verdict_text(Verdict verdict) { return verdict == Verdict::holds ? "holds" : "**missed**"; }

Band Band::between(double low, double high, int decimals) {
    return {low, high, number_text(low, decimals) + " to " + number_text(high, decimals)};
}

Band Band::above(double low, int decimals) { return {low, infinity, "above " + number_text(low, decimals)}; }

Band Band::below(double high, int decimals) { return {-infinity, high, "below " + number_text(high, decimals)}; }

Verdict Band::judge(const Estimate& estimate) const {
    const double least = std::isinf(high) ? estimate.low : estimate.mean;
    const double most = std::isinf(low) ? estimate.high : estimate.mean;
    return least >= low && most <= high ? Verdict::holds : Verdict::missed;
}

void judge(const Finding& finding, std::span<const double> values) {
    INFO(finding.id << " " << finding.statement);
    for (const double value : values) {
        REQUIRE(std::isfinite(value));
    }
    REQUIRE(spread_of(values) > 0.0);
    const Estimate found = estimate(values);
    const Verdict verdict = finding.band.judge(found);
    const std::string row = row_text({finding.id, finding.statement, finding.band.text,
                                      estimate_text(found, finding.decimals), verdict_text(verdict)});
    std::printf("%s", row.c_str());
    std::fflush(stdout);
    if (refreshing()) {
        put_pattern_row(row);
    }
    INFO("Behaviour has changed: " << row);
    if (on_trial()) {
        CHECK_NOFAIL(verdict == finding.recorded);
    } else {
        CHECK(verdict == finding.recorded);
    }
}

std::vector<double> ratio_of_means(std::span<const double> numerator, std::span<const double> denominator) {
    REQUIRE(numerator.size() == denominator.size());
    const auto n = static_cast<double>(numerator.size());
    const double above = n * mean_of(numerator);
    const double below = n * mean_of(denominator);
    std::vector<double> values;
    for (std::size_t r = 0; r < numerator.size(); ++r) {
        values.push_back(n * above / below - (n - 1.0) * (above - numerator[r]) / (below - denominator[r]));
    }
    return values;
}

Table::Table(std::string part, const std::vector<std::string>& header) : part_(std::move(part)) {
    text_ = row_text(header) + "|";
    for (std::size_t i = 0; i < header.size(); ++i) {
        text_ += "---|";
    }
    text_ += "\n";
}

void Table::row(const std::vector<std::string>& cells) { text_ += row_text(cells); }

void Table::finish(const std::string& remark) const {
    const std::string text = text_ + (remark.empty() ? "" : "\n" + remark + "\n");
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
    if (refreshing()) {
        replace_part(part_, text);
    }
}

} // namespace actorhood::tests
