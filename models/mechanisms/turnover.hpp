// Turnover: carries out, once, at the end of the month, what market and membership decided: firms close, members
// leave, firms join, firms are founded. It is the only place where firms change their row. What firms are on their first
// day is a list of its own, models/birth.hpp.
//
// A firm that leaves its cluster lives on outside, in its region, and stands for itself. A firm sampled outside
// stands for many: when one of those joins a cluster, a copy that stands for itself joins. The copy is of a firm of the
// same size class and sector anywhere in the sample, of two near a random place the one copied less often, so that a
// small sample does not fill a cluster with the same firm. The sample then stands for one firm too many. What it owes is
// kept by size class; where it owes as much as one of its firms stands for, the firm that would be copied moves itself:
//     sum of weights of all firms - sum of owed = constant, whoever joins and leaves
// Where every firm stands for itself the firm moves. An entrant adopts each practice with 0.97 of its size class's
// prevalence, given its own fit (model 5); its random numbers are keyed by its birth (region, month, ordinal), so
// that paired runs stay paired after their first differing exit.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/population.hpp"
#include "models/rules/fit.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"
#include "sim/config/schema.hpp"

namespace actorhood::models::turnover {

struct Parameters {
    double entrant_adoption{};
    double entrant_liquidity{};
    bool sample_shrinks{}; ///< by those of its firms that joined clusters

    static void declare(sim::Schema& schema, Parameters& p);
};

/// Firms that the sample still stands for although copies of them have joined clusters, by size class.
struct Owed : sim::Kept {
    std::array<double, size_class_count> firms{};

    template <class Visitor>
    void visit(Visitor&& column) {
        column(firms, "turnover.owed");
    }
};
/// Books a copy in the class's account; true if the sample owes as much as one of its firms stands for by now, which is
/// then paid.
[[nodiscard]] bool takes_original(double weight, double& owed);

/// Firms founded this month, the last rows of their regions.
struct Founded : sim::Working {
    std::vector<RowBlock> blocks;
};

/// Firms that close, leave or join this month, and what was looked up of each in parallel.
struct Traffic : sim::Working {
    struct Facts {
        AdoptionRegister::Kind kind;
        std::uint32_t adopted;
        std::uint32_t aware;
        Cents liquidity;
    };
    std::vector<Mover> movers;
    std::vector<Facts> facts;            ///< of each mover
    std::vector<std::uint32_t> rows;     ///< where each goes
    std::vector<std::uint32_t> origins;  ///< handle of the firm of the sample that a mover is a copy of, or no_firm
    std::vector<std::uint8_t> sampled;   ///< 1: the mover was of the sample until now
    std::vector<std::uint32_t> arrivals; ///< by segment
    /// Whom a joining firm of the sample may be a copy of: one of its kind, looked for from a random place on.
    struct Wish {
        std::uint8_t size_class;
        std::uint8_t sector;
        std::uint8_t sampled;
        double place; ///< 0..1 of all firms outside
    };
    std::vector<Wish> wishes; ///< of each joining firm
    BySegment leaving;
};

/// Firms that close.
void close(const Movements& movements, Firms& firms, AdoptionRegister& adoption, Ledger& ledger, Delivery& delivery,
           Market& market, Traffic& traffic);
/// Members that leave, to their region.
void leave(const population::Parameters& given, const Movements& movements, const ClusterIdentity& identity,
           Firms& firms, AdoptionRegister& adoption, Delivery& delivery, Traffic& traffic);
/// Firms outside that join a cluster, or copies of firms of the sample.
void join(sim::Read<Parameters, population::Parameters> parameters, const Month& month, const sim::Random& random,
          sim::Read<Movements, ExpansionWeights> from, Firms& firms, sim::Write<AdoptionRegister, Delivery> counts,
          Ledger& ledger, sim::Write<Traffic, Owed> to);
/// Rows with keys for firms that are founded.
void found(const Month& month, const Movements& movements, Firms& firms, Founded& founded, Traffic& traffic);
/// What entrants know and use, from what others of their size class do.
[[nodiscard]] EntrantFunnel compare(const Parameters& parameters, const LocationTable& locations, const Month& month,
                                    const AdoptionRegister& adoption, const ExpansionWeights& weights,
                                    const PracticeCatalogue& practices);
/// Traits and founders' capital of entrants.
void endow(const Parameters& parameters, const population::Parameters& traits, const EntrantMix& mix,
           const sim::Random& random, const Month& month, population::NewFirms firms);
/// Counts entrants and books their capital.
void enrol(const Founded& founded, const FirmIdentity& identity, const Finance& finance, const Funnel& funnel,
           AdoptionRegister& adoption, Ledger& ledger, Market& market);
/// Ends all movements: blocks are those of the firms there are, and once a year handles of firms gone are free again.
void commit(const Month& month, Firms& firms, Movements& movements);

inline constexpr sim::Mechanism<Parameters> about{{.name = "turnover",
                                                   .title = "Firms come and go",
                                                   .switchable = false,
                                                   .streams = {&population::population_stream, &join_stream}}};

} // namespace actorhood::models::turnover
