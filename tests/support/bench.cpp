#include "tests/support/bench.hpp"

namespace actorhood::tests {

models::Firms make_firms(const std::vector<std::uint32_t>& sizes, std::uint32_t clusters) {
    models::Firms firms;
    firms.lay_out(sizes, clusters);
    for (std::uint32_t segment = 0; segment < sizes.size(); ++segment) {
        for (std::uint32_t ordinal = 0; ordinal < sizes[segment]; ++ordinal) {
            const std::uint32_t row =
                firms.add(segment, models::firm_key(models::Origin::initial_member, segment, 0, ordinal));
            firms.employees[row] = 1.0f;
            if (segment < clusters) {
                firms.joined_month[row] = -24;
            }
        }
    }
    firms.renew_blocks();
    return firms;
}

models::Parameters Bench::empty_world(std::size_t segments, std::uint32_t clusters) {
    auto p = defaults<models::Parameters>();
    p.population.clusters = clusters;
    p.population.regions = static_cast<std::int64_t>(segments - clusters);
    p.population.members_per_cluster = 0.0;
    p.population.outside_firms = 0;
    p.population.economy_firms = 0.0;
    p.time.spin_up_pace = 1.0; // a month is a month, in burn-in too
    return p;
}

} // namespace actorhood::tests
