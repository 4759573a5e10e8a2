// live: the model in one page of HTML, to be tried.
#include <cinttypes>
#include <cstdio>
#include <filesystem>

#include "models/program/commands.hpp"
#include "models/program/live_page.hpp"
#include "models/program/live_scenario.hpp"
#include "models/program/options.hpp"
#include "models/program/scenario.hpp"
#include "models/program/terminal.hpp"
#include "models/transition.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

/// Beyond this a page would let its reader wait too long.
constexpr double most_firms = 20000.0;

void print_hashes(const Parameters& parameters, std::uint32_t replicates) {
    for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
        TransitionSimulation simulation(parameters, replicate);
        while (simulation.step() < simulation.steps()) {
            simulation.advance();
        }
        print(stdout, "replicate %" PRIu32 ": %016" PRIx64 "\n", replicate, simulation.state_hash());
    }
}

void refuse_slow(const Parameters& parameters) {
    const double firms = estimate(parameters, 1).firms;
    if (firms > most_firms) {
        throw sim::Error(sim::ExitCode::too_big,
                         "a world of " + std::to_string(static_cast<long>(firms)) +
                             " firms is too large for a page; leave --as-given out, or make it smaller with --set");
    }
}

void declare_live_options(Options& options) {
    options.positional(1, 1);
    options.value("output,o", "FILE.html", "where to write it (default: live.html)");
    options.repeated("set", "KEY=VALUE", "change a parameter; the value is TOML (repeatable)");
    options.value("assumptions", "FILE", "let the page vary the parameter sets of an ensemble, too");
    options.value("language", "CODE", "language in which it opens: en or fr (default en; the page can switch)");
    options.flag("as-given", "the scenario's own world instead of 10 clusters of 60 members with 500 firms outside");
    options.value("hashes", "N", "write no page: simulate replicates 0 to N-1 here and print the hash of each state");
}

std::string language_asked(const Options& options) {
    const std::string language = options.text("language").value_or("en");
    if (language != "en" && language != "fr") {
        throw sim::Error(sim::ExitCode::usage, "--language: en or fr, not '" + language + "'");
    }
    return language;
}

fs::path file_asked(const Options& options) {
    const fs::path file = options.text("output").value_or("live.html");
    if (file.extension() != ".html" && file.extension() != ".htm") {
        throw sim::Error(sim::ExitCode::usage,
                         "--output: live writes HTML; let the name of the file end with .html, not '" +
                             file.filename().string() + "'");
    }
    return file;
}

} // namespace

int live(const Arguments& arguments) {
    Options options(
        "live FILE [options]",
        "Writes one page of HTML in which the model itself runs, to try funding, accountability,\n"
        "negotiation, instruments and a shock. It needs no network. The world is small: 10 clusters of 60\n"
        "members on average, and 500 firms outside. --hashes proves that the page and this program give\n"
        "the same bits; the page says what to call.",
        "  actorhood live scenarios/baseline.toml -o live.html\n"
        "  actorhood live scenarios/baseline.toml --set funding.level=4000.0 --hashes 3\n");
    declare_live_options(options);
    if (!options.parse(arguments)) {
        return 0;
    }
    const std::string language = language_asked(options);
    std::vector<std::string> settings = options.has("as-given") ? std::vector<std::string>{} : small_world();
    const std::vector<std::string> own = options.texts("set");
    settings.insert(settings.end(), own.begin(), own.end());
    LiveScenario live = read_live_scenario(options.free().front(), settings);
    refuse_slow(live.scenario->parameters);
    if (const auto replicates = options.number("hashes", 1, 10000)) {
        print_hashes(live.scenario->parameters, static_cast<std::uint32_t>(*replicates));
        return 0;
    }
    if (const auto ensemble = options.text("assumptions")) {
        check_input(*ensemble);
        live.assumptions = read_assumption_sets(*ensemble, live);
    }
    const fs::path file = file_asked(options);
    sim::write_text_atomically(file,
                               live_page(live, {options.free().front(), own, options.has("as-given"), language}));
    print(stdout, "%s\n", file.string().c_str());
    return 0;
}

} // namespace actorhood::models::program
