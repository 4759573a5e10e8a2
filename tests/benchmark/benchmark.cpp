// Speed and size of the model, next to a bare kernel in the same process.
//
// Prints, for 10^4, 10^5 and 10^6 firms (one third of them members), nanoseconds per firm and month on one thread
// and on all, bytes per firm, and the ratio to the reference kernel: adoption with a share of eight partners on
// plain arrays, what a hand-written loop of the simplest diffusion model costs on this machine. Times vary between
// machines; ratios vary less. Usage: benchmark [largest power of ten, default 6]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

#include "models/program/scenario.hpp"
#include "sim/core/parallel.hpp"
#include "sim/core/random.hpp"

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

struct Measured {
    double nanoseconds_one;
    double nanoseconds_all;
    double bytes;
    double start_seconds;
};

struct Cost {
    double processor; ///< nanoseconds per firm-month, all threads added
    double elapsed;   ///< nanoseconds per firm-month, by the clock on the wall
};

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

Measured measure(double firms, int months) {
    const auto scenario = models::program::read_scenario(ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml", {});
    models::Parameters& p = scenario->parameters;
    p.population.clusters = static_cast<std::int64_t>(firms / 3.0 / 170.0 + 0.5);
    p.population.outside_firms = static_cast<std::int64_t>(firms * 2.0 / 3.0);
    p.time.burn_in_years = 1.0;
    Measured measured{};
    const auto start = Clock::now();
    models::Model model(p, 0);
    measured.start_seconds = seconds_since(start);
    for (int i = 0; i < 18; ++i) {
        model.advance();
    }
    sim::ArchiveSize size;
    model.world.firms.visit(size);
    measured.bytes = static_cast<double>(size.bytes()) / static_cast<double>(model.world.firms.count());
    {
        const sim::ThreadLimit one(1);
        measured.nanoseconds_one = run_months(model, months).processor;
    }
    measured.nanoseconds_all = run_months(model, months).elapsed;
    return measured;
}

} // namespace

int main(int argc, char** argv) {
    const int largest = argc > 1 ? std::atoi(argv[1]) : 6;
    std::printf("%10s %14s %14s %12s %14s %10s %10s\n", "firms", "ns/firm-month", "all threads", "bytes/firm",
                "reference ns", "ratio", "start s");
    double firms = 1e4;
    for (int power = 4; power <= largest; ++power, firms *= 10.0) {
        const int months = power == 4 ? 240 : power == 5 ? 48 : 24;
        const double kernel_before = reference_kernel(static_cast<std::size_t>(firms), months);
        const Measured measured = measure(firms, months);
        const double kernel = 0.5 * (kernel_before + reference_kernel(static_cast<std::size_t>(firms), months));
        std::printf("%10.0f %14.1f %14.1f %12.1f %14.1f %10.1f %10.2f\n", firms, measured.nanoseconds_one,
                    measured.nanoseconds_all, measured.bytes, kernel, measured.nanoseconds_one / kernel,
                    measured.start_seconds);
        std::fflush(stdout);
    }
    return 0;
}
