#include "analysis/box_experiment.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "analysis/parameters.hpp"
#include "analysis/sweep_runs.hpp"
#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/core/random.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;

/// Seed of the points of a list, and draws for one of them; any numbers do.
constexpr std::uint64_t draw_seed = 0xb0c5;
constexpr std::uint64_t most_draws = 1'000'000;

/// Changes of one point to the base: keys and values as TOML.
using Settings = std::map<std::string, std::string>;

std::vector<Settings> settings_of(const ResultFile& sweep) {
    std::vector<Settings> made;
    for (const std::string& text : sweep.point_settings()) {
        Settings& own = made.emplace_back();
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t equals = line.find('=');
            own[line.substr(0, equals)] = equals == std::string::npos ? "" : line.substr(equals + 1);
        }
    }
    return made;
}

/// Those settings that all of some points have.
Settings common_settings(const std::vector<Settings>& settings, const std::vector<std::size_t>& points) {
    Settings common = settings[points.front()];
    for (const std::size_t point : points) {
        std::erase_if(common, [&](const auto& setting) {
            const auto own = settings[point].find(setting.first);
            return own == settings[point].end() || own->second != setting.second;
        });
    }
    return common;
}

std::string settings_toml(const Settings& settings) {
    std::string text;
    for (const auto& [key, value] : settings) {
        text += (text.empty() ? "" : ", ") + sim::toml_text(key) + " = " + value;
    }
    return "{ " + text + " }";
}

/// A share of a simplex, and what the box leaves it.
struct ShareRange {
    std::string key;
    double low;
    double high;
    std::optional<double> fixed; ///< the same at all points
};

/// What an axis of the new experiment takes: one of the three.
struct AxisPlan {
    const DesignFactor* factor;
    double low = 0.0; ///< of a range
    double high = 0.0;
    bool whole = false;
    std::vector<std::pair<std::string, Settings>> options{}; ///< names and changes
    std::vector<ShareRange> shares{};
    bool has_limited_shares = false;

    [[nodiscard]] std::string number(double value) const {
        return whole ? sim::plain_number(value) : sim::toml_real(value);
    }
};

/// Uniform on (0, 1), a function of two numbers.
double uniform(std::uint64_t id, std::uint64_t draw) {
    return sim::Random(draw_seed, 0).fixed(sim::Stream{3, "points of a box"}).uniform(id * most_draws + draw);
}

/// Shares drawn evenly from the mixes within the limits, in parts of 10^9.
Settings drawn_shares(const AxisPlan& plan, std::uint64_t point) {
    std::vector<double> shares(plan.shares.size());
    for (std::uint64_t attempt = 0; attempt < most_draws / plan.shares.size(); ++attempt) {
        double free = 1.0;
        double sum = 0.0;
        for (std::size_t k = 0; k < shares.size(); ++k) {
            const std::optional<double>& fixed = plan.shares[k].fixed;
            shares[k] = fixed ? *fixed : -std::log(uniform(point, attempt * shares.size() + k));
            (fixed ? free : sum) += fixed ? -*fixed : shares[k];
        }
        double left = 1.0;
        std::size_t last = 0;
        for (std::size_t k = 0; k < shares.size(); ++k) {
            shares[k] = plan.shares[k].fixed ? shares[k] : std::floor(free * shares[k] / sum * 1e9) / 1e9;
            last = plan.shares[k].fixed ? last : k;
            left -= shares[k];
        }
        shares[last] = std::floor((shares[last] + left) * 1e9 + 0.5) / 1e9;
        bool inside = true;
        Settings made;
        for (std::size_t k = 0; k < shares.size(); ++k) {
            inside = inside &&
                     (plan.shares[k].fixed || (shares[k] >= plan.shares[k].low && shares[k] < plan.shares[k].high));
            made[plan.shares[k].key] = sim::toml_real(shares[k]);
        }
        if (inside) {
            return made;
        }
    }
    throw Error(ExitCode::usage, "hardly any mix of " + plan.factor->name +
                                     " lies within the limits of the box: search "
                                     "without some of its shares, --axes");
}

/// Writes the experiment piece by piece.
class Writer {
public:
    Writer(const ResultFile& sweep, const Discovery& discovery, std::size_t box)
        : sweep_(sweep),
          discovery_(discovery),
          box_(discovery.boxes[box].box),
          number_(box + 1),
          declared_(parameter_values(sweep.parameters())),
          settings_(settings_of(sweep)) {
        for (const DesignFactor& factor : discovery.factors) {
            add_plan(factor);
        }
        refuse_other_settings();
        is_list_ =
            std::any_of(plans_.begin(), plans_.end(), [](const AxisPlan& plan) { return plan.has_limited_shares; });
        for (std::size_t k = 0; k < plans_.size(); ++k) {
            permute(static_cast<std::uint32_t>(k + 2), strata_.emplace_back(discovery.all_points));
        }
    }

    [[nodiscard]] std::string text(const std::string& base_name) const {
        std::string text = head(base_name) + fixed_text();
        for (std::size_t k = 0; !is_list_ && k < plans_.size(); ++k) {
            text += axis_text(plans_[k]);
        }
        for (std::size_t point = 0; is_list_ && point < discovery_.all_points; ++point) {
            text += "\n[[experiment.point]]\n";
            for (std::size_t k = 0; k < plans_.size(); ++k) {
                for (const auto& [key, value] : coordinates(k, point)) {
                    text += sim::toml_text(key) + " = " + value + "\n";
                }
            }
        }
        return text;
    }

private:
    [[nodiscard]] std::string head(const std::string& base_name) const {
        const FoundBox& found = discovery_.boxes[number_ - 1];
        std::string outputs;
        for (const Variable& variable : sweep_.variables()) {
            outputs += (outputs.empty() ? "" : ", ") + sim::toml_text(variable.name);
        }
        std::ostringstream text;
        text << "# Box " << number_ << " of " << discovery_.path << ": " << found.count.cases << " points, density "
             << thousandths(found.count.density()) << ", where " << discovery_.where << " (" << discovery_.when
             << ").\n# Fresh points and draws: run it, then\n"
             << "# actorhood discover " << sim::shell_word(discovery_.path) << " --where "
             << sim::shell_word(discovery_.where) << " --check RESULT\n"
             << "[experiment]\nbase = " << sim::toml_text(base_name);
        if (is_list_) {
            text << "\ndesign = \"list\"";
        } else {
            text << "\ndesign = \"latin_hypercube\"\npoints = " << discovery_.all_points << "\nseed = " << number_;
        }
        text << "\nreplicates = " << discovery_.replicates
             << "\nrandom = " << (has_common_random_numbers(sweep_) ? "\"common\"" : "\"independent\"")
             << "\noutputs = [" << outputs << "]\n";
        if (const auto every = declared_.find("output.every");
            sweep_.times().size() > 1 && every != declared_.end()) {
            text << "every = " << every->second << "\n";
        }
        text << "title = "
             << sim::toml_text((discovery_.title.empty() ? sweep_.name() : discovery_.title) + ", box " +
                               std::to_string(number_))
             << "\n";
        return text.str();
    }

    /// Changes of all points, and another seed.
    [[nodiscard]] std::string fixed_text() const {
        Settings fixed = fixed_;
        if (const auto seed = declared_.find("run.seed"); seed != declared_.end()) {
            const std::size_t digits = std::min(seed->second.find_first_of("0123456789"), seed->second.size());
            fixed["run.seed"] = sim::toml_seed(std::strtoull(seed->second.c_str() + digits, nullptr, 10) + 1);
        }
        std::string text = "\n[experiment.set]\n";
        for (const auto& [key, value] : fixed) {
            text += sim::toml_text(key) + " = " + value + "\n";
        }
        return text;
    }

    [[nodiscard]] const CaseInput* input_of(const std::string& column) const {
        const auto found = std::find_if(discovery_.cases.inputs.begin(), discovery_.cases.inputs.end(),
                                        [&](const CaseInput& one) { return one.name == column; });
        return found == discovery_.cases.inputs.end() ? nullptr : &*found;
    }
    /// Limits of a column; none where it was not searched.
    [[nodiscard]] BoxLimit limit_of(const std::string& column) const {
        const CaseInput* input = input_of(column);
        return input == nullptr ? BoxLimit{} : box_[static_cast<std::size_t>(input - discovery_.cases.inputs.data())];
    }

    void add_plan(const DesignFactor& factor) {
        for (const DesignColumn& column : factor.columns) {
            keys_.insert(column.name);
        }
        AxisPlan plan{&factor};
        if (factor.is_simplex) {
            plan_shares(plan);
        } else if (factor.columns[0].is_text) {
            plan_options(plan);
        } else if (!plan_range(plan)) {
            fixed_[factor.name] = plan.number(plan.low);
            return;
        }
        plans_.push_back(std::move(plan));
    }

    /// False if one number is left.
    bool plan_range(AxisPlan& plan) const {
        const std::vector<double> values = column_numbers(plan.factor->columns[0], all_points());
        const BoxLimit limit = limit_of(plan.factor->name);
        const auto declared = declared_.find(plan.factor->name);
        plan.whole =
            declared != declared_.end() && declared->second.find_first_not_of("+-0123456789") == std::string::npos;
        plan.low = std::max(*std::min_element(values.begin(), values.end()), limit.low);
        plan.high = std::min(*std::max_element(values.begin(), values.end()), limit.high);
        if (plan.whole) {
            plan.low = std::ceil(plan.low);
            plan.high = std::floor(plan.high);
        }
        return plan.low < plan.high;
    }

    [[nodiscard]] std::vector<std::size_t> all_points() const {
        std::vector<std::size_t> all(settings_.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }

    /// Options that the box keeps, each with the changes that its points alone have in common.
    void plan_options(AxisPlan& plan) {
        const DesignColumn& column = plan.factor->columns[0];
        const BoxLimit limit = limit_of(column.name);
        const Settings everywhere = common_settings(settings_, all_points());
        std::map<std::string, std::vector<std::size_t>> points;
        for (std::size_t point = 0; point < column.values.size(); ++point) {
            points[column.values[point]].push_back(point);
        }
        for (const auto& [word, own_points] : points) {
            Settings own = common_settings(settings_, own_points);
            std::erase_if(own, [&](const auto& setting) { return everywhere.count(setting.first) > 0; });
            if (declared_.count(column.name) > 0) { // a parameter whose values are words
                std::erase_if(own, [&](const auto& setting) { return setting.first != column.name; });
            }
            for (const auto& [key, value] : own) {
                keys_.insert(key);
            }
            if (is_kept(column.name, word, limit)) {
                plan.options.emplace_back(word, std::move(own));
            }
        }
    }

    [[nodiscard]] bool is_kept(const std::string& column, const std::string& word, const BoxLimit& limit) const {
        if (limit.left_out.empty()) {
            return true;
        }
        const std::vector<std::string>& options = input_of(column)->options;
        const auto option = std::find(options.begin(), options.end(), word);
        return option == options.end() || !limit.left_out[static_cast<std::size_t>(option - options.begin())];
    }

    void plan_shares(AxisPlan& plan) const {
        for (const DesignColumn& column : plan.factor->columns) {
            const BoxLimit limit = limit_of(column.name);
            plan.has_limited_shares = plan.has_limited_shares || limit.is_limited();
            const bool stands = std::all_of(column.values.begin(), column.values.end(),
                                            [&](const std::string& value) { return value == column.values[0]; });
            plan.shares.push_back({column.name, limit.low, limit.high, std::nullopt});
            if (stands) {
                plan.shares.back().fixed = column_numbers(column, std::vector<std::size_t>{0}).front();
            }
        }
    }

    [[nodiscard]] static std::string axis_text(const AxisPlan& plan) {
        const DesignFactor& factor = *plan.factor;
        const bool is_word = plan.options.size() > 0 && plan.options[0].second.count(factor.name) > 0;
        const bool has_options = plan.options.size() > 0 && !is_word;
        std::string text = "\n[[experiment.axis]]\n" +
                           std::string(factor.is_simplex ? "simplex" : (has_options ? "name" : "parameter")) + " = " +
                           sim::toml_text(factor.name) + "\n" +
                           (factor.role.empty() ? "" : "role = " + sim::toml_text(factor.role) + "\n");
        if (factor.is_simplex) {
            return text + shares_text(plan);
        }
        if (plan.options.empty()) {
            return text + "min = " + plan.number(plan.low) + "\nmax = " + plan.number(plan.high) + "\n";
        }
        std::string values;
        for (const auto& [name, settings] : plan.options) {
            if (is_word) {
                values += (values.empty() ? "" : ", ") + settings.at(factor.name);
            } else {
                text += "\n[[experiment.axis.options]]\nname = " + sim::toml_text(name) +
                        "\nset = " + settings_toml(settings) + "\n";
            }
        }
        return text + (is_word ? "values = [" + values + "]\n" : "");
    }

    [[nodiscard]] static std::string shares_text(const AxisPlan& plan) {
        std::string components;
        std::string fixed;
        for (const ShareRange& share : plan.shares) {
            const std::string name = share.key.substr(plan.factor->name.size() + 1);
            components += (components.empty() ? "" : ", ") + sim::toml_text(name);
            if (share.fixed) {
                fixed += (fixed.empty() ? "" : ", ") + sim::toml_key(name) + " = " + sim::toml_real(*share.fixed);
            }
        }
        return "components = [" + components + "]\n" + (fixed.empty() ? "" : "fixed = { " + fixed + " }\n");
    }

    /// What axis k takes at a point of a list: of a range and of options one of as many strata as there are points.
    [[nodiscard]] Settings coordinates(std::size_t k, std::size_t point) const {
        const AxisPlan& plan = plans_[k];
        if (!plan.shares.empty()) {
            return drawn_shares(plan, k * discovery_.all_points + point);
        }
        const std::vector<std::size_t>& strata = strata_[k];
        const double place = (static_cast<double>(strata[point]) + uniform(k * strata.size() + point, 0)) /
                             static_cast<double>(strata.size());
        if (!plan.options.empty()) {
            return plan.options[static_cast<std::size_t>(place * static_cast<double>(plan.options.size()))].second;
        }
        const double value = plan.whole ? std::floor(std::lerp(plan.low, plan.high + 1.0, place))
                                        : std::lerp(plan.low, plan.high, place);
        return {{plan.factor->name, plan.number(value)}};
    }

    /// Settings that belong to no axis are kept where all points have them.
    void refuse_other_settings() {
        const Settings everywhere = common_settings(settings_, all_points());
        for (const Settings& own : settings_) {
            for (const auto& [key, value] : own) {
                if (keys_.count(key) == 0 && everywhere.count(key) == 0) {
                    throw Error(ExitCode::usage,
                                "points of the sweep also change '" + key +
                                    "', which no axis of its design holds: the box cannot be written "
                                    "as an experiment");
                }
            }
        }
        for (const auto& [key, value] : everywhere) {
            if (keys_.count(key) == 0) {
                fixed_[key] = value;
            }
        }
    }

    const ResultFile& sweep_;
    const Discovery& discovery_;
    const Box& box_;
    std::size_t number_;
    std::map<std::string, std::string> declared_;
    std::vector<Settings> settings_;
    std::vector<AxisPlan> plans_;
    Settings fixed_;
    std::set<std::string> keys_; ///< that axes hold
    bool is_list_{};
    std::vector<std::vector<std::size_t>> strata_; ///< of each axis at the points of a list
};

} // namespace

BoxExperiment box_experiment(const ResultFile& sweep, const Discovery& discovery, std::size_t box,
                             const std::string& base_name) {
    if (box >= discovery.boxes.size()) {
        throw Error(ExitCode::usage,
                    "--box: there " +
                        std::string(discovery.boxes.size() == 1
                                        ? "is 1 box"
                                        : "are " + std::to_string(discovery.boxes.size()) + " boxes") +
                        ", no box " + std::to_string(box + 1));
    }
    return {Writer(sweep, discovery, box).text(base_name), sweep.parameters()};
}

void write_box_experiment(const std::filesystem::path& path, const Discovery& discovery, std::size_t box,
                          bool replace) {
    const std::filesystem::path base = path.parent_path() / (path.stem().string() + ".base.toml");
    std::error_code ignored;
    for (const std::filesystem::path& file : {path, base}) {
        if (!replace && std::filesystem::exists(file, ignored)) {
            throw Error(ExitCode::usage, "'" + file.string() + "' exists; --force replaces it");
        }
    }
    const std::shared_ptr<const ResultFile> sweep = ResultFile::open(discovery.path);
    const BoxExperiment made = box_experiment(*sweep, discovery, box, base.filename().string());
    sim::write_text_atomically(base, made.base);
    sim::write_text_atomically(path, made.experiment);
}

} // namespace actorhood::analysis
