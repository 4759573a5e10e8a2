#include "models/mechanisms/demand.hpp"

namespace actorhood::models::demand {

void begin(const ResponsibleDemand& declared, DemandInForce& demand) { demand = DemandInForce(declared); }

} // namespace actorhood::models::demand
