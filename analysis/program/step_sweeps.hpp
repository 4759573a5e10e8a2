// Steps of a longer study as sweeps: each is an experiment file DIR/NAME.toml, carried out by `actorhood sweep`, with its
// results in DIR/NAME. A sweep never repeats a run that is finished, so that a study that was stopped goes on where it was.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/data.hpp"

namespace actorhood::analysis::program {

/// How sweeps are carried out; nothing of it changes a result.
struct SweepConduct {
    std::optional<std::size_t> threads;
    std::optional<std::chrono::steady_clock::time_point> deadline; ///< then it stops, to be continued
};

/// A file as texts in a folder name it; "" is the folder that this process is in.
[[nodiscard]] std::string path_from(const std::filesystem::path& folder, const std::filesystem::path& path);

class StepSweeps {
public:
    /// `first`: name of the step that every study of this kind begins with; a folder that holds other things is an
    /// Error(input_output).
    StepSweeps(std::filesystem::path folder, const std::string& study, const std::string& first,
               SweepConduct conduct);

    /// Writes the experiment and carries it out. Runs may fail; if all do it is an Error(incomplete).
    [[nodiscard]] std::shared_ptr<const ResultFile> carry_out(const std::string& name, const std::string& text) const;
    /// A file as experiments in this folder name it.
    [[nodiscard]] std::string path_from_here(const std::filesystem::path& path) const {
        return path_from(folder_, path);
    }

private:
    std::filesystem::path folder_;
    std::string study_; ///< "calibration", "optimisation"
    SweepConduct conduct_;
};

/// The ends between which a parameter was varied alone, and its value in the base, which comes first and can be an end.
struct SweptRange {
    double low;
    double high;
    double base;
};
[[nodiscard]] SweptRange swept_range(const DesignColumn& column);
/// The value of a key among settings "key=value", one a line; "" if it is not among them.
[[nodiscard]] std::string setting_of(const std::string& settings, const std::string& key);
/// True if the value of a key among settings "key=value", one a line, is written as a whole number.
[[nodiscard]] bool is_whole_setting(const std::string& settings, const std::string& key);

} // namespace actorhood::analysis::program
