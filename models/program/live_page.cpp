#include "models/program/live_page.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#include <libdeflate.h>

#include "models/program/known_misses.hpp"
#include "models/program/levers.hpp"
#include "models/program/report_plan.hpp"
#include "sim/config/format.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/error.hpp"
#include "sim/output/provenance.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

constexpr const char* module_file = "module.wasm";

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        throw sim::Error(sim::ExitCode::input_output, "cannot read " + path.string());
    }
    return content;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t start = 0; start < bytes.size(); start += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - start);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[start + i]) : 0u);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            text += i <= count ? letters[group >> (18 - 6 * i) & 63u] : '=';
        }
    }
    return text;
}

std::string gzip(const std::string& bytes) {
    struct Free {
        void operator()(libdeflate_compressor* p) const { libdeflate_free_compressor(p); }
    };
    const std::unique_ptr<libdeflate_compressor, Free> compressor{libdeflate_alloc_compressor(12)};
    std::string packed(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
    packed.resize(
        libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(), packed.size()));
    return packed;
}

/// A JSON object from names and values that are JSON already.
std::string object(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string text;
    for (const auto& [name, value] : members) {
        text += (text.empty() ? "" : ",") + sim::json_text(name) + ":" + value;
    }
    return "{" + text + "}";
}

std::string array(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) {
        text += (text.empty() ? "" : ",") + value;
    }
    return "[" + text + "]";
}

template <class Values, class Show>
std::string array_of(const Values& values, Show show) {
    std::vector<std::string> shown;
    std::transform(std::begin(values), std::end(values), std::back_inserter(shown), show);
    return array(shown);
}

/// Parameters that the page lets people move; the mix of funding has its own control.
constexpr auto moved = std::to_array<std::string_view>({
    "funding.mix.core",
    "funding.mix.project",
    "funding.mix.fees",
    "funding.mix.services",
    "funding.level",
    "accountability.effort",
    "accountability.policy.up",
    "accountability.policy.down",
    "accountability.policy.out",
    "accountability.policy.lateral",
    "reflexivity.integration",
    "restructuring.strongest",
    "learning.rate",
    "adoption.evaluation",
    "adoption.peer_weight",
    "adoption.noise",
});

std::string parameter_json(const sim::Schema& schema, std::string_view key) {
    const sim::Parameter& parameter = *schema.find(key);
    return object({{"key", sim::json_text(key)},
                   {"value", parameter.value_text()},
                   {"low", sim::toml_real(parameter.sweep_low)},
                   {"high", sim::toml_real(parameter.sweep_high)},
                   {"meaning", sim::json_text(parameter.meaning)},
                   {"source", sim::json_text(parameter.source)},
                   {"chosen", is_lever(std::string(key)) ? "true" : "false"}});
}

std::string instrument_json(const toolkit::Instrument& instrument) {
    return object({{"name", sim::json_text(instrument.name)},
                   {"title", sim::json_text(instrument.title)},
                   {"description", sim::json_text(instrument.description)},
                   {"source", sim::json_text(instrument.source)}});
}

std::string label_json(const OutputLabel& output) {
    return object({{"name", sim::json_text(output.name)},
                   {"en", sim::json_text(output.label)},
                   {"fr", sim::json_text(output.label_fr)},
                   {"better", sim::json_text(output.better)}});
}

std::string assumptions_json(const AssumptionSet& set) {
    return object({{"name", sim::json_text(set.name)}, {"lines", sim::json_text(set.lines)}});
}

std::string data_json(const LiveScenario& live, const LiveOrigin& origin) {
    const Parameters& p = live.scenario->parameters;
    const auto text = [](const std::string& words) { return sim::json_text(words); };
    const Calendar calendar = p.time.calendar();
    return object({
        {"language", text(origin.language)},
        {"version", text(sim::build_information().version)},
        {"commit", text(sim::build_information().commit)},
        {"file", text(origin.file)},
        {"title", text(p.run.title)},
        {"summary", text(p.run.summary)},
        {"seed", text(std::to_string(p.run.seed))},
        {"settings", array_of(origin.settings, text)},
        {"as_given", origin.as_given ? "true" : "false"},
        {"small_world", array_of(small_world(), text)},
        {"scenario_hash", text(sim::parameters_hash(live.scenario->schema))},
        {"start", sim::toml_real(calendar.start_year)},
        {"burn_in", std::to_string(calendar.burn_in)},
        {"months", std::to_string(calendar.months)},
        {"firms", sim::toml_real(estimate(p, 1).firms)},
        {"clusters", array_of(population::cluster_names(p.population), text)},
        {"parameters",
         array_of(moved, [&](std::string_view key) { return parameter_json(live.scenario->schema, key); })},
        {"instruments", array_of(p.toolkit.instruments, instrument_json)},
        {"selected", array_of(p.toolkit.selections, [&](const toolkit::Selection& one) { return text(one.name); })},
        {"labels", array_of(output_labels(), label_json)},
        {"compared", std::to_string(compared_patterns)},
        {"missed", std::to_string(known_misses.size())},
        {"assumptions", array_of(live.assumptions, assumptions_json)},
        {"lines", text(live.lines)},
    });
}

/// JSON inside HTML must not close its element.
std::string inside_html(std::string text) {
    for (std::size_t found = text.find('<'); found != std::string::npos; found = text.find('<', found)) {
        text.replace(found, 1, "\\u003c");
    }
    return text;
}

void put(std::string& page, std::string_view mark, std::string_view part) {
    const std::size_t found = page.find(mark);
    if (found == std::string::npos) {
        throw sim::Error(sim::ExitCode::corrupt, "the live page lacks the place " + std::string(mark));
    }
    page.replace(found, mark.size(), part);
}

} // namespace

fs::path live_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = (program.parent_path() / "../share/actorhood/live").lexically_normal();
    return fs::exists(installed / module_file, error) ? installed : program.parent_path() / "live";
}

std::string live_page(const LiveScenario& live, const LiveOrigin& origin) {
    const fs::path folder = live_folder();
    std::error_code error;
    if (!fs::exists(folder / module_file, error)) {
        throw sim::Error(sim::ExitCode::input_output,
                         "the live page's module was not built. It needs clang-19 lld-19 libc++-19-dev-wasm32 "
                         "libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32 wasi-libc; then: cmake -S . -B build && "
                         "cmake --build build --target web");
    }
    std::string page = content_of(folder / "page.html");
    const std::string style = content_of(folder / "page.css");
    const std::string model = content_of(folder / "model.js");
    put(page, "LANGUAGE", origin.language);
    put(page, "/*style*/", style);
    put(page, "<!--module-->", base64(gzip(content_of(folder / module_file))));
    put(page, "<!--worker-->", model + content_of(folder / "worker.js"));
    std::string script = model;
    for (const char* part : {"texts.js", "drawing.js", "best.js", "page.js"}) {
        script += content_of(folder / part);
    }
    put(page, "/*script*/", script);
    put(page, "<!--data-->", inside_html(data_json(live, origin))); // last: words of the scenario are no places
    return page;
}

} // namespace actorhood::models::program
