// Word of mouth in a well-mixed population is the Bass model [Bass 1969].
//
// The engine's ties have eight slots, so a complete graph of many firms cannot be built. Its mean field can: the test
// gives every firm eight partners drawn uniformly anew each month, which makes partners independent of the firm's own
// history. Every firm that hears of the practice evaluates it at once, accepts and tries it for a month. In the limit
// of many firms the share of adopters F then follows the recursion below exactly: one partner a month tells what it
// uses, so a firm hears with probability (1 - F) (1 - exp(-p dt)) + F (1 - exp(-(p + q) dt)), and uses the practice
// two months later. The recursion tends to the Bass curve as time is stretched (small steps, short delay), which the
// first test shows; the engine's error against the recursion shrinks like N^-1/2, which the second test shows with
// several replicates of each size.
#include <array>
#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/one_practice.hpp"
#include "tests/support/statistics.hpp"

namespace test_diffusion {

using namespace actorhood;
using namespace actorhood::tests;

namespace {

constexpr double innovation = 0.03; ///< p, 1/year
constexpr double imitation = 0.38;  ///< q, 1/year
constexpr std::size_t delay = 2;    ///< months from hearing to use

/// Chance to hear in a month when a share `adopted` uses it; `stretch` times slower than Bass's years.
double hearing(double adopted, double stretch) {
    const auto hazard = [&](double rate) { return 1.0 - std::exp(-rate / (12.0 * stretch)); };
    return (1.0 - adopted) * hazard(innovation) + adopted * hazard(innovation + imitation);
}

/// Shares of adopters at the end of each month, from a share of those who know and use it at the start.
std::vector<double> mean_field(double start, double stretch, std::size_t months) {
    std::vector<double> adopted;
    std::vector<double> heard{start}; // by the end of month m - 1
    for (std::size_t m = 0; m < months; ++m) {
        const double present = adopted.empty() ? start : adopted.back();
        heard.push_back(heard.back() + (1.0 - heard.back()) * hearing(present, stretch));
        adopted.push_back(m < delay ? start : heard[m + 1 - delay]);
    }
    return adopted;
}

/// Shares of adopters at the end of each month, simulated.
std::vector<double> simulated(std::uint32_t firms, std::uint32_t replicate, double start, std::size_t months) {
    const auto scenario = scenario_from(
        one_practice(start, start, 10.0, 1),
        only_adoption(firms) + Settings{"time.years=10", "adoption.media_rate=0.03", "adoption.word_of_mouth=0.38",
                                        "adoption.evaluation=1e6", "run.seed=20"});
    models::Model model(scenario->parameters, replicate);
    std::vector<double> shares;
    // Handles are given in the order of creation, 0 .. firms-1; the multiplier is that of a 64-bit linear
    // congruential generator, whose upper bits serve as the uniform choice of partners.
    std::uint64_t state = 0x9e3779b97f4a7c15u + replicate;
    for (std::size_t month = 0; month < months; ++month) {
        models::Firms& all = model.world.firms;
        for (std::uint32_t row = 0; row < firms; ++row) {
            for (std::uint32_t& partner : all.ties[row]) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                partner = static_cast<std::uint32_t>((state >> 32) * firms >> 32);
            }
        }
        model.advance();
        shares.push_back(adopters(model.world) / firms);
    }
    return shares;
}

} // namespace

TEST_CASE("the mean field of word of mouth tends to the Bass curve") {
    constexpr std::array<std::array<double, 2>, 2> reference{{{5.0, 0.331199}, {10.0, 0.812803}}};
    for (const auto& [years, expected] : reference) {
        std::vector<double> error;
        for (const double stretch : {4.0, 8.0, 16.0, 32.0}) {
            const auto months = static_cast<std::size_t>(12.0 * years * stretch + 0.5);
            error.push_back(std::abs(mean_field(0.0, stretch, months).back() - expected));
        }
        INFO("year " << years << ", errors " << error[0] << " ... " << error[3]);
        CHECK(error[3] < 0.002);
        for (std::size_t i = 1; i < error.size(); ++i) {
            CHECK(error[i] / error[i - 1] == Approx(0.5).margin(0.05)); // halves with the step
        }
    }
}

TEST_CASE("the mean field of word of mouth is fastest when and where the Bass curve is") {
    // T* = ln(q/p) / (p + q); F* = 1/2 - p/2q; peak = (p + q)^2 / 4q of all firms a year.
    const double fastest = std::log(imitation / innovation) / (innovation + imitation);
    const double share = 0.5 - innovation / (2.0 * imitation);
    const double peak = (innovation + imitation) * (innovation + imitation) / (4.0 * imitation);
    CHECK(fastest == Approx(6.19262).margin(5e-6));
    CHECK(share == Approx(0.460526).margin(5e-7));
    CHECK(peak == Approx(0.110592).margin(5e-7));
    std::vector<double> error;
    for (const double stretch : {8.0, 16.0, 32.0}) {
        const double step = 1.0 / (12.0 * stretch);
        const std::vector<double> adopted = mean_field(0.0, stretch, static_cast<std::size_t>(12.0 * 12.0 * stretch));
        std::size_t steepest = 1;
        for (std::size_t m = 1; m < adopted.size(); ++m) {
            if (adopted[m] - adopted[m - 1] > adopted[steepest] - adopted[steepest - 1]) {
                steepest = m;
            }
        }
        // Month m ends at (m + 1) steps; the rise is that of the middle of the month.
        error.push_back(std::abs((static_cast<double>(steepest) + 0.5) * step - fastest));
        INFO("stretch " << stretch << ": " << (static_cast<double>(steepest) + 0.5) * step << " years");
        CHECK(error.back() < 0.8 / stretch);
        CHECK(0.5 * (adopted[steepest] + adopted[steepest - 1]) == Approx(share).margin(0.08 / stretch));
        CHECK((adopted[steepest] - adopted[steepest - 1]) / step == Approx(peak).margin(0.02 / stretch));
    }
    CHECK(error[2] < 0.35 * error[0]); // a quarter, but for whole months
}

TEST_CASE("word of mouth follows the mean field with an error of order N^-1/2") {
    constexpr std::size_t months = 120;
    constexpr double start = 0.0001; // the least that a scenario can say: a firm in ten thousand
    constexpr std::array<std::uint32_t, 3> sizes{1'000, 10'000, 100'000};
    constexpr std::array<std::uint32_t, 3> replicates{60, 30, 12};
    std::vector<double> log_size, log_error;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        double squares = 0.0;
        double last_bias = 0.0;
        for (std::uint32_t replicate = 0; replicate < replicates[i]; ++replicate) {
            const std::vector<double> found = simulated(sizes[i], replicate, start, months);
            const std::vector<double> expected = mean_field(found.front(), 1.0, months);
            for (std::size_t m = 0; m < months; ++m) {
                squares += (found[m] - expected[m]) * (found[m] - expected[m]);
            }
            last_bias += (found.back() - expected.back()) / replicates[i];
        }
        const double error = std::sqrt(squares / (static_cast<double>(replicates[i]) * months));
        INFO("N = " << sizes[i] << ": error " << error << ", mean error of the last month " << last_bias);
        CHECK(error < 2.0 / std::sqrt(sizes[i])); // binomial noise, about doubled by word of mouth
        log_size.push_back(std::log10(sizes[i]));
        log_error.push_back(std::log10(error));
    }
    // Twelve and more replicates leave the slope a standard error of about 0.05.
    INFO("slope " << slope_of(log_size, log_error));
    CHECK(slope_of(log_size, log_error) > -0.65);
    CHECK(slope_of(log_size, log_error) < -0.35);
}

} // namespace test_diffusion
