// The core by itself: a model from declared defaults, two years, the hash of its state. Linked with nothing but the core
// and loops that run one after the other; see CMakeLists.txt.
#include <cinttypes>
#include <cstdio>

#include "models/model.hpp"
#include "tests/core/core_parameters.hpp"

int main() {
    using namespace actorhood;
    const models::Parameters parameters = tests::core_parameters();
    models::Model model(parameters, 0);
    for (int month = 0; month < tests::core_months; ++month) {
        model.advance();
    }
    std::printf("%016" PRIx64 "\n", model.state_hash());
    return 0;
}
