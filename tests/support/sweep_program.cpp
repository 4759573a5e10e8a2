#include "tests/support/sweep_program.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace actorhood::tests {

namespace fs = std::filesystem;

fs::path write_experiment(const fs::path& folder, const std::string& name, const std::string& head,
                          const std::string& body) {
    const fs::path path = folder / (name + ".toml");
    write_bytes(path, "[experiment]\nbase = \"" ACTORHOOD_SOURCE_DIR "/scenarios/baseline.toml\"\n" + head +
                          "outputs = [\"circular_depth\", \"members\"]\nevery = 6\n"
                          "[experiment.set]\n"
                          "\"population.clusters\" = 3\n"
                          "\"population.members_per_cluster\" = 40\n"
                          "\"population.outside_firms\" = 300\n"
                          "\"population.regions\" = 3\n"
                          "\"time.years\" = 2\n"
                          "\"time.burn_in_years\" = 1\n" +
                          body);
    return path;
}

fs::path write_sobol(const fs::path& folder, const std::string& name, int points, int replicates) {
    return write_experiment(folder, name,
                            "design = \"sobol\"\npoints = " + std::to_string(points) +
                                "\nreplicates = " + std::to_string(replicates) + "\n",
                            "[[experiment.axis]]\nparameter = \"accountability.effort\"\n"
                            "[[experiment.axis]]\nsimplex = \"funding.mix\"\n");
}

fs::path write_failing(const fs::path& folder, const std::string& name) {
    return write_experiment(folder, name, "design = \"list\"\nreplicates = 1\n",
                            "[[experiment.point]]\nname = \"a\"\n\"accountability.effort\" = 0.25\n"
                            "[[experiment.point]]\nname = \"b\"\n\"accountability.effort\" = 0.5\n"
                            "[[experiment.point]]\nname = \"absurd\"\n\"membership.services\" = 1e308\n"
                            "[[experiment.point]]\nname = \"c\"\n\"accountability.effort\" = 0.75\n");
}

std::vector<fs::path> files_in(const fs::path& folder, const std::string& ending) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().filename().string().ends_with(ending)) {
            found.push_back(entry->path());
        }
    }
    std::ranges::sort(found);
    return found;
}

bool wait_for_files(const fs::path& folder, std::size_t count, const std::string& ending) {
    for (int tries = 0; tries < 10'000; ++tries) {
        if (files_in(folder, ending).size() >= count) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
}

} // namespace actorhood::tests
