// A declaration without a unit, or with an empty meaning, must not compile; a complete one must. See CMakeLists.txt.
#include "sim/config/schema.hpp"

void declare(actorhood::sim::Schema& schema, double& field) {
    using namespace actorhood::sim;
#if defined(WITHOUT_UNIT)
    schema.real(field, "effort", Default{0.25}, share, Sweep{0, 1}, Meaning{"Mean effort"}, Source{"S0"});
#elif defined(EMPTY_MEANING)
    schema.real(field, "effort", Unit{"1"}, Default{0.25}, share, Sweep{0, 1}, Meaning{""}, Source{"S0"});
#elif defined(WITHOUT_SOURCE)
    schema.real(field, "effort", Unit{"1"}, Default{0.25}, share, Sweep{0, 1}, Meaning{"Mean effort"});
#else
    schema.real(field, "effort", Unit{"1"}, Default{0.25}, share, Sweep{0, 1}, Meaning{"Mean effort"}, Source{"S0"});
#endif
}
