#include "analysis/program/step_sweeps.hpp"

#include <algorithm>
#include <csignal>
#include <sstream>
#include <utility>

#include "analysis/program/child_process.hpp"
#include "sim/config/shell.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::analysis::program {

namespace {

namespace fs = std::filesystem;
using sim::Error;
using sim::ExitCode;

void refuse_ended(int code, const std::string& step, const std::string& study) {
    const std::string again = "; the same command goes on from here";
    switch (code) {
    case 0:
    case static_cast<int>(ExitCode::incomplete): // some runs failed: they are left out
        return;
    case static_cast<int>(ExitCode::stopped):
    case 128 + SIGTERM: // before it could listen
        throw Error(ExitCode::stopped, "stopped in " + step + again);
    case static_cast<int>(ExitCode::interrupted):
        throw Error(ExitCode::interrupted, "interrupted in " + step + again);
    default:
        break;
    }
    if (code > 128) {
        throw Error(ExitCode::incomplete,
                    "the sweep of " + step + " was ended by signal " + std::to_string(code - 128) + again);
    }
    throw Error(static_cast<ExitCode>(code),
                "the experiment " + step +
                    ".toml cannot be carried out, see above: it is made from the file of the " + study +
                    ", mend that");
}

} // namespace

StepSweeps::StepSweeps(fs::path folder, const std::string& study, const std::string& first, SweepConduct conduct)
    : folder_(std::move(folder)), study_(study), conduct_(conduct) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) {
        throw Error(ExitCode::input_output, "cannot make folder '" + folder_.string() + "': " + error.message());
    }
    if (!fs::is_empty(folder_) && !fs::exists(folder_ / (first + ".toml"))) {
        throw Error(ExitCode::input_output, "'" + folder_.string() + "' is not empty and holds no " + study +
                                                "; name another folder with -o");
    }
}

std::shared_ptr<const ResultFile> StepSweeps::carry_out(const std::string& name, const std::string& text) const {
    const fs::path experiment = folder_ / (name + ".toml");
    const fs::path results = folder_ / name;
    sim::write_text_atomically(experiment, text);
    std::vector<std::string> words{program_beside("actorhood"),
                                   "sweep",
                                   experiment.string(),
                                   "-o",
                                   results.string(),
                                   "--replace",
                                   "--keep-going",
                                   "--quiet"};
    if (conduct_.threads) {
        words.insert(words.end(), {"--threads", std::to_string(*conduct_.threads)});
    }
    if (conduct_.deadline) {
        const std::chrono::duration<double> left = *conduct_.deadline - std::chrono::steady_clock::now();
        if (left.count() < 1.0) {
            throw Error(ExitCode::stopped,
                        "stopped before " + results.string() + "; the same command goes on from here");
        }
        words.insert(words.end(), {"--max-time", std::to_string(static_cast<std::int64_t>(left.count()))});
    }
    refuse_ended(run_child(words), results.string(), study_);
    if (!fs::exists(results / "sweep.h5")) {
        throw Error(ExitCode::incomplete, "no run of " + results.string() + " ended well; actorhood status " +
                                              sim::shell_word(results.string()) + " names the causes");
    }
    return ResultFile::open(results);
}

std::string path_from(const fs::path& folder, const fs::path& path) {
    const fs::path whole = fs::absolute(path).lexically_normal();
    const fs::path relative = whole.lexically_relative(fs::absolute(folder / ".").lexically_normal());
    return (relative.empty() ? whole : relative).string();
}

SweptRange swept_range(const DesignColumn& column) {
    const double base = std::stod(column.values.front());
    double low = base;
    double high = base;
    bool first = true;
    std::size_t others = 0;
    for (const std::string& text : column.values) {
        const double value = std::stod(text);
        if (value != base) {
            low = first ? value : std::min(low, value);
            high = first ? value : std::max(high, value);
            first = false;
            ++others;
        }
    }
    if (others < 2) {
        low = std::min(low, base);
        high = std::max(high, base);
    }
    return {low, high, base};
}

std::string setting_of(const std::string& settings, const std::string& key) {
    std::istringstream lines(settings);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(key + "=")) {
            return line.substr(key.size() + 1);
        }
    }
    return "";
}

bool is_whole_setting(const std::string& settings, const std::string& key) {
    return setting_of(settings, key).find_first_of(".en") == std::string::npos;
}

} // namespace actorhood::analysis::program
