#include "analysis/reduction.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace actorhood::analysis {

namespace {

/// Value of the cells of one moment; nothing is kept of them if none is in use.
void add_moment(const std::vector<double>& cells, Over over, std::vector<double>& values,
                std::vector<double>& magnitudes) {
    if (cells.empty()) {
        return;
    }
    std::vector<double> sizes;
    for (const double cell : cells) {
        sizes.push_back(std::abs(cell));
    }
    const auto one = [over](const std::vector<double>& numbers) {
        return over == Over::sum ? std::accumulate(numbers.begin(), numbers.end(), 0.0) : mean(numbers);
    };
    values.push_back(one(cells));
    magnitudes.push_back(one(sizes));
}

/// The value of a replicate; `mask` is the other replicate of its pair.
Measured reduced(std::span<const double> row, std::span<const double> mask, std::size_t places, Over over) {
    std::vector<double> values;
    std::vector<double> magnitudes;
    std::vector<double> cells;
    for (std::size_t moment = 0; moment < row.size(); moment += places) {
        cells.clear();
        bool other_side = false;
        for (std::size_t i = moment; i < moment + places; ++i) {
            const bool there = std::isfinite(mask[i]);
            other_side = other_side || there;
            if (std::isfinite(row[i]) && (there || over == Over::sum)) {
                cells.push_back(row[i]);
            }
        }
        if (other_side) {
            add_moment(cells, over, values, magnitudes);
        }
    }
    return {mean(values), mean(magnitudes)};
}

bool same_cells(std::span<const double> a, std::span<const double> b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isfinite(a[i]) != std::isfinite(b[i])) {
            return false;
        }
    }
    return true;
}

} // namespace

std::vector<Measured> replicate_values(const Block& block, Over over) {
    std::vector<Measured> values;
    for (std::size_t r = 0; r < block.replicates; ++r) {
        values.push_back(reduced(block.row(r), block.row(r), block.places, over));
    }
    return values;
}

PairedValues paired_values(const Block& reference, const Block& other,
                           const std::vector<std::pair<std::size_t, std::size_t>>& pairs, Over over) {
    PairedValues values{{}, {}, false};
    for (const auto& [first, second] : pairs) {
        const std::span<const double> a = reference.row(first);
        const std::span<const double> b = other.row(second);
        values.reference.push_back(reduced(a, b, reference.places, over));
        values.other.push_back(reduced(b, a, other.places, over));
        const bool counts = std::isfinite(values.reference.back().value) && std::isfinite(values.other.back().value);
        values.narrowed = values.narrowed || (counts && !same_cells(a, b));
    }
    return values;
}

bool unevenly_defined(const Block& reference, const Block& other) {
    const std::span<const double> first = reference.row(0);
    for (const Block* block : {&reference, &other}) {
        for (std::size_t r = 0; r < block->replicates; ++r) {
            if (first.size() > 1 && !same_cells(first, block->row(r))) {
                return true;
            }
        }
    }
    return false;
}

} // namespace actorhood::analysis
