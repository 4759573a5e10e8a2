#include "tests/support/cluster_world.hpp"

#include <numeric>

namespace actorhood::tests {

using namespace models;

namespace {

std::vector<std::uint32_t> with_region(std::vector<std::uint32_t> sizes) {
    sizes.push_back(0);
    return sizes;
}

/// Differs between clusters, 0..1.
double variety(std::size_t cluster) { return static_cast<double>(cluster % 5) / 4.0; }

} // namespace

ClusterWorld::ClusterWorld(const std::vector<std::uint32_t>& sizes, const std::function<void(Parameters&)>& change)
    : Bench(with_region(sizes), static_cast<std::uint32_t>(sizes.size()), change) {
    for (std::uint32_t c = 0; c < sizes.size(); ++c) {
        const Segment& members = firms().segment(c);
        for (std::uint32_t row = members.begin; row < members.end(); ++row) {
            furnish_member(row, (static_cast<double>(row - members.begin) + 0.5) / members.size);
        }
        describe(c);
    }
    begin();
}

void ClusterWorld::begin() {
    world().ledger.resize(clusters().count());
    world().ledger.pay(Ledger::owners, Ledger::firms, liquidity());
    run_mechanisms<landscape::about>();
    run<sim::Always<funding::about, funding::intend>, TheClusters>();
    for (std::size_t c = 0; c < clusters().count(); ++c) {
        clusters().actorhood.recognition[c] = 0.45 + 0.1 * variety(c);
    }
}

void ClusterWorld::month() {
    run_mechanisms<landscape::about, programmes::about, funding::about, accountability::about, reflexivity::about,
                   decision::about, pathway::about>(world().next_month);
    ++world().next_month;
}

Cents ClusterWorld::liquidity() {
    return std::accumulate(firms().liquidity.begin(), firms().liquidity.end(), Cents{0});
}

Cents ClusterWorld::residual() { return world().ledger.residual(liquidity(), clusters().funding.cash); }

void ClusterWorld::furnish_member(std::uint32_t row, double position) {
    double cumulated = 0.0;
    std::uint8_t size_class = 0;
    while (size_class + 1u < size_class_count && position > (cumulated += plan().reference_classes[size_class])) {
        ++size_class;
    }
    firms().size_class[row] = size_class;
    firms().liquidity[row] = to_cents(1e6);
    firms().orientation[row] = static_cast<float>(0.1 + 0.7 * position);
}

void ClusterWorld::describe(std::uint32_t c) {
    ClusterIdentity& identity = clusters().identity;
    Census& census = world().census;
    identity.key[c] = 1000u + c;
    identity.lead_sector[c] = static_cast<std::int32_t>(c % sector_count);
    identity.knowledge_partners[c] = static_cast<double>(c % 4);
    identity.directiveness[c] = 0.2 + 0.6 * variety(c);
    identity.approval[c] = 0.67;
    identity.decision_aptitude[c] = 1.0;
    const Segment& members = firms().segment(c);
    census.firms[c] = members.size;
    census.mean_orientation[c] = 0.45;
    census.sd_orientation[c] = 0.2;
    census.mean_trust[c] = 0.5;
    census.mean_value[c] = 0.25;
    census.mean_services[c] = 0.9;
    census.mean_resistance[c] = 0.1;
    census.mean_skill_gap[c] = 0.3;
    census.mean_depth[c] = {0.35, 0.2 + 0.1 * variety(c)};
    census.sector_diversity[c] = 0.7;
    census.orientation_diversity[c] = 0.8;
    for (std::uint32_t row = members.begin; row < members.end(); ++row) {
        ++census.orientation_histogram[c][static_cast<std::size_t>(firms().orientation[row] * 64.0f)];
    }
}

} // namespace actorhood::tests
