// Cluster organisations described by hand, whose members never change: for tests of what an organisation does.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "tests/support/bench.hpp"

namespace actorhood::tests {

/// Clusters with members of all size classes, as in the reference of the funding plan, and with start values. Traits
/// and what the census says about members are given, not drawn; one region without firms lies outside.
class ClusterWorld : public Bench {
public:
    /// Clusters of these numbers of members; `change` is given the parameters before the world is built.
    explicit ClusterWorld(
        const std::vector<std::uint32_t>& sizes,
        const std::function<void(models::Parameters&)>& change = [](models::Parameters&) {});

    /// Start values with the parameters as they are now.
    void begin();
    /// The next month of the organisations: what their mechanisms do, in the order of the model.
    void month();

    [[nodiscard]] models::FundingPlan& plan() { return parameters().plan; }
    /// Money of all firms, cents.
    [[nodiscard]] models::Cents liquidity();
    /// What the ledger and the accounts differ by, cents.
    [[nodiscard]] models::Cents residual();

private:
    void furnish_member(std::uint32_t row, double position);
    void describe(std::uint32_t cluster);
};

} // namespace actorhood::tests
