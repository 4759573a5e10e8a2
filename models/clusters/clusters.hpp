// Clusters: meta-organisations whose members are firms. One group of columns an aspect, one row a cluster. Which steps
// write a group is in MODEL.md, generated from the signatures of the steps.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/clusters/accountability.hpp"
#include "models/clusters/actorhood.hpp"
#include "models/clusters/contracts.hpp"
#include "models/clusters/decisions.hpp"
#include "models/clusters/funding.hpp"
#include "models/clusters/identity.hpp"
#include "models/clusters/negotiation.hpp"
#include "models/clusters/pathway.hpp"
#include "models/clusters/reflexivity.hpp"

namespace actorhood::models {

/// All clusters of a world.
struct Clusters {
    std::vector<std::string> names;
    ClusterIdentity identity;
    Contracts contracts;
    Funding funding;
    Accountability accountability;
    Reflexivity reflexivity;
    Decisions decisions;
    Pathway pathway;
    Negotiation negotiation;
    Actorhood actorhood;

    [[nodiscard]] std::size_t count() const { return identity.key.size(); }

    void resize(std::size_t clusters) {
        each_group([&](auto& group) { group.resize(clusters); });
    }
    template <class Archive>
    void visit(Archive& archive) {
        each_group([&](auto& group) { group.visit(archive); });
    }

private:
    template <class F>
    void each_group(F&& f) {
        f(identity);
        f(contracts);
        f(funding);
        f(accountability);
        f(reflexivity);
        f(decisions);
        f(pathway);
        f(negotiation);
        f(actorhood);
    }
};

} // namespace actorhood::models
