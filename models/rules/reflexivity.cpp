#include "models/rules/reflexivity.hpp"

#include <algorithm>

#include "models/rules/simplex.hpp"
#include "sim/core/math.hpp"

namespace actorhood::models::reflexivity {

namespace {

/// Weighted sum of agendas, w a + (1 - w) b.
Agenda mixed(const Agenda& a, const Agenda& b, double weight) {
    Agenda result{};
    for (std::size_t topic = 0; topic < topic_count; ++topic) {
        result[topic] = weight * a[topic] + (1.0 - weight) * b[topic];
    }
    return result;
}

} // namespace

Agenda needed_agenda(const Parameters& p, const Harms& harms) {
    Agenda need{1.0};
    for (std::size_t kind = 0; kind < harms.size(); ++kind) {
        need[kind + 1] = p.urgency * std::max(0.0, harms[kind]);
    }
    return normalised(need);
}

Agenda members_agenda(const Parameters& p, double orientation) {
    return mixed(normalised(p.targets.theta_members), Agenda{1.0, 0.0, 0.0, 0.0}, orientation);
}

double reflected(const Parameters& p, double reflexivity, double collaboration, double diversity, double gap,
                 double months) {
    const double growth = p.reflection * collaboration * diversity;
    const double rate = growth + p.forgetting * (1.0 + p.gap_forgetting * gap);
    return rate > 0.0 ? reflexivity + (growth / rate - reflexivity) * sim::monthly_approach(rate * months)
                      : reflexivity;
}

Agenda pulled(const Agenda& agenda, std::span<const Pull> pulls) {
    double rate = 0.0;
    Agenda target{};
    for (const Pull& pull : pulls) {
        rate += pull.rate;
        for (std::size_t topic = 0; topic < topic_count; ++topic) {
            target[topic] += pull.rate * pull.target[topic];
        }
    }
    return rate > 0.0 ? normalised(mixed(normalised(target), agenda, sim::monthly_approach(rate))) : agenda;
}

} // namespace actorhood::models::reflexivity
