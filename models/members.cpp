#include "models/members.hpp"

#include <algorithm>
#include <cmath>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "models/firms/identity.hpp"
#include "models/population.hpp"
#include "models/state/symbiosis.hpp"
#include "sim/config/format.hpp"
#include "sim/config/other_place.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::models::population {

namespace {

constexpr std::string_view no_practices = "none";
constexpr std::size_t most_name_bytes = 200;

/// One of some words, or "any", which draws.
template <std::size_t N>
void choice_or_any(sim::Schema& schema, std::int64_t& field, std::string_view name,
                   const std::array<std::string_view, N>& words, sim::Meaning meaning) {
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        schema.choice(field, name, sim::Default{"any"}, {"any", words[i]...}, meaning, sim::Source{"scenario"});
    }
    (std::make_index_sequence<N>{});
}

std::string entry_key(std::size_t cluster, std::size_t member, std::string_view key) {
    return "cluster#" + std::to_string(cluster) + ".member#" + std::to_string(member) + "." + std::string(key);
}

} // namespace

void MemberEntry::declare(sim::Schema& schema, MemberEntry& member) {
    using namespace sim;
    const Source source{"scenario"};
    schema.text(member.name, "name", Default{""}, Meaning{"Name of the firm; without one it is called by its number"},
                source);
    schema.optional_real(member.employees, "employees", Unit{"persons"},
                         Bounds{size_limits.front(), size_limits.back() - 1.0}, Meaning{"Employees; left out: drawn"},
                         source);
    choice_or_any(schema, member.size_class, "size_class", size_class_names,
                  Meaning{"Size class, when employees are not known; any draws it"});
    choice_or_any(schema, member.sector, "sector", sector_names,
                  Meaning{"Sector (industrial ecosystem); any draws it"});
    schema.places_of("region", [&] {
        schema.integer(member.region, "region", Unit{"1"}, Default{0}, Bounds{0, 100000}, Sweep{0, 10},
                       Meaning{"Number of the region where it is, for its distance to others and when it leaves the "
                               "cluster; 0: that of the cluster"},
                       source);
    });
    schema.texts(member.practices, "practices",
                 Meaning{"Practices in use at the start, by name, none besides; [] draws them, [\"none\"]: none"},
                 source);
    choice_or_any(schema, member.by_product, "by_product", material_names,
                  Meaning{"Type of its main by-product; any draws it"});
    choice_or_any(schema, member.wanted_material, "wanted_material", material_names,
                  Meaning{"Type of the input that a by-product of another could replace; any draws it"});
    schema.optional_date(member.joined, "joined",
                         Meaning{"Month in which it joined; left out: two years before burn-in"}, source);
}

std::optional<std::uint32_t> MemberEntry::uses(const PracticeCatalogue& catalogue) const {
    if (practices.empty()) {
        return std::nullopt;
    }
    std::uint32_t mask = 0;
    for (std::size_t p = 0; p < catalogue.entries.size(); ++p) {
        const bool in_use =
            std::find(practices.begin(), practices.end(), catalogue.entries[p].name) != practices.end();
        mask |= in_use ? std::uint32_t{1} << p : 0u;
    }
    return mask;
}

const MemberEntry* given_member(const Parameters& parameters, std::uint64_t key) {
    const std::uint64_t cluster = key >> 36 & (place_limit - 1);
    if (key >> 54 != static_cast<std::uint64_t>(Origin::initial_member) || cluster >= parameters.entries.size()) {
        return nullptr;
    }
    const std::vector<MemberEntry>& given = parameters.entries[cluster].given;
    const std::uint64_t ordinal = key & (ordinal_limit - 1);
    return ordinal < given.size() ? &given[ordinal] : nullptr;
}

bool members_given(const Parameters& parameters, std::size_t cluster) {
    return cluster < parameters.entries.size() && !parameters.entries[cluster].given.empty();
}

std::string member_name(const Parameters& parameters, std::size_t cluster, std::size_t member) {
    if (members_given(parameters, cluster) && member < parameters.entries[cluster].given.size()) {
        const std::string& name = parameters.entries[cluster].given[member].name;
        if (!name.empty()) {
            return name;
        }
    }
    return cluster_names(parameters)[cluster] + "/" + std::to_string(member + 1);
}

namespace {

/// Collects what is wrong with the members of one cluster.
class MemberCheck {
public:
    MemberCheck(const Parameters& parameters, const PracticeCatalogue& practices, double start_year)
        : parameters_(parameters), start_year_(start_year) {
        for (const Practice& practice : practices.entries) {
            practices_.push_back(practice.name);
        }
    }

    void check(std::size_t cluster) {
        const ClusterEntry& entry = parameters_.entries[cluster];
        if (entry.members >= 0.0 && entry.members + 0.5 < static_cast<double>(entry.given.size())) {
            problems_.push_back({"cluster#" + std::to_string(cluster) + ".members",
                                 sim::plain_number(entry.members) + (entry.members == 1.0 ? " member" : " members") +
                                     " cannot include the " + std::to_string(entry.given.size()) +
                                     " that are given; leave members out, or raise it"});
        }
        std::map<std::string_view, std::size_t> names;
        for (std::size_t i = 0; i < entry.given.size(); ++i) {
            const MemberEntry& member = entry.given[i];
            bytes_ += bytes_of(member);
            const auto [first, is_new] = names.emplace(member.name, i);
            if (!member.name.empty() && !is_new) {
                report(cluster, i, "name",
                       "the name " + sim::toml_text(sim::shortened(member.name)) + " is taken by member " +
                           std::to_string(first->second + 1) + " of this cluster" +
                           sim::other_place(entry_key(cluster, first->second, "name")));
            }
            check_member(cluster, i, member);
        }
    }

    std::vector<sim::Schema::Problem> finish() {
        // A scenario that is written again must be short enough to be read.
        constexpr std::size_t most_bytes = 3u << 19;
        if (bytes_ > most_bytes) {
            problems_.push_back({"cluster", "the given members take " + std::to_string(bytes_ >> 10) +
                                                " KiB in a scenario, of at most " + std::to_string(most_bytes >> 10) +
                                                ": give fewer of them, and draw the rest"});
        }
        return std::move(problems_);
    }

private:
    /// Space that a member takes where the scenario is written again.
    static std::size_t bytes_of(const MemberEntry& member) {
        constexpr std::size_t keys_and_words = 300;
        std::size_t bytes = keys_and_words + member.name.size();
        for (const std::string& practice : member.practices) {
            bytes += practice.size() + 4;
        }
        return bytes;
    }

    void report(std::size_t cluster, std::size_t member, std::string_view key, const std::string& message) {
        problems_.push_back({entry_key(cluster, member, key), message});
    }

    void check_member(std::size_t cluster, std::size_t i, const MemberEntry& member) {
        if (member.name.size() > most_name_bytes) {
            report(cluster, i, "name",
                   "a name has at most " + std::to_string(most_name_bytes) + " bytes, but this one has " +
                       std::to_string(member.name.size()));
        }
        if (member.employees && *member.employees != std::floor(*member.employees)) {
            report(cluster, i, "employees",
                   "employees are counted whole, and " + sim::plain_number(*member.employees) +
                       " is no whole number; if its point or comma parts thousands, leave it out");
        }
        if (member.employees && member.size_class > 0) {
            const auto k = static_cast<std::size_t>(member.size_class - 1);
            if (*member.employees < size_limits[k] || *member.employees >= size_limits[k + 1]) {
                report(cluster, i, "size_class",
                       std::string(size_class_names[k]) + " firms have at least " +
                           sim::plain_number(size_limits[k]) + " and fewer than " +
                           sim::plain_number(size_limits[k + 1]) + " employees, but this one has " +
                           sim::plain_number(*member.employees) + "; leave one of the two out");
            }
        }
        if (member.region > parameters_.regions) {
            report(cluster, i, "region",
                   "there is no region " + std::to_string(member.region) + ": regions are numbered from 1 to " +
                       std::to_string(parameters_.regions) + " (population.regions)");
        }
        if (member.joined && *member.joined > start_year_ + 1e-9) {
            report(cluster, i, "joined",
                   sim::toml_date(*member.joined) + " is after the start of the run (time.start = " +
                       sim::toml_date(start_year_) + "); members are those of the start");
        }
        check_practices(cluster, i, member);
    }

    void check_practices(std::size_t cluster, std::size_t i, const MemberEntry& member) {
        for (const std::string& practice : member.practices) {
            if (std::find(practices_.begin(), practices_.end(), practice) != practices_.end()) {
                continue;
            }
            if (practice == no_practices) {
                if (member.practices.size() > 1) {
                    report(cluster, i, "practices", "\"none\" stands alone, but there are other practices");
                }
                continue;
            }
            const auto meant = sim::closest_word(practice, practices_);
            report(cluster, i, "practices",
                   "there is no practice " + sim::toml_text(sim::shortened(practice)) +
                       (meant ? ", did you mean " + sim::toml_text(*meant) + "?"
                              : "; there are: " + sim::joined(practices_)));
        }
    }

    const Parameters& parameters_;
    double start_year_;
    std::vector<std::string> practices_;
    std::size_t bytes_ = 0;
    std::vector<sim::Schema::Problem> problems_;
};

} // namespace

std::vector<sim::Schema::Problem> member_problems(const Parameters& parameters, const PracticeCatalogue& practices,
                                                  double start_year) {
    MemberCheck check(parameters, practices, start_year);
    for (std::size_t c = 0; c < parameters.entries.size(); ++c) {
        check.check(c);
    }
    return check.finish();
}

std::vector<std::string> given_and_drawn(const Parameters& parameters) {
    std::vector<std::string> lines;
    for (std::size_t c = 0; c < parameters.entries.size(); ++c) {
        const ClusterEntry& entry = parameters.entries[c];
        if (entry.given.empty()) {
            continue;
        }
        std::size_t drawn = 0;
        std::string columns;
        const auto count = [&](const char* what, auto&& missing) {
            const auto number =
                static_cast<std::size_t>(std::count_if(entry.given.begin(), entry.given.end(), missing));
            drawn += number;
            columns +=
                number == 0 ? "" : (columns.empty() ? "" : ", ") + std::string(what) + " " + std::to_string(number);
        };
        count("employees", [](const MemberEntry& m) { return !m.employees; });
        count("sector", [](const MemberEntry& m) { return m.sector == 0; });
        count("practices", [](const MemberEntry& m) { return m.practices.empty(); });
        count("by-product", [](const MemberEntry& m) { return m.by_product == 0; });
        count("wanted material", [](const MemberEntry& m) { return m.wanted_material == 0; });
        const std::size_t given = entry.given.size();
        const double others = entry.members < 0.0 ? 0.0 : std::max(0.0, entry.members - static_cast<double>(given));
        lines.push_back("cluster " + sim::toml_text(entry.name) + ": " + std::to_string(given) +
                        (given == 1 ? " member" : " members") + " given, " + sim::plain_number(others) +
                        " drawn; of the given ones " + std::to_string(drawn) +
                        (drawn == 1 ? " value is drawn" : " values are drawn") +
                        (columns.empty() ? "" : " (" + columns + ")"));
    }
    return lines;
}

} // namespace actorhood::models::population
