#include "models/state/responsible_demand.hpp"

namespace actorhood::models {

void ResponsibleDemand::declare(sim::Schema& schema, ResponsibleDemand& p) {
    using namespace sim;
    schema.section("demand", "Demand that rewards visible circular practices");
    schema.real(p.buyers, "responsible_buyers", Unit{"1"}, Default{0.05}, share, Sweep{0.01, 0.1},
                Meaning{"Share of demand from buyers that really pay for responsibility"},
                Source{"McKinsey, BCG: 1-7 % paid against more than 70 % stated; S2: a small share of customers"});
    schema.real(p.premium, "responsible_premium", Unit{"1"}, Default{0.04}, non_negative, Sweep{0.01, 0.1},
                Meaning{"Price premium those buyers pay for visible circular practices, share of the price"},
                Source{"McKinsey, BCG"});
    schema.real(p.procurement_share, "procurement_share", Unit{"1"}, Default{0.14}, share, Sweep{0.05, 0.18},
                Meaning{"Share of public procurement in demand"}, Source{"European Commission: 14 % of GDP"});
    schema.real(p.green_procurement, "green_procurement", Unit{"1"}, Default{0.1}, share, Sweep{0, 0.6},
                Meaning{"Share of public procurement with green criteria"}, Source{"S2 for the range; value assumed"});
    schema.real(p.procurement_weight, "procurement_weight", Unit{"1"}, Default{0.25}, non_negative, Sweep{0, 0.5},
                Meaning{"Gain that firms expect from green procurement, share of its volume"}, Source{"assumption"});
}

} // namespace actorhood::models
