#include "tests/support/small_sweep.hpp"

#include <chrono>
#include <cmath>
#include <map>
#include <thread>

#include "sim/core/archive.hpp"
#include "sim/core/error.hpp"
#include "sim/core/math.hpp"
#include "sim/output/provenance.hpp"
#include "sim/run/layout.hpp"
#include "sim/run/merge.hpp"
#include "tests/support/program.hpp"

namespace actorhood::tests {

namespace {

using Settings = std::map<std::string, double>;

class SmallSimulation final : public sim::Simulation {
public:
    SmallSimulation(const Settings& settings, std::uint32_t replicate, std::atomic<std::size_t>& taken)
        : taken_(taken), settings_(settings), outputs_(declared()), recorder_(outputs_) {
        value_ = settings.at("x") + 0.001 * replicate;
        recorder_.reserve(steps());
    }
    [[nodiscard]] std::uint32_t steps() const override { return static_cast<std::uint32_t>(settings_.at("steps")); }
    [[nodiscard]] std::uint32_t step() const override { return step_; }
    void advance() override {
        if (settings_.at("wait") > 0.0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(static_cast<int>(settings_.at("wait"))));
        }
        value_ = std::sqrt(value_ * value_ + 1.0);
        ++step_;
        ++taken_;
        if (settings_.at("fails") == step_) {
            throw sim::Error(sim::ExitCode::invariant, "step " + std::to_string(step_) + ": broken as asked");
        }
        recorder_.record(2020.0 + step_ / 12.0, static_cast<std::int32_t>(step_));
    }
    [[nodiscard]] sim::ArchiveParts state() override {
        sim::ArchiveParts archive;
        visit(archive);
        return archive;
    }
    void restore(const std::vector<std::byte>& state) override {
        sim::ArchiveReader archive(state);
        visit(archive);
    }
    [[nodiscard]] std::uint64_t state_hash() override { return 0; }
    [[nodiscard]] std::uint64_t state_bytes() override { return sizeof value_; }
    [[nodiscard]] const sim::Outputs& outputs() const override { return outputs_; }
    [[nodiscard]] sim::Recorder& recorder() override { return recorder_; }

private:
    template <class Archive>
    void visit(Archive& archive) {
        archive("step", step_);
        archive("value", value_);
        recorder_.visit(archive);
    }
    sim::Outputs declared() {
        sim::Outputs outputs;
        std::vector<std::string> places;
        for (int i = 0; i < static_cast<int>(settings_.at("places")); ++i) {
            places.push_back("place " + std::to_string(i));
        }
        outputs.axis("place", "A place", places);
        outputs.variable("value", {}, sim::Unit{"1"}, sim::Meaning{"A value"}, sim::Source{"test"},
                         [this](std::span<double> row) { row[0] = value_; });
        outputs.variable("by_place", {"place"}, sim::Unit{"EUR"}, sim::Meaning{"A value by place"},
                         sim::Source{"test"}, [this](std::span<double> row) {
                             for (std::size_t i = 0; i < row.size(); ++i) {
                                 row[i] = value_ + static_cast<double>(i);
                             }
                         });
        return outputs;
    }

    std::atomic<std::size_t>& taken_;
    Settings settings_;
    sim::Outputs outputs_;
    sim::Recorder recorder_;
    double value_{};
    std::uint32_t step_{};
};

Settings settings_of(const sim::DesignPoint& point) {
    Settings settings{{"x", 0}, {"places", 2}, {"steps", 6}, {"fails", 0}, {"wait", 0}, {"refused", 0}};
    for (const std::string& setting : point.settings) {
        const std::size_t equals = setting.find('=');
        settings.at(setting.substr(0, equals)) = std::stod(setting.substr(equals + 1));
    }
    return settings;
}

} // namespace

SmallSweep::SmallSweep(std::size_t points, std::uint32_t replicates, std::vector<std::string> more) {
    experiment.name = "small";
    experiment.title = "Small";
    experiment.design = "list";
    experiment.every = 1;
    experiment.replicates = replicates;
    experiment.columns.push_back({"x", "1", "Where it begins", "lever", {}});
    for (std::size_t i = 0; i < points; ++i) {
        sim::DesignPoint point{{static_cast<double>(i)}, {"x=" + std::to_string(i)}};
        point.settings.insert(point.settings.end(), more.begin(), more.end());
        experiment.points.push_back(std::move(point));
    }
}

sim::PointResolver SmallSweep::resolver() {
    return [made = made_, taken = steps_](const sim::DesignPoint& point) {
        const Settings settings = settings_of(point);
        if (settings.at("refused") != 0.0) {
            throw sim::Error(sim::ExitCode::configuration, "refused as asked");
        }
        sim::ResolvedPoint resolved;
        for (const auto& [key, value] : settings) {
            if (key != "wait") {
                resolved.identity += key + "=" + std::to_string(value) + "\n";
            }
        }
        resolved.make = [settings, made, taken](std::uint32_t replicate) {
            ++*made;
            return std::make_unique<SmallSimulation>(settings, replicate, *taken);
        };
        return resolved;
    };
}

sim::SweepOutcome SmallSweep::carry_out(const std::filesystem::path& folder, sim::SweepOptions options,
                                        sim::FolderWork::Options work) {
    const sim::SweepPlan planned = plan();
    sim::SweepFolder place(folder);
    place.make();
    place.look();
    sim::Claims claims(place.claims());
    sim::FolderWork source(planned, place, claims, std::move(work));
    return sim::run_sweep(experiment, planned, resolver(), place, source, options);
}

std::string SmallSweep::merged(const std::filesystem::path& folder, bool partial) {
    sim::SweepFolder place(folder);
    place.look();
    sim::merge_sweep(experiment, plan(), place, {{{"title", experiment.title}}, "x = 1\n", partial});
    return read_bytes(place.result());
}

sim::SweepState SmallSweep::state(const std::filesystem::path& folder) {
    sim::SweepFolder place(folder);
    place.look();
    return sim::state_of(plan(), place);
}

void SmallSweep::finish(const std::filesystem::path& folder) {
    sim::SweepOptions options;
    options.keep_going = true;
    carry_out(folder, options);
    merged(folder);
}

SmallSweep crossed_sweep(std::uint32_t replicates, const char* role) {
    sim::DesignAxes axes;
    axes.push_back(sim::range_axis({"x", "1", "Where it begins", role, {}}, {.low = 0.0, .high = 4.0, .levels = 3}));
    axes.push_back(sim::range_axis({"places", "1", "How many places", "uncertainty", {}},
                                   {.low = 2.0, .high = 4.0, .whole = true, .levels = 3, .base = 2.0}));
    sim::Layout layout = sim::lay_out({.kind = sim::DesignKind::factorial}, axes);
    SmallSweep sweep(0, replicates);
    sweep.experiment.design = "factorial";
    sweep.experiment.columns = layout.columns;
    sweep.experiment.points = layout.points;
    return sweep;
}

} // namespace actorhood::tests
