// Speed and size of the model, next to a bare kernel in the same process.
//
// Prints, for 10^4, 10^5 ... firms (one third of them members), nanoseconds of processor time per firm and month on one
// thread, the same by the clock on all threads, bytes per firm, and the ratio to the reference kernel: adoption with a
// share of eight partners on plain arrays, what a hand-written loop of the simplest diffusion model costs on this
// machine. Times vary between machines; ratios vary less. Then, for the largest of these worlds, what each part of the
// month costs, and how much of it all threads share: from that, how fast 16 threads would be (Amdahl, part by part).
//
// Usage: benchmark [largest power of ten, default 6] [--json FILE]
//        benchmark --instructions: the months that tests/benchmark/instructions.sh counts
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "models/context.hpp"
#include "models/month.hpp"
#include "models/program/scenario.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"
#include "sim/run/sequence_table.hpp"

namespace {

using namespace actorhood;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Processor seconds of this process: on a shared machine steadier than the time of day.
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Nanoseconds per firm and step of the bare kernel.
double reference_kernel(std::size_t firms, int steps) {
    constexpr std::size_t degree = 8;
    const sim::Random random(1, 0);
    std::vector<std::uint32_t> partners(firms * degree);
    for (std::size_t i = 0; i < partners.size(); ++i) {
        // Most partners near, as in clusters.
        const double u = random.fixed(sim::Stream{1}).uniform(i);
        partners[i] = static_cast<std::uint32_t>((i / degree + static_cast<std::size_t>(u * 170.0)) % firms);
    }
    std::vector<std::uint8_t> now(firms, 0);
    std::vector<std::uint8_t> next(firms, 0);
    std::uint64_t state = 88172645463325252ull;
    const double start = processor_seconds();
    for (int step = 0; step < steps; ++step) {
        for (std::size_t i = 0; i < firms; ++i) {
            unsigned users = 0;
            for (std::size_t k = 0; k < degree; ++k) {
                users += now[partners[i * degree + k]];
            }
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            const double chance = 0.003 + 0.4 * users / degree;
            next[i] =
                static_cast<std::uint8_t>(now[i] | (static_cast<double>(state >> 11) * 0x1p-53 < chance ? 1 : 0));
        }
        now.swap(next);
    }
    const double elapsed = processor_seconds() - start;
    volatile unsigned sink = now[firms / 2];
    (void)sink;
    return elapsed * 1e9 / (static_cast<double>(firms) * steps);
}

struct Cost {
    double processor = 0.0; ///< nanoseconds per firm-month, all threads added
    double elapsed = 0.0;   ///< nanoseconds per firm-month, by the clock on the wall
};

/// A part of the month: a step, or a pass of several.
struct PartCost {
    std::string name;
    Cost one; ///< on one thread
    Cost all; ///< on all threads

    /// Share of the part that threads do not share: T = s + (1 - s) / threads, as T/T1 says, within 0..1.
    [[nodiscard]] double sequential(std::size_t threads) const {
        const double n = static_cast<double>(threads);
        return threads < 2 ? 1.0 : std::clamp((all.elapsed / one.elapsed - 1.0 / n) / (1.0 - 1.0 / n), 0.0, 1.0);
    }
};

template <class Part>
std::string name_of() {
    std::string names;
    Part::for_each([&]<class Step>(const sim::About&, Step, bool = false) {
        names += (names.empty() ? "" : " + ") + sim::function_name<Step::called>();
    });
    return names;
}

/// Runs months part by part, and measures each.
template <class... Parts>
void run_parts(const sim::Sequence<Parts...>&, models::Model& model, int months, std::vector<PartCost>& costs,
               Cost PartCost::*which) {
    costs.resize(sizeof...(Parts));
    double firm_months = 0.0;
    std::vector<Cost> seconds(sizeof...(Parts));
    for (int month = 0; month < months; ++month) {
        firm_months += static_cast<double>(model.world.firms.count());
        const models::Month now = model.world.calendar.at(model.world.next_month);
        models::Context context(*model.parameters, *model.parameters, now, model);
        std::size_t i = 0;
        const auto measure = [&]<class Part>(Part*) {
            const double processor = processor_seconds();
            const auto start = Clock::now();
            Part::run(context);
            seconds[i].processor += processor_seconds() - processor;
            seconds[i].elapsed += seconds_since(start);
            ++i;
        };
        (measure(static_cast<Parts*>(nullptr)), ...);
        ++model.world.next_month;
    }
    std::size_t i = 0;
    ((costs[i++].name = name_of<Parts>()), ...);
    for (i = 0; i < costs.size(); ++i) {
        (costs[i].*which).processor = seconds[i].processor * 1e9 / firm_months;
        (costs[i].*which).elapsed = seconds[i].elapsed * 1e9 / firm_months;
    }
}

Cost run_months(models::Model& model, int months) {
    double firm_months = 0.0;
    const auto start = Clock::now();
    const double processor_start = processor_seconds();
    for (int i = 0; i < months; ++i) {
        firm_months += static_cast<double>(model.world.firms.count());
        model.advance();
    }
    return {(processor_seconds() - processor_start) * 1e9 / firm_months, seconds_since(start) * 1e9 / firm_months};
}

struct Measured {
    double firms;
    Cost one, all;
    double bytes;   ///< of columns a firm
    double kernel;  ///< nanoseconds of the reference
    double seconds; ///< to make the world
    std::vector<PartCost> parts;

    [[nodiscard]] double ratio() const { return one.processor / kernel; }
};

std::unique_ptr<models::program::Scenario> world_of(double firms) {
    auto scenario = models::program::read_scenario(ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml", {});
    models::Parameters& p = scenario->parameters;
    p.population.clusters = static_cast<std::int64_t>(firms / 3.0 / 170.0 + 0.5);
    p.population.outside_firms = static_cast<std::int64_t>(firms * 2.0 / 3.0);
    p.time.burn_in_years = 1.0;
    return scenario;
}

Measured measure(double firms, int months) {
    const double kernel_before = reference_kernel(static_cast<std::size_t>(firms), months);
    const auto scenario = world_of(firms);
    Measured measured{};
    measured.firms = firms;
    const auto start = Clock::now();
    models::Model model(scenario->parameters, 0);
    measured.seconds = seconds_since(start);
    for (int i = 0; i < 18; ++i) {
        model.advance();
    }
    sim::ArchiveSize size;
    model.world.firms.visit(size);
    measured.bytes = static_cast<double>(size.bytes()) / static_cast<double>(model.world.firms.count());
    {
        const sim::ThreadLimit one(1);
        measured.one = run_months(model, months);
        run_parts(models::TheMonth{}, model, 12, measured.parts, &PartCost::one);
    }
    measured.all = run_months(model, months);
    run_parts(models::TheMonth{}, model, 12, measured.parts, &PartCost::all);
    measured.kernel = 0.5 * (kernel_before + reference_kernel(static_cast<std::size_t>(firms), months));
    return measured;
}

/// Nanoseconds per firm-month that the parts would take on so many threads.
double predicted(const std::vector<PartCost>& parts, std::size_t measured_threads, double threads) {
    double sum = 0.0;
    for (const PartCost& part : parts) {
        const double s = part.sequential(measured_threads);
        sum += part.one.elapsed * (s + (1.0 - s) / threads);
    }
    return sum;
}

void print_parts(const Measured& measured, std::size_t threads) {
    std::vector<PartCost> parts = measured.parts;
    std::ranges::sort(parts, std::greater<>(), [](const PartCost& part) { return part.one.processor; });
    double total = 0.0;
    double sequential = 0.0;
    for (const PartCost& part : parts) {
        total += part.one.elapsed;
        sequential += part.one.elapsed * part.sequential(threads);
    }
    std::printf("\nParts of the month at %.0f firms, ns per firm-month, on one thread; on %zu threads by the clock\n",
                measured.firms, threads);
    for (const PartCost& part : parts) {
        if (part.one.processor >= 0.005 * total) {
            std::printf("%8.2f %8.2f  %s\n", part.one.processor, part.all.elapsed, part.name.c_str());
        }
    }
    std::printf(
        "sequential: %.1f %% of a month; a month on %zu threads %.2f times as fast, on 16 threads it would be "
        "%.1f times\n",
        100.0 * sequential / total, threads, total / predicted(measured.parts, threads, double(threads)),
        total / predicted(measured.parts, threads, 16.0));
}

void write_json(const char* path, const std::vector<Measured>& all, std::size_t threads) {
    std::FILE* const file = std::fopen(path, "w");
    if (file == nullptr) {
        std::fprintf(stderr, "cannot write '%s'\n", path);
        std::exit(4);
    }
    std::fprintf(file, "{\"threads\": %zu, \"worlds\": [", threads);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Measured& m = all[i];
        std::fprintf(file,
                     "%s\n {\"firms\": %.0f, \"ns_per_firm_month\": %.2f, \"all_threads_ns\": %.2f, "
                     "\"bytes_per_firm\": %.1f, \"reference_ns\": %.3f, \"ratio\": %.2f, \"start_seconds\": %.3f, "
                     "\"parts\": [",
                     i == 0 ? "" : ",", m.firms, m.one.processor, m.all.elapsed, m.bytes, m.kernel, m.ratio(),
                     m.seconds);
        for (std::size_t k = 0; k < m.parts.size(); ++k) {
            const PartCost& part = m.parts[k];
            std::fprintf(
                file, "%s\n  {\"part\": \"%s\", \"ns\": %.3f, \"all_threads_ns\": %.3f, \"sequential\": %.3f}",
                k == 0 ? "" : ",", part.name.c_str(), part.one.processor, part.all.elapsed, part.sequential(threads));
        }
        std::fprintf(file, "]}");
    }
    std::fprintf(file, "\n]}\n");
    if (std::fclose(file) != 0) {
        std::fprintf(stderr, "cannot write '%s'\n", path);
        std::exit(4);
    }
}

/// Months of a small world on one thread, for who counts instructions; prints the number of firm-months.
void run_for_instructions() {
    const sim::ThreadLimit one(1);
    const auto scenario = world_of(3000.0);
    models::Model model(scenario->parameters, 0);
    double firm_months = 0.0;
    for (int i = 0; i < 36; ++i) {
        firm_months += static_cast<double>(model.world.firms.count());
        model.advance();
    }
    std::printf("%.0f\n", firm_months);
}

} // namespace

int main(int argc, char** argv) {
    int largest = 6;
    const char* json = nullptr;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--instructions") == 0) {
            run_for_instructions();
            return 0;
        }
        if (std::strcmp(argv[i], "--json") == 0 && i + 1 < argc) {
            json = argv[++i];
        } else {
            largest = std::atoi(argv[i]);
        }
    }
    const std::size_t threads = sim::ThreadLimit::available();
    std::printf("%10s %14s %14s %12s %14s %10s %10s\n", "firms", "ns/firm-month", "all threads", "bytes/firm",
                "reference ns", "ratio", "start s");
    std::vector<Measured> all;
    double firms = 1e4;
    for (int power = 4; power <= largest; ++power, firms *= 10.0) {
        const int months = power == 4 ? 240 : power == 5 ? 48 : 24;
        all.push_back(measure(firms, months));
        const Measured& m = all.back();
        std::printf("%10.0f %14.1f %14.1f %12.1f %14.1f %10.1f %10.2f\n", m.firms, m.one.processor, m.all.elapsed,
                    m.bytes, m.kernel, m.ratio(), m.seconds);
        std::fflush(stdout);
    }
    if (!all.empty()) {
        print_parts(all.back(), threads);
    }
    if (json != nullptr) {
        write_json(json, all, threads);
    }
    return 0;
}
