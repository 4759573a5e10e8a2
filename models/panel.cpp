#include "models/panel.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "models/parameters.hpp"
#include "sim/config/format.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::models {

namespace {

using sim::Node;

/// A place in the list of a cluster's first members.
struct Place {
    std::uint32_t cluster;
    std::uint32_t member;
    auto operator<=>(const Place&) const = default;
};

/// The number of a panel that is one; nothing if it is a list or no number of firms.
std::optional<std::size_t> number_of(const Node& panel) {
    std::size_t number = 0;
    const char* const last = panel.text.data() + panel.text.size();
    const auto read = std::from_chars(panel.text.data(), last, number);
    const bool good = panel.kind == Node::Kind::integer && read.ec == std::errc{} && read.ptr == last;
    return good ? std::optional(number) : std::nullopt;
}

bool is_list_of_names(const Node& panel) {
    return panel.kind == Node::Kind::array &&
           std::all_of(panel.children.begin(), panel.children.end(),
                       [](const Node& child) { return child.kind == Node::Kind::text; });
}

/// How many members a cluster surely has at the start; nothing if that is drawn.
std::optional<std::size_t> members_of(const population::Parameters& population, std::size_t cluster) {
    if (population.entries.empty()) {
        return std::nullopt;
    }
    const population::ClusterEntry& entry = population.entries[cluster];
    const auto wanted = static_cast<std::size_t>(std::max(0.0, entry.members + 0.5));
    return entry.members < 0.0 && entry.given.empty() ? std::nullopt
                                                      : std::optional(std::max(wanted, entry.given.size()));
}

/// Evenly spaced members of every cluster, `number` in all where there are so many.
std::vector<Place> sampled(const population::Parameters& population, std::size_t number) {
    const std::size_t clusters = population::cluster_names(population).size();
    std::vector<Place> places;
    for (std::size_t c = 0; c < clusters; ++c) {
        const std::size_t share = number / clusters + (c < number % clusters ? 1 : 0);
        const std::optional<std::size_t> members = members_of(population, c);
        const std::size_t taken = members ? std::min(share, *members) : share;
        for (std::size_t i = 0; i < taken; ++i) {
            const std::size_t member = members ? (2 * i + 1) * *members / (2 * taken) : i;
            places.push_back({static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(member)});
        }
    }
    return places;
}

/// Finds firms by name.
class Directory {
public:
    explicit Directory(const population::Parameters& population)
        : population_(population), clusters_(population::cluster_names(population)) {}

    /// All members that may be meant.
    [[nodiscard]] std::vector<Place> find(const std::string& name) const {
        std::vector<Place> found;
        for (std::size_t c = 0; c < clusters_.size(); ++c) {
            const bool inside = name.starts_with(clusters_[c] + "/");
            const std::string_view rest = inside ? std::string_view(name).substr(clusters_[c].size() + 1) : "";
            for (const std::uint32_t member : named(c, name)) {
                found.push_back({static_cast<std::uint32_t>(c), member});
            }
            for (const std::uint32_t member : inside ? named(c, std::string(rest)) : std::vector<std::uint32_t>{}) {
                found.push_back({static_cast<std::uint32_t>(c), member});
            }
            if (const auto number = inside ? ordinal(c, rest) : std::nullopt) {
                found.push_back({static_cast<std::uint32_t>(c), *number});
            }
        }
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const population::ClusterEntry& entry : population_.entries) {
            for (const population::MemberEntry& member : entry.given) {
                names.push_back(member.name);
            }
        }
        return names;
    }
    [[nodiscard]] std::string name_of(Place place) const {
        return population::member_name(population_, place.cluster, place.member);
    }
    [[nodiscard]] std::string full_name(Place place) const { return clusters_[place.cluster] + "/" + name_of(place); }

private:
    [[nodiscard]] std::vector<std::uint32_t> named(std::size_t cluster, const std::string& name) const {
        std::vector<std::uint32_t> found;
        if (!name.empty() && population::members_given(population_, cluster)) {
            const std::vector<population::MemberEntry>& given = population_.entries[cluster].given;
            for (std::size_t i = 0; i < given.size(); ++i) {
                if (given[i].name == name) {
                    found.push_back(static_cast<std::uint32_t>(i));
                }
            }
        }
        return found;
    }
    /// The member of a number from 1, as far as the cluster can have it.
    [[nodiscard]] std::optional<std::uint32_t> ordinal(std::size_t cluster, std::string_view text) const {
        std::uint32_t number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
        const std::size_t most = members_of(population_, cluster).value_or(ordinal_limit);
        return whole && number >= 1 && number <= most ? std::optional(number - 1) : std::nullopt;
    }

    const population::Parameters& population_;
    std::vector<std::string> clusters_;
};

} // namespace

bool has_panel(const Parameters& parameters) {
    const std::optional<Node>& panel = parameters.output.panel;
    return panel && number_of(*panel) != std::size_t{0} && !(is_list_of_names(*panel) && panel->children.empty());
}

std::vector<PanelFirm> panel_firms(const Parameters& parameters) {
    const Directory directory(parameters.population);
    std::vector<Place> places;
    if (has_panel(parameters) && is_list_of_names(*parameters.output.panel)) {
        for (const Node& name : parameters.output.panel->children) {
            const std::vector<Place> found = directory.find(name.text);
            if (found.size() == 1 && std::find(places.begin(), places.end(), found.front()) == places.end()) {
                places.push_back(found.front());
            }
        }
    } else if (has_panel(parameters)) {
        places = sampled(parameters.population, number_of(*parameters.output.panel).value_or(0));
    }
    std::multiset<std::string> names;
    for (const Place place : places) {
        names.insert(directory.name_of(place));
    }
    std::vector<PanelFirm> firms;
    for (const Place place : places) {
        const std::string name = directory.name_of(place);
        firms.push_back({names.count(name) == 1 ? name : directory.full_name(place),
                         firm_key(Origin::initial_member, place.cluster, 0, place.member)});
    }
    return firms;
}

std::vector<sim::Schema::Problem> panel_problems(const Parameters& parameters) {
    const std::optional<Node>& panel = parameters.output.panel;
    std::vector<sim::Schema::Problem> problems;
    const auto report = [&](const std::string& message) { problems.push_back({"output.panel", message}); };
    if (!panel) {
        return problems;
    }
    const std::optional<std::size_t> number = number_of(*panel);
    if (!number && !is_list_of_names(*panel)) {
        report("must be a whole number of firms, such as 100, or a list of names, such as [\"Acme\"]");
    } else if (number.value_or(panel->children.size()) > most_panel_firms) {
        report("a panel has at most " + std::to_string(most_panel_firms) + " firms");
    }
    if (number || !problems.empty()) {
        return problems;
    }
    const Directory directory(parameters.population);
    for (const Node& name : panel->children) {
        const std::vector<Place> found = directory.find(name.text);
        const std::string quoted = sim::toml_text(sim::shortened(name.text));
        if (found.size() > 1) {
            report("several members are called " + quoted + ": write one of \"" + directory.full_name(found[0]) +
                   "\", \"" + directory.full_name(found[1]) + "\"");
        } else if (found.empty()) {
            const auto meant = sim::closest_word(name.text, directory.names());
            report("no given member is called " + quoted +
                   (meant ? ", did you mean " + sim::toml_text(*meant) + "?"
                          : "; other members are called CLUSTER/NUMBER, such as \"cluster_001/1\""));
        }
    }
    return problems;
}

namespace {

/// Where the firms of a panel are. What is remembered only saves looking: it follows from the world.
class Panel {
public:
    Panel(std::vector<PanelFirm> firms, const World& world) : firms_(std::move(firms)), world_(world) {}

    [[nodiscard]] std::size_t size() const { return firms_.size(); }
    [[nodiscard]] const World& world() const { return world_; }
    /// Row of a firm; no_firm when it is not there.
    [[nodiscard]] std::uint32_t row(std::size_t i) const {
        if (handles_.empty()) {
            look_up();
        }
        const std::uint32_t found = world_.firms.row_of(handles_[i]);
        return found != no_firm && world_.firms.key[found] == firms_[i].key ? found : no_firm;
    }

private:
    void look_up() const {
        handles_.assign(firms_.size(), no_firm);
        for (const RowBlock& block : world_.firms.blocks()) {
            for (std::uint32_t row = block.begin; row < block.end; ++row) {
                const std::uint64_t key = world_.firms.key[row];
                for (std::size_t i = 0; i < firms_.size() && key >> 54 == 0; ++i) { // a member from the start
                    handles_[i] = key == firms_[i].key ? world_.firms.handle[row] : handles_[i];
                }
            }
        }
    }

    std::vector<PanelFirm> firms_;
    const World& world_;
    mutable std::vector<std::uint32_t> handles_; ///< kept for life; empty before the first look
};

/// Writes `width` numbers for each firm that is there, by number(row, position).
template <class Number>
auto numbers(std::shared_ptr<const Panel> panel, Number number, std::size_t width = 1) {
    return [panel, number, width](std::span<double> out) {
        for (std::size_t i = 0; i < panel->size(); ++i) {
            const std::uint32_t row = panel->row(i);
            for (std::size_t k = 0; k < width && row != no_firm; ++k) {
                out[i * width + k] = static_cast<double>(number(row, k));
            }
        }
    };
}

void declare_what_it_is(sim::Outputs& outputs, const std::shared_ptr<const Panel>& panel, sim::Source source) {
    using sim::Meaning;
    using sim::Unit;
    const Firms& firms = panel->world().firms;
    outputs.variable(
        "panel_cluster", {"panel"}, Unit{"1"},
        Meaning{"Cluster of which the firm is a member, by its number from 1 on the axis cluster; 0: none"}, source,
        numbers(panel, [&firms](std::uint32_t row, std::size_t) {
            const std::uint32_t segment = firms.segment_of(firms.handle[row]);
            return firms.is_cluster(segment) ? segment + 1 : 0u;
        }));
    outputs.variable("panel_sector", {"panel"}, Unit{"1"},
                     Meaning{"Sector of the firm, by its number from 1 on the axis sector"}, source,
                     numbers(panel, [&firms](std::uint32_t row, std::size_t) { return firms.sector[row] + 1; }));
    outputs.variable("panel_employees", {"panel"}, Unit{"persons"}, Meaning{"Employees of the firm"}, source,
                     numbers(panel, [&firms](std::uint32_t row, std::size_t) { return firms.employees[row]; }));
}

void declare_what_it_does(sim::Outputs& outputs, const std::shared_ptr<const Panel>& panel, sim::Source source) {
    using sim::Meaning;
    using sim::Unit;
    const Firms& firms = panel->world().firms;
    const std::size_t practices = panel->world().practices.count();
    outputs.variable(
        "panel_in_use", {"panel", "practice"}, Unit{"1"}, Meaning{"1: the firm uses the practice; 0: it does not"},
        source,
        numbers(
            panel, [&firms](std::uint32_t row, std::size_t p) { return firms.adopted[row] >> p & 1u; }, practices));
    outputs.variable(
        "panel_known", {"panel", "practice"}, Unit{"1"}, Meaning{"1: the firm knows the practice; 0: it does not"},
        source,
        numbers(
            panel, [&firms](std::uint32_t row, std::size_t p) { return firms.aware[row] >> p & 1u; }, practices));
    outputs.variable(
        "panel_practices", {"panel"}, Unit{"1"}, Meaning{"Practices that the firm uses"}, source,
        numbers(panel, [&firms](std::uint32_t row, std::size_t) { return std::popcount(firms.adopted[row]); }));
    outputs.variable("panel_saving", {"panel"}, Unit{"1"},
                     Meaning{"Saving of the practices that the firm uses, share of its revenue at price index 1"},
                     source,
                     numbers(panel, [&firms](std::uint32_t row, std::size_t) { return firms.practice_gain[row]; }));
    outputs.variable(
        "panel_liquidity", {"panel"}, Unit{"EUR"}, Meaning{"Money of the firm"}, source,
        numbers(panel, [&firms](std::uint32_t row, std::size_t) { return to_eur(firms.liquidity[row]); }));
}

void declare_what_it_thinks(sim::Outputs& outputs, const std::shared_ptr<const Panel>& panel, sim::Source source) {
    using sim::Meaning;
    using sim::Unit;
    const Firms& firms = panel->world().firms;
    const auto declare = [&](const char* name, Meaning meaning, const Column<float>& column) {
        outputs.variable(name, {"panel"}, Unit{"1"}, meaning, source,
                         numbers(panel, [&column](std::uint32_t row, std::size_t) { return column[row]; }));
    };
    declare("panel_orientation", Meaning{"Orientation of the firm, 0 growth only to 1 transition"},
            firms.orientation);
    declare("panel_resistance", Meaning{"Workforce resistance in the firm, 0 to 1"}, firms.resistance);
    declare("panel_skill_gap", Meaning{"Skill gap of the firm, 0 to 1"}, firms.skill_gap);
    declare("panel_trust", Meaning{"Trust of the firm in its cluster organisation, 0 to 1"}, firms.trust);
    outputs.variable("panel_value", {"panel"}, Unit{"1"},
                     Meaning{"Membership value that a member perceives, in units of the funding level per member"},
                     source, numbers(panel, [&firms](std::uint32_t row, std::size_t) {
                         return firms.is_member_row(row) ? static_cast<double>(firms.value[row])
                                                         : std::numeric_limits<double>::quiet_NaN();
                     }));
    outputs.variable("panel_capacity", {"panel", "pillar"}, Unit{"1"},
                     Meaning{"Absorptive capacity of the firm, 0 to 1"}, source,
                     numbers(
                         panel,
                         [&firms](std::uint32_t row, std::size_t pillar) {
                             return firms.capacity(static_cast<Pillar>(pillar))[row];
                         },
                         pillar_count));
}

} // namespace

void declare_panel(sim::Outputs& outputs, std::vector<PanelFirm> firms, const World& world) {
    std::vector<std::string> names;
    for (const PanelFirm& firm : firms) {
        names.push_back(firm.name);
    }
    outputs.axis("panel", "firm of the panel (output.panel)", std::move(names));
    const auto panel = std::make_shared<const Panel>(std::move(firms), world);
    const sim::Source source{"state of one firm"};
    declare_what_it_is(outputs, panel, source);
    declare_what_it_does(outputs, panel, source);
    declare_what_it_thinks(outputs, panel, source);
}

} // namespace actorhood::models
