// What statistical offices count and publish, on which the audit of decisions rests; see actorhood.hpp.
#include <algorithm>
#include <vector>

#include "models/mechanisms/actorhood.hpp"

namespace actorhood::models::actorhood {

namespace {

/// True in the months in which statistical offices count: the last of each year of the run, and the first of all.
bool is_counted(const Month& month, const PublishedStatistics& statistics) {
    constexpr std::uint32_t centuries = 12u * 1200u; // burn-in counts backwards
    return statistics.counted == 0 || (month.index + centuries - month.first) % 12u == 11u;
}

void add(const Survey::Figures& part, Survey::Figures& sum) {
    sum.firms += part.firms;
    sum.circular += part.circular;
    sum.digital += part.digital;
    sum.labour += part.labour;
}

/// Enters a new count with its noise; without firms, the last one again.
void enter(const Parameters& p, const Landscape& landscape, const Survey::Figures& sum,
           const sim::RandomStream& draws, std::uint64_t id, bool is_first, PublishedStatistics::Editions& editions) {
    std::shift_right(editions.begin(), editions.end(), 1);
    if (sum.firms > 0.0) {
        editions[0] = {landscape.required_depth - sum.circular / sum.firms,
                       landscape.digital_frontier - sum.digital / sum.firms, sum.labour / sum.firms};
        for (std::uint32_t kind = 0; kind < editions[0].size(); ++kind) {
            editions[0][kind] += p.statistics_noise * draws.normal(id, kind);
        }
    }
    if (is_first) {
        editions.fill(editions[0]);
    }
}

} // namespace

void survey(const Month& month, const PracticeCatalogue& practices, const ExpansionWeights& weights,
            const PublishedStatistics& statistics, Rows<const FirmIdentity, const Workforce, const Funnel> firms,
            Sum<Survey> survey) {
    if (!is_counted(month, statistics)) {
        return;
    }
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const double weight = weight_of(firms, weights, row);
        const std::uint32_t adopted = firms.adopted[row];
        const double labour = static_cast<double>(firms.resistance[row]) + static_cast<double>(firms.skill_gap[row]);
        add({weight, weight * practices.depth(circular, adopted), weight * practices.depth(digital, adopted),
             weight * labour},
            survey->by_sector[firms.sector[row]]);
    }
}

void publish(const Parameters& p, const Month& month, const sim::Random& random,
             sim::Read<ClusterIdentity, FirmLayout, Landscape> from, const Sums<Survey>& survey,
             PublishedStatistics& statistics) {
    if (!is_counted(month, statistics)) {
        return;
    }
    const auto& [identity, layout, landscape] = from;
    const std::uint32_t clusters = layout.cluster_count();
    std::vector<Survey::Figures> by_region(statistics.region.size());
    Survey all;
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        const std::uint32_t segment = layout.blocks()[b].segment;
        const std::size_t region =
            layout.is_cluster(segment) ? static_cast<std::size_t>(identity.region[segment]) : segment - clusters;
        for (std::size_t sector = 0; sector < sector_count; ++sector) {
            add(survey.parts()[b].by_sector[sector], by_region[region]);
            add(survey.parts()[b].by_sector[sector], all.by_sector[sector]);
        }
    }
    const sim::RandomStream draws = random.stream(statistics_stream, month.index);
    const bool is_first = statistics.counted == 0;
    for (std::size_t sector = 0; sector < sector_count; ++sector) {
        enter(p, landscape, all.by_sector[sector], draws, sector, is_first, statistics.sector[sector]);
    }
    for (std::size_t region = 0; region < by_region.size(); ++region) {
        enter(p, landscape, by_region[region], draws, sector_count + region, is_first, statistics.region[region]);
    }
    statistics.counted = 1;
}

} // namespace actorhood::models::actorhood
