// Industrial symbiosis: by-products of one firm become an input of another; and the materials of all firms.
//
// A firm with a practice flagged `by_product` is ready. Its main by-product and its substitutable input each are one
// of 24 material types: of the four typical of its sector, or any. Volumes a year, R = revenue at the sector's
// demand, m_s = material per revenue, sum q = what its practices make unnecessary:
//     input      M = m_s R (1 - sum q)
//     by-product v_g = w a M,   wanted v_w = b M           (w by-products of input, a main stream, b substitutable)
//     link       v = min(v_g, v_w),   S = v (disposal + quality virgin_price P_m - freight d) - fixed   [EUR a year]
// Both partners get S/2 (Nash 1950, equal outside options 0), so both gain if S > 0. Each month links end and pay; in
// the last month of a quarter, as for ties, a free ready giver searches at
//     rate = facilitation S_col (1+h)/(S_col+h) + platform reach_c + unaided                                [1/year]
// among free ready takers of its by-product: of its cluster, of all clusters with a platform, or of its region. It
// considers at most 16, each with probability exp(-d/d0) and only if both trust more than the threshold, and proposes
// to the one with the largest S. Proposals are carried out in the order of S, then of the firms' keys. A link breaks
// at a rate, when a partner closes, leaves its cluster, gives the practice up, or when S <= 0. In the last month
// of burn-in a firm searches with probability rate/(rate + break rate + initial loss): about the stock that 2020
// would have had, because nothing links before.
// Place of a firm: uniform in its region, a square; regions lie on a square grid.
//
// Materials, in whole kilograms: virgin + recycled + received = input = product + given + disposed. Recycled material
// from the market is a share r of the input that firms would need without practices: practices and links spare virgin
// material. The share follows, with the time that capacity for recycling takes, what buyers want:
//     dr/dt = (r* - r)/T,   r* = 1 - (1 - min(1, r_0 P_m^e)) (1 - q max(0, pressure - reference))
// P_m = material price, pressure = circular regulatory pressure, of which mandates for recycled content are a part.
// Circular material use rate = (recycled + received) / input (Eurostat: U/M).
// In a shock materials fall with output: R is what a firm of usual capacity and ties, without skill gap, would sell
// (Shocks::usual_output); how hard a shock hits the single firm is left to the market. A supply shock breaks a link in
// the month of its onset, with the greater magnitude of the two partners' as probability, as it does ties.
// Delivery: a pair that links for the first time is credited to its partners' clusters with half of its saving each,
// once; pairs of the start and pairs that find each other again are not.
// A link between a firm that stands for itself and one of the sample is one link: it weighs what the lighter weighs.
//
// Sources: Chertow 2000, 2007; Perrucci et al. 2022 (parks fail without facilitation); NISP (unaided and facilitated
// matching, about 80 % across sectors, mostly below 50 km); Eurostat material flow and waste accounts for orders of
// magnitude; model 7.9. All types, shares and prices are assumptions.
// Departures: places within regions are pseudo-positions; firms deciding on the practice expect the saving of the
// catalogue, they cannot know whether they will find a partner; savings of links are paid in money each month and
// are not competed away by rivals; emissions follow practices by a single declared share each (energy_saving).
// Switched off: no links, no savings of by-product practices, no material accounts.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/population.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::symbiosis {

struct Parameters {
    double facilitation{};     ///< 1/year at one collaboration staff per 50 members
    double half_intensity{};   ///< collaboration staff per 50 members
    double platform{};         ///< 1/year at full reach
    double unaided{};          ///< 1/year
    double break_rate{};       ///< 1/year
    double initial_loss{};     ///< 1/year
    double trust{};            ///< least trust
    double kernel{};           ///< d0, km
    double region_side{};      ///< km
    double typical{};          ///< share of firms whose materials are typical of their sector
    double by_product_share{}; ///< w
    double main_stream{};      ///< a
    double substitutable{};    ///< b
    double disposal{};         ///< EUR/t
    double virgin_price{};     ///< EUR/t at material price index 1
    double quality{};          ///< value of a by-product relative to virgin material
    double freight{};          ///< EUR/(t km)
    double fixed{};            ///< EUR/year, both partners together
    double background{};       ///< r_0, share of the input without practices that is recycled on the market in 2020
    double price_response{};   ///< e
    double mandate_response{}; ///< q
    double reference_pressure{};
    double adjustment_years{};                             ///< T
    std::array<double, sector_count> material_intensity{}; ///< kg/EUR
    std::array<double, sector_count> emission_intensity{}; ///< kg CO2 equivalent/EUR

    static void declare(sim::Schema& schema, Parameters& p);
};

/// What a firm has to offer and where it is: a pure function of its traits, its sector and its region.
struct MaterialTraits {
    std::uint8_t by_product; ///< material type, 0..23
    std::uint8_t wanted;     ///< material type, 0..23
    float east;              ///< km
    float north;             ///< km
};
/// Place of a region in the square that regions form.
struct RegionSquare {
    std::uint32_t column;
    std::uint32_t row;
};
[[nodiscard]] RegionSquare square_of(std::uint32_t region, std::uint32_t regions);
/// `words`: the four random words of the firm's traits; `square`: of its region.
[[nodiscard]] MaterialTraits material_traits(const Parameters& parameters, const std::array<std::uint32_t, 4>& words,
                                             std::uint8_t sector, RegionSquare square);
/// What is known of a firm's materials and region instead of what was drawn.
void correct(MaterialTraits& traits, const Parameters& parameters, const population::MemberEntry& known,
             RegionSquare square, std::uint32_t regions);
/// Share of recycled material that buyers want at a material price (2020 = 1) and a circular regulatory pressure.
[[nodiscard]] double wanted_recycled(const Parameters& parameters, double material_price, double pressure);
/// km.
[[nodiscard]] double distance(const MaterialTraits& a, const MaterialTraits& b);

/// Prices of one month.
struct Terms {
    double tonne; ///< EUR saved by a tonne at no distance
    double freight;
    double fixed;
};
[[nodiscard]] Terms terms_of(const Parameters& parameters, double material_price);
/// Yearly saving of both partners together from `kilograms` a year over `km`, EUR; may be negative.
[[nodiscard]] double joint_saving(const Terms& terms, double kilograms, double km);
/// Rate at which a ready firm looks for a taker, 1/year, by channel.
[[nodiscard]] std::array<double, channel_count> search_rates(const Parameters& parameters, double collaboration,
                                                             double platform_reach);

/// Sums over the practices in use, by bytes of the mask of adopted practices.
struct SavingTables {
    struct Saving {
        float material;
        float energy;
    };
    std::array<std::array<Saving, 256>, practice_limit / 8> byte{};

    explicit SavingTables(const PracticeCatalogue& practices);
    SavingTables() = default;
    [[nodiscard]] Saving of(std::uint32_t adopted) const {
        const Saving& first = byte[0][adopted & 0xffu];
        const Saving& second = byte[1][adopted >> 8 & 0xffu];
        Saving sum{first.material + second.material, first.energy + second.energy};
        for (std::uint32_t rest = adopted >> 16, k = 2; rest != 0; rest >>= 8, ++k) {
            const Saving& part = byte[k][rest & 0xffu];
            sum.material += part.material;
            sum.energy += part.energy;
        }
        return sum;
    }
};

/// What is the same for all firms in a month.
struct Conditions : sim::Working {
    bool linking{};  ///< links exist: from the last month of burn-in on, with a practice that makes ready
    bool matching{}; ///< firms look for partners: quarterly, and at the start
    Terms terms{};
    SavingTables savings;                      ///< of the practices in force
    std::uint32_t ready_mask{};                ///< practices that make ready
    double revenue_per_employee{};             ///< EUR a year
    std::array<double, sector_count> demand{}; ///< of the sectors, 1 = normal
    /// Material input with the sector's demand, without practices and shocks, kg a month for one employee.
    std::array<double, sector_count> per_employee{};
};
/// Which firms are partners of a link; all zero between months.
struct Engaged : sim::Working {
    static constexpr std::uint8_t gives = 1;
    static constexpr std::uint8_t takes = 2;
    std::vector<std::uint8_t> of_row;
};

/// What a link does in a month, and where its partners are.
struct Flow {
    std::uint32_t giver; ///< row
    std::uint32_t taker; ///< row
    double saving; ///< EUR a year, both together, at today's prices, volumes and practices; not positive: it ends
    std::int64_t moved;      ///< kg a month
    double linked;           ///< the same for all firms for which the partners stand
    std::uint8_t giver_cell; ///< of MaterialAccounts
    std::uint8_t taker_cell;
};
/// Of all links, in their order: of old ones since it was looked at whether they end, of new ones since they are known.
struct Flows : sim::Working {
    std::vector<Flow> of_link;
};

/// A ready firm.
struct Candidate {
    std::uint32_t row;
    std::uint32_t segment;
    float volume; ///< material input, kg a month
    MaterialTraits traits;
    std::uint8_t gives; ///< has an outgoing link
    std::uint8_t takes; ///< has an incoming link
    std::uint8_t looks; ///< 1 + LinkChannel in which it looks for a taker this month; 0 = it does not
};
/// A link that a giver wants.
struct Proposal {
    double saving; ///< EUR a year, both together
    std::uint32_t giver;
    std::uint32_t taker; ///< positions among the candidates
    std::uint32_t metres;
    LinkChannel channel;
};
/// The ready firms of a block.
struct Ready {
    std::vector<Candidate> found;

    void clear() { found.clear(); }
};
/// All ready firms, and those of them that could take what others have to offer.
struct Exchange : sim::Working {
    std::vector<Candidate> candidates;
    std::vector<std::uint32_t> first;        ///< of each region and material: first of its free takers in `takers`
    std::vector<std::uint32_t> takers;       ///< candidates, by region, material and segment
    std::vector<std::uint32_t> listed_first; ///< of each material: first in `listings`
    std::vector<std::uint32_t> listings;     ///< free takers of clusters with a platform, by material
};
/// What givers propose, best first.
struct Proposals : sim::Working {
    std::vector<Proposal> all;
    std::vector<std::vector<Proposal>> of_piece; ///< by piece of the candidates
};
/// Sums of one block of rows.
struct BlockMaterials {
    struct Sums {
        std::int64_t jobs, busy, burdened, input;
    };
    std::array<std::array<Sums, AdoptionRegister::strata>, sector_count> cell{};
};
/// Where firms are, who they are and what they use.
using Everybody = sim::Read<FirmLayout, FirmIdentity, Funnel>;

/// Region of a segment of Firms.
[[nodiscard]] std::uint32_t region_of(const ClusterIdentity& identity, std::uint32_t clusters, std::uint32_t segment);

/// Breaks links by chance: `probability` by region and sector of a partner, for a link the greater of its partners'.
/// `draws`: symbiosis_stream of the month. Returns the links broken.
std::size_t break_links(const Column<std::array<double, sector_count>>& probability, const ClusterIdentity& identity,
                        const sim::RandomStream& draws, const FirmLayout& layout, const FirmIdentity& firms,
                        Symbiosis& symbiosis);

/// No links, no platforms: also the state when switched off.
void initialise(const FirmLayout& firms, Symbiosis& symbiosis);

/// Share of ready members that a platform lists: of a programme, of a metacluster, or of both.
void list_on_platforms(const Policy& policy, const Cooperation& cooperation, Symbiosis& symbiosis);
/// Conditions of the month; nothing is counted yet.
void prepare(const Parameters& parameters, const Month& month, RevenuePerEmployee revenue,
             sim::Read<Landscape, Market, PracticeCatalogue> from, Conditions& conditions, Symbiosis& symbiosis);
/// Links break: by supply shocks first, then those that end or no longer pay. Who is left is engaged.
void end_links(const Parameters& parameters, const Month& month, const sim::Random& random,
               const Conditions& conditions, sim::Read<Shocks, ClusterIdentity, ExpansionWeights> from,
               Everybody firms, sim::Write<Engaged, Flows> to, Symbiosis& symbiosis);
/// The ready firms, with their traits and whether they search.
void find_ready(sim::Read<Parameters, population::Parameters> read, const Month& month, const sim::Random& random,
                const Conditions& conditions, sim::Read<Engaged, Shocks, Symbiosis> from,
                sim::Read<Pathway, ClusterIdentity, FirmLayout> places, Rows<const FirmIdentity, const Funnel> firms,
                Sum<Ready> ready);
/// Brings the ready firms together, and finds for each material who could take it.
void gather(const Conditions& conditions, const ClusterIdentity& identity, const FirmLayout& layout,
            const Sums<Ready>& ready, Symbiosis& symbiosis, Exchange& exchange);
/// Givers propose to the best taker that they come across.
void propose(const Parameters& parameters, const Month& month, const sim::Random& random,
             const Conditions& conditions, const Exchange& exchange, sim::Read<ClusterIdentity, Symbiosis> from,
             sim::Read<FirmLayout, FirmIdentity, Trust> firms, Proposals& proposals);
/// Makes links of the proposals in their order; a taker takes from one giver only.
void form_links(const Month& month, const Conditions& conditions, const Proposals& proposals,
                const FirmIdentity& identity, Exchange& exchange, Engaged& engaged, Symbiosis& symbiosis,
                Delivery& delivery);
/// What new links save and move.
void measure_links(const Parameters& parameters, const Conditions& conditions, const Shocks& shocks,
                   const ExpansionWeights& weights, Everybody firms, const Symbiosis& symbiosis, Flows& flows);
/// Both partners of every link get half of what it saves in a month: costs they no longer pay to others.
void pay(const Conditions& conditions, const Flows& flows, Engaged& engaged, Finance& finance, Symbiosis& symbiosis,
         Ledger& ledger);
/// What firms need, and the jobs and emissions that go with it.
void count_materials(const Conditions& conditions, const Shocks& shocks, Rows<const FirmIdentity, const Funnel> firms,
                     Sum<BlockMaterials> sums);
/// Books the materials of all firms and of the links: see MaterialAccounts.
void account(const Parameters& parameters, const Conditions& conditions, const Flows& flows, const FirmLayout& layout,
             const Sums<BlockMaterials>& sums, Engaged& engaged, Symbiosis& symbiosis);

/// Material input of a firm, kg a month.
[[nodiscard]] double material_input(double intensity, double employees, double revenue_per_employee, double demand,
                                    double saving);
/// The same from what one employee needs; rounded otherwise, so not the same bits. This is what is accounted for.
[[nodiscard]] inline double accounted_input(double per_employee, double employees, double saving) {
    return per_employee * employees * (1.0 - saving);
}
/// What a link moves, kg a month, between firms with these inputs.
[[nodiscard]] double link_volume(const Parameters& parameters, double giver_input, double taker_input);
/// EUR a year that two firms with these inputs (kg a month) save together by a link of that length.
[[nodiscard]] double yearly_saving(const Parameters& parameters, const Terms& terms, double giver_input,
                                   double taker_input, std::uint32_t metres);

/// Materials of firms this month.
struct Inputs {
    const Parameters& parameters;
    const Conditions& conditions;
    const Shocks& shocks;

    /// Material input of a firm, kg a month.
    template <class Identity, class Practices>
    [[nodiscard]] double of(const Identity& firms, const Practices& funnel, std::uint32_t row,
                            std::uint32_t segment) const {
        const std::size_t sector = firms.sector[row];
        return material_input(parameters.material_intensity[sector], static_cast<double>(firms.employees[row]),
                              conditions.revenue_per_employee,
                              conditions.demand[sector] * shocks.usual_output(segment, sector),
                              static_cast<double>(conditions.savings.of(funnel.adopted[row]).material));
    }
    /// The same as the accounts have it.
    [[nodiscard]] double accounted(const FirmIdentity& firms, const Funnel& funnel, std::uint32_t row,
                                   std::uint32_t segment) const {
        const std::size_t sector = firms.sector[row];
        return accounted_input(conditions.per_employee[sector] * shocks.usual_output(segment, sector),
                               static_cast<double>(firms.employees[row]),
                               static_cast<double>(conditions.savings.of(funnel.adopted[row]).material));
    }
};

/// `parameters` returns those in force when an output is read.
void declare_outputs(sim::Outputs& outputs, const World& world, std::function<const Parameters&()> parameters);

inline constexpr sim::Stream symbiosis_trait_stream{33, "by-products of firms"};
inline constexpr sim::Stream symbiosis_stream{34, "links that form and break"};
inline constexpr sim::Stream symbiosis_search_stream{35, "who is looked at in a search"};

inline constexpr sim::Mechanism<Parameters, &declare_outputs> about{
    {.name = "symbiosis",
     .title = "Exchange of by-products between firms",
     .when_off = {.zero = "all_symbiosis_savings symbiosis_links_formed",
                  .constant = "circular_material_use_rate",
                  .different = "symbiosis_links symbiosis_linked_share emissions_intensity"},
     .streams = {&symbiosis_trait_stream, &symbiosis_stream, &symbiosis_search_stream}}};

} // namespace actorhood::models::symbiosis
