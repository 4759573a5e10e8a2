// The same bytes wherever and whenever a run takes place, and wherever it is interrupted.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sweep_program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_surroundings {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

/// 50 months of which the first twelve are burn-in, with events.
const std::string fifty_months = "time.years = 3.1666666666666665\ntime.burn_in_years = 1\noutput.events = true\n";

/// A scenario with its result from an undisturbed run.
class Workshop {
public:
    explicit Workshop(int replicates) {
        write_scenario(folder_.path(), "small", fifty_months, replicates);
        write_sobol(folder_.path(), "sobol", 6, 2);
    }
    [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] Finished call(const std::vector<std::string>& arguments,
                                const std::vector<std::string>& environment = {}) const {
        return call_program(arguments, {folder_.path(), environment, ""});
    }
    /// The bytes of a run, by its folder.
    [[nodiscard]] std::string run(const std::string& name, const std::vector<std::string>& environment = {}) const {
        const Finished finished = call({"run", "small.toml", "-o", name, "--reproducible", "-q"}, environment);
        INFO(finished.errors);
        REQUIRE(finished.code == 0);
        return result(name);
    }
    /// The same for a run that is stopped and goes on in the same surroundings.
    [[nodiscard]] std::string run_in_two(const std::string& name, const std::vector<std::string>& environment) const {
        const Finished stopped =
            call({"run", "small.toml", "-o", name, "--reproducible", "-q", "--stop-after", "20"}, environment);
        INFO(stopped.errors);
        REQUIRE(stopped.code == 75);
        REQUIRE(call({"resume", name, "-q"}, environment).code == 0);
        return result(name);
    }
    [[nodiscard]] std::string sweep(const std::string& name, const std::vector<std::string>& environment = {}) const {
        REQUIRE(call({"sweep", "sobol.toml", "-o", name, "--reproducible", "-q"}, environment).code == 0);
        return read_bytes(folder_ / name / "sweep.h5");
    }
    [[nodiscard]] std::string result(const std::string& name) const {
        return read_bytes(folder_ / name / "small.h5");
    }

    /// Stops every `every` months and goes on with another number of threads.
    void stop_often(int every) const {
        const std::string whole = run("whole");
        int legs = 0;
        Finished finished = call({"run", "small.toml", "-o", "stopped", "--reproducible", "-q", "--stop-after",
                                  std::to_string(every), "--threads", "1"});
        for (int month = 2 * every; finished.code == 75; month += every) {
            const char* const threads[] = {"2", "3", "8", "1", "7", "4"};
            finished = call(
                {"resume", "stopped", "-q", "--stop-after", std::to_string(month), "--threads", threads[++legs % 6]});
        }
        INFO(finished.errors);
        CHECK(legs == 49 / every);
        CHECK(finished.code == 0);
        CHECK((result("stopped") == whole));
    }

private:
    TemporaryFolder folder_;
};

} // namespace

TEST_CASE("stopped every eleven months of fifty and resumed with other threads, the result has the same bytes",
          "[same bytes][case 5]") {
    Workshop(2).stop_often(11);
}

TEST_CASE("stopped in each of fifty months and resumed with other threads, the result has the same bytes",
          "[.long][same bytes][case 5]") {
    Workshop(3).stop_often(1);
}

TEST_CASE("languages whose numbers and letters are others do not matter", "[same bytes][case 36]") {
    const Workshop workshop(1);
    const std::string usual = workshop.run("usual");
    for (const std::string language : {"de_DE", "tr_TR"}) {
        // Where the language is not installed it is made here, so that the program finds it.
        const std::string made = (workshop / (language + ".UTF-8")).string();
        if (shell("localedef -i $1 -f UTF-8 \"$2\"", {language, made}).code > 1) {
            WARN(language << " cannot be made here; only its name was tested");
        }
        const std::vector<std::string> environment{"LC_ALL=" + language + ".UTF-8",
                                                   "LOCPATH=" + fs::path(made).parent_path().string()};
        CHECK((workshop.run(language, environment) == usual));
        CHECK((workshop.run_in_two(language + "_two", environment) == usual));
        const Finished table = workshop.call({"export", "usual", "--variables", "circular_depth"}, environment);
        CHECK(table.code == 0);
        CHECK(table.output == workshop.call({"export", "usual", "--variables", "circular_depth"}).output);
    }
}

TEST_CASE("a clock that is wrong and is set back does not matter", "[same bytes][case 36]") {
    const Workshop workshop(2);
    const std::vector<std::string> environment{std::string("LD_PRELOAD=") + ACTORHOOD_BACKWARD_CLOCK};
    REQUIRE(shell("date +%Y", {}, {{}, environment, ""}).output == "1999\n");
    CHECK((workshop.run_in_two("backward", environment) == workshop.run("usual")));
    CHECK((workshop.sweep("backward_sweep", environment) == workshop.sweep("usual_sweep")));
}

} // namespace test_surroundings
