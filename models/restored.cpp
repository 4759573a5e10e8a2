#include "models/restored.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/archive.hpp"
#include "sim/core/error.hpp"

namespace actorhood::models {

namespace {

void require(bool holds, const char* what) {
    if (!holds) {
        throw sim::Error(sim::ExitCode::corrupt, std::string("the saved state contradicts itself: ") + what);
    }
}

/// True if all numbers of the column are from 0 to below the limit.
template <class Values>
bool all_below(const Values& values, std::size_t limit) {
    return std::ranges::all_of(values,
                               [limit](auto value) { return value >= 0 && static_cast<std::size_t>(value) < limit; });
}

/// An archive that looks whether all real numbers are some, and none is beyond what whole numbers of 64 bits can count,
/// which months make of some of them.
class Plausibility {
public:
    template <sim::Storable T>
    void operator()(std::string_view, const T& value) {
        look(value);
    }
    template <sim::Storable T, class Allocator>
    void operator()(std::string_view, const std::vector<T, Allocator>& column) {
        for (const T& value : column) {
            look(value);
        }
    }
    template <class Group>
    requires requires(Group& group, Plausibility& archive) { group.visit(archive); }
    void operator()(std::string_view, Group& group) { group.visit(*this); }
    [[nodiscard]] bool holds() const { return holds_; }

private:
    template <class T>
    void look(const T& value) {
        if constexpr (std::is_floating_point_v<T>) {
            holds_ = holds_ && std::abs(static_cast<double>(value)) < 1e18; // false of what is no number
        } else if constexpr (sim::IsArray<T>::value) {
            for (const auto& element : value) {
                look(element);
            }
        }
    }

    bool holds_ = true;
};

void check_traits(const Firms& firms, std::size_t practices) {
    const std::uint32_t known = practices < 32 ? (1u << practices) - 1u : ~0u;
    bool counted = true;
    bool sectors = true;
    bool classes = true;
    bool funnel = true;
    bool timers = true;
    for (const Segment& segment : firms.segments()) {
        for (std::uint32_t row = segment.begin; row < segment.end(); ++row) {
            counted =
                counted && firms.employees[row] >= 0.0f && firms.employees[row] < 1e12f; // times 1024 a whole number
            sectors = sectors && firms.sector[row] < sector_count;
            classes = classes && firms.size_class[row] < size_class_count;
            const std::uint32_t named =
                firms.aware[row] | firms.adopted[row] | firms.given_up[row] | firms.voucher_paid[row];
            funnel = funnel && (named & ~known) == 0;
            for (std::size_t slot = 0; slot < timer_slots; ++slot) {
                const std::size_t practice = firms.timer_practice[row][slot] & (rest_flag - 1u);
                timers = timers && (firms.timer_due[row][slot] == 0 || practice < practices);
            }
        }
    }
    require(counted, "a firm has no number of employees");
    require(sectors, "a firm is in no sector");
    require(classes, "a firm is in no size class");
    require(funnel && timers, "a firm uses a practice that is not in the catalogue");
}

void check_clusters(const Clusters& clusters, std::size_t regions) {
    require(all_below(clusters.identity.lead_sector, sector_count), "a cluster has no lead sector");
    require(all_below(clusters.identity.region, std::max<std::size_t>(regions, 1)), "a cluster is in no region");
    const std::size_t lines = clusters.contracts.line_applications.size();
    for (const auto& themes : clusters.contracts.project_theme) {
        require(all_below(themes, topic_count), "a project has no theme");
    }
    for (const auto& numbers : clusters.contracts.project_line) {
        require(all_below(numbers, lines + 1), "a project is of no line of calls");
    }
}

void check_partners(const World& world) {
    const Firms& firms = world.firms;
    const std::size_t segments = firms.segments().size();
    for (const SymbiosisLink& link : world.symbiosis.links) {
        require(firms.has_handle(link.giver) && firms.has_handle(link.taker), "a by-product goes to nobody");
        require(link.giver_segment < segments && link.taker_segment < segments, "a by-product goes nowhere");
        require(link.material < material_count && link.channel <= unaided, "a by-product is of no material");
    }
    const std::size_t sites = world.facilities.fund.size();
    for (const Contribution& contribution : world.facilities.contributions) {
        require(firms.has_handle(contribution.handle) && contribution.site < sites,
                "somebody pays for a facility who is not there");
    }
}

} // namespace

void check_numbers(Firms& firms) {
    Plausibility plausibility;
    firms.visit(plausibility);
    require(plausibility.holds(), "a firm has what is no number, or more than there can be");
}

void check_restored(const World& world) {
    check_traits(world.firms, world.practices.count());
    check_clusters(world.clusters, world.firms.region_count());
    check_partners(world);
}

} // namespace actorhood::models
