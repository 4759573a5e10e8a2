#include "sim/run/axes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/config/format.hpp"
#include "sim/core/math.hpp"
#include "sim/run/design.hpp"

namespace actorhood::sim {

namespace {

std::vector<DesignColumn> one(DesignColumn column) {
    std::vector<DesignColumn> columns;
    columns.push_back(std::move(column));
    return columns;
}

class RangeAxis final : public DesignAxis {
public:
    RangeAxis(DesignColumn column, const Range& range)
        : DesignAxis(column.name, one(column), 1), key_(column.name), range_(range) {}

    [[nodiscard]] std::string dimension_name(std::size_t /*k*/) const override { return name(); }
    [[nodiscard]] AxisValue at(std::span<const double> unit) const override {
        return value(value_in(range_, unit[0]));
    }
    [[nodiscard]] std::uint64_t grid_size() const override { return range_.levels; }
    [[nodiscard]] std::vector<AxisValue> grid() const override {
        std::vector<AxisValue> values;
        for (std::size_t i = 0; i < range_.levels; ++i) {
            const double u =
                range_.levels == 1 ? 0.5 : static_cast<double>(i) / static_cast<double>(range_.levels - 1);
            values.push_back(value(value_in(range_, u)));
        }
        return values;
    }
    [[nodiscard]] AxisValue centre() const override {
        return std::isfinite(range_.base) ? value(range_.base) : AxisValue{{range_.base}, {}}; // left out in the base
    }
    [[nodiscard]] std::set<std::string> keys() const override { return {key_}; }

private:
    [[nodiscard]] AxisValue value(double number) const {
        const std::string text = range_.whole ? std::to_string(static_cast<std::int64_t>(number)) : toml_real(number);
        return {{number}, {key_ + "=" + text}};
    }

    std::string key_;
    Range range_;
};

class ListAxis final : public DesignAxis {
public:
    ListAxis(DesignColumn column, std::vector<AxisValue> values, std::optional<AxisValue> centre)
        : DesignAxis(column.name, one(column), 1), values_(std::move(values)), centre_(std::move(centre)) {}

    [[nodiscard]] std::string dimension_name(std::size_t /*k*/) const override { return name(); }
    [[nodiscard]] AxisValue at(std::span<const double> unit) const override {
        const auto index = static_cast<std::size_t>(unit[0] * static_cast<double>(values_.size()));
        return values_[std::min(index, values_.size() - 1)];
    }
    [[nodiscard]] std::uint64_t grid_size() const override { return values_.size(); }
    [[nodiscard]] std::vector<AxisValue> grid() const override { return values_; }
    [[nodiscard]] AxisValue centre() const override { return centre_.value_or(values_.front()); }
    [[nodiscard]] std::set<std::string> keys() const override {
        std::set<std::string> keys;
        for (const AxisValue& value : values_) {
            for (const std::string& setting : value.settings) {
                keys.insert(setting_key(setting));
            }
        }
        return keys;
    }

private:
    std::vector<AxisValue> values_;
    std::optional<AxisValue> centre_;
};

class SimplexAxis final : public DesignAxis {
public:
    explicit SimplexAxis(Simplex simplex)
        : DesignAxis(simplex.name, simplex.columns, free_of(simplex) - 1), simplex_(std::move(simplex)) {
        for (std::size_t k = 0; k < simplex_.fixed.size(); ++k) {
            if (simplex_.fixed[k]) {
                total_ -= *simplex_.fixed[k];
            } else {
                free_.push_back(k);
            }
        }
    }

    [[nodiscard]] std::string dimension_name(std::size_t k) const override { return columns()[free_[k]].name; }
    [[nodiscard]] AxisValue at(std::span<const double> unit) const override {
        return value(simplex_from_unit(unit, total_));
    }
    [[nodiscard]] std::uint64_t grid_size() const override {
        return simplex_lattice_size(free_.size(), simplex_.steps);
    }
    [[nodiscard]] std::vector<AxisValue> grid() const override {
        std::vector<AxisValue> values;
        for (const std::vector<std::uint32_t>& point : simplex_lattice(free_.size(), simplex_.steps)) {
            std::vector<std::uint32_t> shares;
            std::uint64_t steps_so_far = 0;
            std::uint64_t units_so_far = 0;
            for (const std::uint32_t steps : point) {
                // Rounding the sums, not the shares, keeps the total.
                steps_so_far += steps;
                const std::uint64_t units =
                    (2 * std::uint64_t{total_} * steps_so_far + simplex_.steps) / (2 * std::uint64_t{simplex_.steps});
                shares.push_back(static_cast<std::uint32_t>(units - units_so_far));
                units_so_far = units;
            }
            values.push_back(value(shares));
        }
        return values;
    }
    [[nodiscard]] AxisValue centre() const override {
        AxisValue value{simplex_.base, {}};
        for (std::size_t k = 0; k < simplex_.base.size(); ++k) {
            value.settings.push_back(columns()[k].name + "=" + toml_real(simplex_.base[k]));
        }
        return value;
    }
    [[nodiscard]] std::set<std::string> keys() const override {
        std::set<std::string> keys;
        for (const DesignColumn& column : columns()) {
            keys.insert(column.name);
        }
        return keys;
    }

private:
    static std::size_t free_of(const Simplex& simplex) {
        return static_cast<std::size_t>(std::count(simplex.fixed.begin(), simplex.fixed.end(), std::nullopt));
    }

    [[nodiscard]] AxisValue value(const std::vector<std::uint32_t>& shares) const {
        AxisValue result;
        auto next = shares.begin();
        for (std::size_t k = 0; k < simplex_.fixed.size(); ++k) {
            const std::uint32_t units = simplex_.fixed[k] ? *simplex_.fixed[k] : *next++;
            const double share = static_cast<double>(units) / static_cast<double>(share_units);
            result.coordinates.push_back(share);
            result.settings.push_back(columns()[k].name + "=" + toml_real(share));
        }
        return result;
    }

    Simplex simplex_;
    std::vector<std::size_t> free_; ///< components that vary
    std::uint32_t total_{share_units};
};

} // namespace

double value_in(const Range& range, double u) {
    double value = u >= 1.0 ? range.high : range.low;
    if (u > 0.0 && u < 1.0) {
        if (range.logarithmic) {
            const double from = logarithm(range.low);
            value = exponential(from + u * (logarithm(range.high) - from));
        } else {
            // Two products, because the difference of the ends may be too large for a number.
            value = (1.0 - u) * range.low + u * range.high;
        }
    }
    if (range.whole) {
        value = std::floor(value + 0.5);
    }
    return std::clamp(value, range.low, range.high);
}

std::unique_ptr<DesignAxis> range_axis(DesignColumn column, const Range& range) {
    return std::make_unique<RangeAxis>(std::move(column), range);
}

std::unique_ptr<DesignAxis> list_axis(DesignColumn column, std::vector<AxisValue> values,
                                      std::optional<AxisValue> centre) {
    return std::make_unique<ListAxis>(std::move(column), std::move(values), std::move(centre));
}

std::unique_ptr<DesignAxis> simplex_axis(Simplex simplex) {
    return std::make_unique<SimplexAxis>(std::move(simplex));
}

} // namespace actorhood::sim
