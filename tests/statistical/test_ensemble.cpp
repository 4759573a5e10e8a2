// What holds under every parameter set that the evidence leaves: tables of MODEL.md, section 11. Some 15,000 runs, twenty
// minutes of one processor; ACTORHOOD_STUDY=FOLDER keeps them, so that a further call repeats none.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/crossing.hpp"
#include "analysis/data.hpp"
#include "analysis/ranking.hpp"
#include "analysis/sensitivity.hpp"
#include "analysis/statistics.hpp"
#include "tests/catch.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_ensemble {

using namespace actorhood;
using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

const fs::path scenarios = fs::path(ACTORHOOD_SOURCE_DIR) / "scenarios";

/// Carries out an experiment, under the shipped ensemble or by itself, or goes on with it; returns its folder.
fs::path swept(const fs::path& folder, const std::string& experiment, const std::string& name,
               const std::vector<std::string>& more = {}, bool under_ensemble = true) {
    std::vector<std::string> words{"sweep", (scenarios / "experiments" / (experiment + ".toml")).string(), "-o",
                                   (folder / name).string(), "-q"};
    if (under_ensemble) {
        words.insert(words.end(), {"--assumptions", (scenarios / "ensembles" / "joint.toml").string()});
    }
    words.insert(words.end(), more.begin(), more.end());
    Process process(program_command(words));
    const Finished finished = process.wait(std::chrono::hours(2));
    INFO(finished.errors);
    REQUIRE(finished.code == 0);
    return folder / name;
}

/// Means over replicates and places at the last time, alternative x set.
struct Outcomes {
    analysis::Crossing crossing;
    std::vector<std::vector<double>> values; ///< one vector an alternative

    Outcomes(const fs::path& result, const std::string& name) {
        const auto file = analysis::ResultFile::open(result);
        crossing = analysis::crossing_of(*file, {});
        const auto& all = file->variables();
        const auto variable =
            std::find_if(all.begin(), all.end(), [&](const analysis::Variable& one) { return one.name == name; });
        REQUIRE(variable != all.end());
        const std::size_t replicates = file->replicates().size();
        const std::vector<double> read =
            file->read(*variable, {0, file->points()}, {0, replicates}, {file->times().size() - 1, 1});
        const std::size_t numbers = replicates * variable->places();
        for (std::size_t a = 0; a < crossing.alternatives; ++a) {
            values.emplace_back();
            for (std::size_t set = 0; set < crossing.sets; ++set) {
                const auto first = read.begin() + static_cast<std::ptrdiff_t>(crossing.point(a, set) * numbers);
                values.back().push_back(std::accumulate(first, first + static_cast<std::ptrdiff_t>(numbers), 0.0) /
                                        static_cast<double>(numbers));
            }
        }
    }
    [[nodiscard]] std::size_t alternative(const std::string& name) const {
        const auto found = std::find(crossing.names.begin(), crossing.names.end(), name);
        REQUIRE(found != crossing.names.end());
        return static_cast<std::size_t>(found - crossing.names.begin());
    }
};

/// "core 0.25, services 0.75" of "core=0.25 project=0 fees=0 services=0.75".
std::string in_words(const std::string& mix) {
    std::istringstream shares(mix);
    std::string text;
    for (std::string share; shares >> share;) {
        const std::size_t equals = share.find('=');
        if (share.substr(equals + 1) != "0") {
            text += (text.empty() ? "" : ", ") + share.substr(0, equals) +
                    (share.substr(equals + 1) == "1" ? " alone" : " " + share.substr(equals + 1));
        }
    }
    return text;
}

std::string percent(double part) { return std::to_string(std::lround(100.0 * part)) + " %"; }

std::string decimals(double value, int count) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%+.*f", count, value);
    return text.data();
}

const std::vector<std::string> outputs{"mean_responsible_actorhood", "circular_depth", "digital_depth"};

/// The leading mixes by each output.
std::string leaders(const fs::path& result, const std::string& link) {
    analysis::RankingRequest request;
    for (const std::string& output : outputs) {
        request.outputs.push_back({output, false});
    }
    const analysis::Ranking ranking = analysis::ranking_of(result, request);
    constexpr std::array places{"first", "second", "third"};
    std::string text;
    for (std::size_t place = 0; place < places.size(); ++place) {
        text += "| " + (place == 0 ? link : "") + " | " + places[place] + " |";
        for (const analysis::OutputRanking& output : ranking.outputs) {
            const analysis::RankedAlternative& one = output.alternatives.at(place);
            text += " " + in_words(ranking.crossing.names[one.alternative]) + ": " + percent(one.best) + " (" +
                    std::to_string(std::lround(100.0 * one.best_by_sets.low)) + " to " +
                    std::to_string(std::lround(100.0 * one.best_by_sets.high)) + ") |";
        }
        text += "\n";
    }
    text += "| | decided in |";
    for (const analysis::OutputRanking& output : ranking.outputs) {
        text += " " + percent(output.decided) + " of the sets |";
    }
    return text + "\n";
}

using Mixes = std::vector<std::pair<std::string, std::string>>; ///< of the table, of the points

/// How often each of five mixes is first and last among them.
std::string five_mixes(const fs::path& result, const Mixes& mixes) {
    std::vector<std::string> rows;
    for (const auto& [name, mix] : mixes) {
        rows.push_back("| " + name + " |");
    }
    std::size_t sets = 0;
    for (const std::string& output : outputs) {
        const Outcomes outcomes(result, output);
        sets = outcomes.crossing.sets;
        std::vector<int> first(mixes.size());
        std::vector<int> last(mixes.size());
        for (std::size_t set = 0; set < sets; ++set) {
            std::vector<double> values;
            for (const auto& [name, mix] : mixes) {
                values.push_back(outcomes.values[outcomes.alternative(mix)][set]);
            }
            ++first[static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin())];
            ++last[static_cast<std::size_t>(std::min_element(values.begin(), values.end()) - values.begin())];
        }
        for (std::size_t m = 0; m < mixes.size(); ++m) {
            rows[m] += " " + std::to_string(first[m]) + " | " + std::to_string(last[m]) + " |";
        }
    }
    std::string text =
        "| of " + std::to_string(sets) +
        " sets | first in actorhood | last | first in circular depth | last | first in digital depth | "
        "last |\n|---|---|---|---|---|---|---|\n";
    for (const std::string& row : rows) {
        text += row + "\n";
    }
    return text;
}

/// How probable it is that each of a few mixes is first, with what the sets and what chance leave open of it.
std::string chances_of_mixes(const fs::path& result) {
    analysis::RankingRequest request;
    for (const std::string& output : outputs) {
        request.outputs.push_back({output, false});
    }
    const analysis::Ranking ranking = analysis::ranking_of(result, request);
    const auto span = [](const analysis::Interval& one) {
        return std::to_string(std::lround(100.0 * one.low)) + " to " + std::to_string(std::lround(100.0 * one.high));
    };
    std::vector<std::string> rows;
    for (const std::string& name : ranking.crossing.names) {
        rows.push_back("| " + name + " |");
    }
    for (const analysis::OutputRanking& output : ranking.outputs) {
        for (const analysis::RankedAlternative& one : output.alternatives) {
            rows[one.alternative] += " " + decimals(one.mean, 3).substr(1) + " | " + percent(one.best) + " (" +
                                     span(one.best_by_sets) + "; " + span(one.best_by_chance) + ") |";
        }
    }
    std::string text = "| | actorhood | first | circular depth | first | digital depth | first |\n"
                       "|---|---|---|---|---|---|---|\n";
    for (const std::string& row : rows) {
        text += row + "\n";
    }
    return text;
}

/// What is lost when a part of the theory's chain is taken away.
std::string chain(const fs::path& result) {
    std::vector<std::string> shown = outputs;
    shown.emplace_back("resistance");
    std::string text =
        "| less all of it | actorhood | lower in | circular depth | lower in | digital depth | lower in | "
        "resistance | higher in |\n|---|---|---|---|---|---|---|---|---|\n";
    std::vector<std::string> rows;
    std::string values = "| all of it |";
    for (const std::string& output : shown) {
        const Outcomes outcomes(result, output);
        const std::vector<double>& theory = outcomes.values[outcomes.alternative("theory")];
        values += " " + decimals(analysis::mean(theory), 3).substr(1) + " | |";
        std::size_t row = 0;
        for (std::size_t a = 0; a < outcomes.crossing.alternatives; ++a) {
            if (outcomes.crossing.names[a] == "theory") {
                continue;
            }
            std::vector<double> differences;
            int beyond = 0;
            for (std::size_t set = 0; set < outcomes.crossing.sets; ++set) {
                differences.push_back(outcomes.values[a][set] - theory[set]);
                beyond += (output == "resistance" ? differences.back() > 0.0 : differences.back() < 0.0) ? 1 : 0;
            }
            const analysis::Interval most = analysis::central_interval(differences, 0.9);
            if (row == rows.size()) {
                rows.push_back("| " + outcomes.crossing.names[a] + " |");
            }
            rows[row++] += " " + decimals(analysis::mean(differences), 3) + " (" + decimals(most.low, 3) + " to " +
                           decimals(most.high, 3) + ") | " + std::to_string(beyond) + " |";
        }
    }
    text += values + "\n";
    for (const std::string& row : rows) {
        text += row + "\n";
    }
    return text;
}

/// Total Sobol indices of each output, in the order of the first; of that one also what each parameter does alone.
std::string shares_of_variance(const fs::path& result) {
    analysis::SensitivityRequest request;
    request.selection.variables = outputs;
    const analysis::Sensitivity found = analysis::sensitivity_of(result, request);
    REQUIRE(found.outputs.size() == outputs.size());
    const auto plain = [](double value) { return decimals(value, 2).substr(value < -0.005 ? 0 : 1); };
    const auto index = [&](const analysis::Index& one) {
        return plain(one.value) + " (" + plain(one.interval.low) + " to " + plain(one.interval.high) + ")";
    };
    std::string text =
        "| parameter | actorhood, total | alone | circular depth, total | digital depth, total |\n"
        "|---|---|---|---|---|\n";
    for (const analysis::FactorIndices& factor : found.outputs[0].factors) {
        text += "| `" + factor.name + "` | " + index(factor.indices[0]) + " | " + index(factor.indices[1]) + " |";
        for (std::size_t output = 1; output < outputs.size(); ++output) {
            const auto& factors = found.outputs[output].factors;
            const auto same = std::find_if(factors.begin(), factors.end(), [&](const analysis::FactorIndices& other) {
                return other.name == factor.name;
            });
            REQUIRE(same != factors.end());
            text += " " + index(same->indices[0]) + " |";
        }
        text += "\n";
    }
    text += "| chance in a run |";
    for (std::size_t output = 0; output < outputs.size(); ++output) {
        text += " " + percent(found.outputs[output].chance.share()) + (output == 0 ? " | |" : " |");
    }
    return text + "\n";
}

void expect_part(const std::string& name, const std::string& table, const fs::path& document = model_document()) {
    if (refreshing()) {
        replace_part(name, table, document);
        return;
    }
    const std::string text = text_of(document);
    const Place place = generated_part(text, name);
    INFO(table);
    CHECK(text.substr(place.begin, place.length).find(table) != std::string::npos);
}

/// A figure of analysis/STUDY.md.
void expect_figure(const std::string& name, const fs::path& result, const std::string& kind) {
    const TemporaryFolder folder;
    const Finished drawn = call_program({"plot", result.string(), "--kind", kind, "--variables",
                                         "mean_responsible_actorhood", "-o", (folder / name).string()});
    INFO(drawn.errors);
    REQUIRE(drawn.code == 0);
    const fs::path figure = fs::path(ACTORHOOD_SOURCE_DIR) / "analysis" / "study" / name;
    if (refreshing()) {
        write_text(figure, read_bytes(folder / name));
    } else {
        CHECK(read_bytes(folder / name) == read_bytes(figure));
    }
}

/// Where sweeps are kept if the environment says so, so that a second run of a test need not simulate them again.
fs::path folder_of_results(const TemporaryFolder& temporary) {
    const char* kept = std::getenv("ACTORHOOD_STUDY");
    return kept != nullptr ? fs::path(kept) : temporary.path();
}

} // namespace

TEST_CASE("what holds under the whole ensemble stands in the document", "[.statistical][ensemble]") {
    const TemporaryFolder temporary;
    const fs::path folder = folder_of_results(temporary);
    const fs::path mixes = swept(folder, "funding_mix_ensemble", "mixes");
    const fs::path detached =
        swept(folder, "funding_mix_ensemble", "detached", {"--set", "restructuring.link=\"detached\""});
    const fs::path theory = swept(folder, "theory_ensemble", "theory");
    const std::string head =
        "| negotiation | place | actorhood | circular depth | digital depth |\n|---|---|---|---|---|\n";
    expect_part("ensemble_mixes", head + leaders(mixes, "as the theory says") + leaders(detached, "detached"));
    const Mixes five{{"balanced", "core=0.25 project=0.25 fees=0.25 services=0.25"},
                     {"core only", "core=1 project=0 fees=0 services=0"},
                     {"project only", "core=0 project=1 fees=0 services=0"},
                     {"fees only", "core=0 project=0 fees=1 services=0"},
                     {"services only", "core=0 project=0 fees=0 services=1"}};
    expect_part("ensemble_five", five_mixes(mixes, five));
    expect_part("ensemble_theory", chain(theory));
    const fs::path decisive = swept(folder, "decisive", "decisive", {}, false);
    expect_part("decisive", shares_of_variance(decisive));
    expect_figure("best_mix.svg", mixes, "simplex");
    expect_figure("what_decides.svg", decisive, "tornado");
}

TEST_CASE("what holds outside developed countries stands in the document of the cases",
          "[.statistical][ensemble][outside]") {
    const TemporaryFolder temporary;
    const fs::path folder = folder_of_results(temporary);
    const fs::path document = scenarios / "cases" / "README.md";
    const fs::path mixes = swept(folder, "outside_developed_mixes", "mixes_there");
    const fs::path theory = swept(folder, "outside_developed_theory", "theory_there");
    const Mixes five{{"balanced", "balanced"},
                     {"core only", "core only"},
                     {"project only", "project only"},
                     {"fees only", "fees only"},
                     {"services only", "services only"}};
    expect_part("outside_five", five_mixes(mixes, five), document);
    expect_part("outside_chances", chances_of_mixes(mixes), document);
    expect_part("outside_theory", chain(theory), document);
}

} // namespace test_ensemble
