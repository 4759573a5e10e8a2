#include "models/program/month_listing.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "models/contents.hpp"
#include "sim/config/format.hpp"
#include "sim/run/sequence_table.hpp"

namespace actorhood::models::program {

namespace {

using Names = std::vector<std::string>;

std::string mechanism_text(const sim::StepContract& step) {
    const std::string name(step.mechanism);
    return !step.switchable ? name : step.always ? name + ", also when off" : "`" + name + "`";
}

std::string steps_markdown(const std::vector<sim::StepContract>& steps) {
    std::string text =
        "| | step | of | reads | writes | of each firm reads | of each firm writes | adds up |\n"
        "|---|---|---|---|---|---|---|---|\n";
    std::size_t number = 0;
    for (const sim::StepContract& step : steps) {
        text += "| " + std::to_string(++number) + (step.in_pass ? " pass" : "") + " | " + step.function + " | " +
                mechanism_text(step);
        for (const Names* names : {&step.reads, &step.writes, &step.reads_rows, &step.writes_rows, &step.adds}) {
            text += " | " + sim::joined(*names);
        }
        text += " |\n";
    }
    return text;
}

/// Things that more than one step writes, with those steps.
std::string shared_markdown(const std::vector<sim::StepContract>& steps) {
    std::map<std::string, Names> writers;
    for (const sim::StepContract& step : steps) {
        for (const Names* names : {&step.writes, &step.writes_rows}) {
            for (const std::string& name : *names) {
                writers[name].push_back(step.function);
            }
        }
    }
    std::string text = "Written by more than one step:\n\n";
    for (const auto& [name, functions] : writers) {
        text += functions.size() > 1 ? "- " + name + ": " + sim::joined(functions) + "\n" : "";
    }
    return text;
}

/// Numbers of random streams, what is drawn from them, and by which mechanisms.
std::string streams_markdown() {
    std::map<std::uint16_t, std::pair<std::string, Names>> streams;
    for (const sim::About* mechanism : sim::Contents<AllSteps>::mechanisms) {
        for (const sim::Stream* stream : mechanism->streams) {
            if (stream != nullptr) {
                auto& [draws, users] = streams[stream->number];
                draws = stream->draws;
                users.emplace_back(mechanism->name);
            }
        }
    }
    std::string text = "| random stream | what is drawn | by |\n|---|---|---|\n";
    for (const auto& [number, stream] : streams) {
        text += "| " + std::to_string(number) + " | " + stream.first + " | " + sim::joined(stream.second) + " |\n";
    }
    return text;
}

} // namespace

std::string month_markdown() {
    const std::vector<sim::StepContract> month = sim::contracts<TheMonth>();
    return steps_markdown(month) + "\n" + shared_markdown(month) + "\n" +
           "The start of a run (`models/start.hpp`):\n\n" + steps_markdown(sim::contracts<TheStart>()) + "\n" +
           "A change of period on the way (`models/change.hpp`):\n\n" + steps_markdown(sim::contracts<TheChange>()) +
           "\n" + streams_markdown();
}

} // namespace actorhood::models::program
