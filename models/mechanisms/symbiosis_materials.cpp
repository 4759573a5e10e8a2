// What firms need and leave over, and the accounts of all materials; see symbiosis.hpp.
#include <algorithm>
#include <cmath>

#include "models/mechanisms/symbiosis.hpp"
#include "models/firms/batches.hpp"
#include "sim/core/math.hpp"
#include "sim/core/parallel.hpp"

namespace actorhood::models::symbiosis {

namespace {

/// Material types, after the waste categories for statistics of the European Union (EWC-Stat), in the order of
/// material_names.
enum Material : std::uint8_t {
    ferrous,
    non_ferrous,
    glass,
    paper,
    rubber,
    plastics,
    wood,
    textile,
    food_residues,
    animal_residues,
    sludge,
    minerals,
    ash,
    slag,
    solvents,
    acids,
    oils,
    chemicals,
    rubble,
    gypsum,
    heat,
    process_water,
    carbon_dioxide,
    equipment
};
static_assert(equipment + 1 == material_count);

using Typical = std::array<std::array<std::uint8_t, 4>, sector_count>;

/// Main by-products by sector, in the order of sector_names: an assumption.
constexpr Typical typical_by_products{{{non_ferrous, ferrous, plastics, oils},
                                       {food_residues, animal_residues, sludge, process_water},
                                       {rubble, wood, gypsum, ferrous},
                                       {paper, textile, equipment, plastics},
                                       {equipment, heat, paper, plastics},
                                       {equipment, non_ferrous, plastics, acids},
                                       {slag, ash, heat, carbon_dioxide},
                                       {ash, gypsum, heat, equipment},
                                       {solvents, plastics, chemicals, glass},
                                       {rubber, ferrous, oils, plastics},
                                       {paper, equipment, textile, glass},
                                       {paper, plastics, wood, food_residues},
                                       {textile, process_water, sludge, chemicals},
                                       {food_residues, glass, oils, process_water}}};

/// Inputs that by-products can replace, by sector: an assumption.
constexpr Typical typical_wants{{{non_ferrous, plastics, ferrous, chemicals},
                                 {carbon_dioxide, heat, process_water, glass},
                                 {slag, ash, rubble, gypsum},
                                 {paper, textile, wood, plastics},
                                 {equipment, non_ferrous, plastics, heat},
                                 {non_ferrous, glass, plastics, chemicals},
                                 {ferrous, rubber, minerals, oils},
                                 {wood, food_residues, animal_residues, sludge},
                                 {chemicals, solvents, glass, animal_residues},
                                 {ferrous, rubber, plastics, textile},
                                 {paper, equipment, heat, textile},
                                 {paper, plastics, wood, glass},
                                 {textile, plastics, process_water, acids},
                                 {heat, food_residues, wood, glass}}};

/// One word: its high half says whether the type is typical, its low half which.
std::uint8_t draw_type(double typical, std::uint32_t word, const std::array<std::uint8_t, 4>& usual) {
    const double u = (static_cast<double>(word >> 16) + 0.5) * 0x1p-16;
    const std::uint32_t low = word & 0xffffu;
    return u < typical ? usual[low >> 14] : static_cast<std::uint8_t>(low * material_count >> 16);
}

/// Side of the square of regions.
std::uint32_t columns_of(std::uint32_t regions) {
    auto columns = static_cast<std::uint32_t>(std::sqrt(static_cast<double>(regions)));
    while (columns * columns < regions) {
        ++columns;
    }
    return std::max(columns, 1u);
}

/// Material, in kg a month for one employee, of the sectors in a segment.
using PerEmployee = std::array<double, sector_count>;
PerEmployee in_segment(const PerEmployee& normal, const Shocks& shocks, std::uint32_t segment) {
    PerEmployee now = normal;
    for (std::size_t s = 0; s < sector_count; ++s) {
        now[s] *= shocks.usual_output(segment, s);
    }
    return now;
}

/// Adds what the firms of a block need.
void add(const BlockMaterials& block, BlockMaterials& sum) {
    for (std::size_t s = 0; s < sector_count; ++s) {
        for (std::size_t k = 0; k < AdoptionRegister::strata; ++k) {
            BlockMaterials::Sums& all = sum.cell[s][k];
            all.jobs += block.cell[s][k].jobs;
            all.busy += block.cell[s][k].busy;
            all.burdened += block.cell[s][k].burdened;
            all.input += block.cell[s][k].input;
        }
    }
}

/// What members and firms outside need.
void add_up(const FirmLayout& layout, const Sums<BlockMaterials>& sums, MaterialAccounts& accounts) {
    std::array<BlockMaterials, 2> of_group{};
    for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
        add(sums.parts()[b], of_group[layout.is_cluster(layout.blocks()[b].segment) ? 0 : 1]);
    }
    for (std::size_t cell = 0; cell < MaterialAccounts::cells; ++cell) {
        const std::size_t kind = cell / MaterialAccounts::strata;
        const BlockMaterials::Sums& sum =
            of_group[kind / sector_count].cell[kind % sector_count][cell % MaterialAccounts::strata];
        accounts.jobs[cell] = sum.jobs;
        accounts.busy[cell] = sum.busy;
        accounts.burdened[cell] = sum.burdened;
        accounts.input[cell] = sum.input;
    }
}

/// Books what links move; returns the kilograms that would leave or enter a firm twice.
std::int64_t book_links(const std::vector<Flow>& flows, Engaged& engaged, MaterialAccounts& accounts) {
    std::int64_t twice = 0;
    for (const Flow& flow : flows) {
        accounts.given[flow.giver_cell] += flow.moved;
        accounts.received[flow.taker_cell] += flow.moved;
        accounts.linked[flow.taker_cell / MaterialAccounts::strata] += flow.linked;
        twice += (engaged.of_row[flow.giver] & Engaged::gives) != 0 ? flow.moved : 0;
        twice += (engaged.of_row[flow.taker] & Engaged::takes) != 0 ? flow.moved : 0;
        engaged.of_row[flow.giver] |= Engaged::gives;
        engaged.of_row[flow.taker] |= Engaged::takes;
    }
    for (const Flow& flow : flows) {
        engaged.of_row[flow.giver] = engaged.of_row[flow.taker] = 0;
    }
    return twice;
}

/// Splits the input of every cell by origin and destination; returns what does not add up, kg.
std::int64_t balance(double by_product_share, double recycled_share, const PerEmployee& normal,
                     MaterialAccounts& accounts) {
    std::int64_t gap = 0;
    std::int64_t underway = 0;
    for (std::size_t cell = 0; cell < MaterialAccounts::cells; ++cell) {
        const std::size_t sector = cell / MaterialAccounts::strata % sector_count;
        const double needed = normal[sector] * static_cast<double>(accounts.busy[cell]) / 1024.0;
        const std::int64_t bought = accounts.input[cell] - accounts.received[cell];
        accounts.recycled[cell] = std::min(static_cast<std::int64_t>(recycled_share * needed), bought);
        accounts.virgin[cell] = bought - accounts.recycled[cell];
        const auto by_products =
            static_cast<std::int64_t>(by_product_share * static_cast<double>(accounts.input[cell]));
        accounts.product[cell] = accounts.input[cell] - by_products;
        accounts.disposed[cell] = by_products - accounts.given[cell];
        const std::int64_t in = accounts.virgin[cell] + accounts.recycled[cell] + accounts.received[cell];
        const std::int64_t out = accounts.product[cell] + accounts.given[cell] + accounts.disposed[cell];
        gap += in < out ? out - in : in - out;
        gap +=
            std::max<std::int64_t>(0, -accounts.virgin[cell]) + std::max<std::int64_t>(0, -accounts.disposed[cell]);
        underway += accounts.given[cell] - accounts.received[cell];
    }
    return gap + (underway < 0 ? -underway : underway);
}

} // namespace

RegionSquare square_of(std::uint32_t region, std::uint32_t regions) {
    const std::uint32_t columns = columns_of(regions);
    return {region % columns, region / columns};
}

MaterialTraits material_traits(const Parameters& parameters, const std::array<std::uint32_t, 4>& words,
                               std::uint8_t sector, RegionSquare square) {
    const auto place = [&](std::uint32_t squares, std::uint32_t word) {
        return static_cast<float>(parameters.region_side * (squares + (static_cast<double>(word) + 0.5) * 0x1p-32));
    };
    return {draw_type(parameters.typical, words[0], typical_by_products[sector]),
            draw_type(parameters.typical, words[1], typical_wants[sector]), place(square.column, words[2]),
            place(square.row, words[3])};
}

void correct(MaterialTraits& traits, const Parameters& parameters, const population::MemberEntry& known,
             RegionSquare square, std::uint32_t regions) {
    if (known.by_product > 0) {
        traits.by_product = static_cast<std::uint8_t>(known.by_product - 1);
    }
    if (known.wanted_material > 0) {
        traits.wanted = static_cast<std::uint8_t>(known.wanted_material - 1);
    }
    if (known.region > 0) {
        const RegionSquare own = square_of(static_cast<std::uint32_t>(known.region - 1), regions);
        const auto side = static_cast<float>(parameters.region_side);
        traits.east += side * (static_cast<float>(own.column) - static_cast<float>(square.column));
        traits.north += side * (static_cast<float>(own.row) - static_cast<float>(square.row));
    }
}

double wanted_recycled(const Parameters& parameters, double material_price, double pressure) {
    const double bought =
        std::min(1.0, parameters.background * sim::power(material_price, parameters.price_response));
    const double mandated = parameters.mandate_response * std::max(0.0, pressure - parameters.reference_pressure);
    return 1.0 - (1.0 - bought) * (1.0 - mandated);
}

double material_input(double intensity, double employees, double revenue_per_employee, double demand, double saving) {
    return intensity * employees * revenue_per_employee / 12.0 * demand * (1.0 - saving);
}

double link_volume(const Parameters& parameters, double giver_input, double taker_input) {
    return std::min(parameters.by_product_share * parameters.main_stream * giver_input,
                    parameters.substitutable * taker_input);
}

SavingTables::SavingTables(const PracticeCatalogue& practices) {
    for (std::size_t p = 0; p < practices.count(); ++p) {
        for (std::size_t mask = 0; mask < 256; ++mask) {
            if ((mask >> (p % 8) & 1u) != 0) {
                byte[p / 8][mask].material += static_cast<float>(practices.entries[p].material_saving);
                byte[p / 8][mask].energy += static_cast<float>(practices.entries[p].energy_saving);
            }
        }
    }
}

void count_materials(const Conditions& conditions, const Shocks& shocks, Rows<const FirmIdentity, const Funnel> firms,
                     Sum<BlockMaterials> sums) {
    const PerEmployee per_employee = in_segment(conditions.per_employee, shocks, firms.block.segment);
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        const std::size_t sector = firms.sector[row];
        const std::size_t stratum = AdoptionRegister::stratum(firms.size_class[row], firms.sampled[row]);
        const SavingTables::Saving saving = conditions.savings.of(firms.adopted[row]);
        const auto employees = static_cast<double>(firms.employees[row]);
        BlockMaterials::Sums& sum = sums->cell[sector][stratum];
        sum.jobs += static_cast<std::int64_t>(employees * 1024.0);
        sum.burdened += static_cast<std::int64_t>(employees * 1024.0 * (1.0 - static_cast<double>(saving.energy)));
        sum.input += static_cast<std::int64_t>(
            accounted_input(per_employee[sector], employees, static_cast<double>(saving.material)));
    }
    for (std::size_t s = 0; s < sector_count; ++s) {
        for (BlockMaterials::Sums& sum : sums->cell[s]) {
            sum.busy = static_cast<std::int64_t>(static_cast<double>(sum.jobs) *
                                                 shocks.usual_output(firms.block.segment, s));
        }
    }
}

void account(const Parameters& parameters, const Conditions& conditions, const Flows& flows, const FirmLayout& layout,
             const Sums<BlockMaterials>& sums, Engaged& engaged, Symbiosis& symbiosis) {
    MaterialAccounts& accounts = symbiosis.materials;
    accounts = {};
    add_up(layout, sums, accounts);
    const std::int64_t twice = book_links(flows.of_link, engaged, accounts);
    const double recycled = std::clamp(parameters.background + symbiosis.recycled_rise, 0.0, 1.0);
    accounts.residual = twice + balance(parameters.by_product_share, recycled, conditions.per_employee, accounts);
}

} // namespace actorhood::models::symbiosis
