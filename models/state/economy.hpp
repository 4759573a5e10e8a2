// What firms and clusters share: the landscape now, markets, who has adopted what, and who comes and goes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/firms/firms.hpp"
#include "models/state/practices.hpp"
#include "models/state/shocks.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Exogenous conditions of the present month: written by the landscape mechanism.
struct Landscape {
    double energy_price{1.0};                                      ///< index, 2020 = 1
    double material_price{1.0};                                    ///< index, 2020 = 1
    std::array<double, pillar_count> regulation{};                 ///< pressure, 0..1
    double required_depth{};                                       ///< required circular depth of members, 0..1
    double digital_frontier{};                                     ///< digital depth of the best, 0..1
    double media{1.0};                                             ///< attention of the media, 2020 = 1
    std::array<double, practice_limit> cost_index{};               ///< outside cost of each practice, 2020 = 1
    std::array<double, practice_limit> attention{};                ///< attention to each practice, 2020 = 1
    std::array<double, practice_limit> saving_index = as_listed(); ///< saving of each practice, 2020 = 1
    std::array<double, practice_limit> skill_index = as_listed();  ///< skill demand of each practice, 2020 = 1
    /// Labour that each practice displaces, relative to its entry in the catalogue.
    std::array<double, practice_limit> displacement_index = as_listed();

    template <class Archive>
    void visit(Archive& archive) {
        archive("landscape.energy_price", energy_price);
        archive("landscape.material_price", material_price);
        archive("landscape.regulation", regulation);
        archive("landscape.required_depth", required_depth);
        archive("landscape.digital_frontier", digital_frontier);
        archive("landscape.media", media);
        archive("landscape.cost_index", cost_index);
        archive("landscape.attention", attention);
        archive("landscape.saving_index", saving_index);
        archive("landscape.skill_index", skill_index);
        archive("landscape.displacement_index", displacement_index);
    }

private:
    [[nodiscard]] static constexpr std::array<double, practice_limit> as_listed() {
        std::array<double, practice_limit> ones{};
        ones.fill(1.0);
        return ones;
    }
};

/// Skill that a practice demands now, 0..1.
[[nodiscard]] inline double skill_demand(const Practice& entry, const Landscape& landscape, std::size_t practice) {
    return std::min(1.0, entry.skill * landscape.skill_index[practice]);
}

/// Sector markets and totals of the world: written by the market mechanism unless said otherwise.
struct Market {
    std::array<double, sector_count> demand{};        ///< index, 1 = normal
    std::array<double, sector_count> mean_gain{};     ///< mean saving of adopted practices, share of revenue
    std::array<double, sector_count> visible_share{}; ///< share of firms with a circular practice customers can see
    std::array<double, size_class_count> exits_by_class{}; ///< exits of the month, weighted
    std::array<double, sector_count> exits_by_sector{};    ///< exits of the month, weighted
    std::array<double, 2> exits_by_group{};                ///< exits of members and of firms outside, weighted
    std::int64_t exits{};                                  ///< firms closed this month
    std::int64_t entries{};                                ///< firms founded this month
    /// By segment and sector; renewed in months in which shocks disturb output, meaningless in others.
    Column<std::array<Revenue, sector_count>> revenue;

    template <class Archive>
    void visit(Archive& archive) {
        archive("market.demand", demand);
        archive("market.mean_gain", mean_gain);
        archive("market.visible_share", visible_share);
        archive("market.exits_by_class", exits_by_class);
        archive("market.exits_by_sector", exits_by_sector);
        archive("market.exits_by_group", exits_by_group);
        archive("market.exits", exits);
        archive("market.entries", entries);
    }
};

/// Evaluations of one month by firms with 10 or more employees, by the payback that an expert would find: without the
/// firm's own error of estimation.
struct EvaluationCounts {
    static constexpr std::size_t bins = 10;
    /// Upper ends of the bins, years; the last bin is open.
    static constexpr std::array<double, bins - 1> ends{0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0};
    static constexpr std::array<std::string_view, bins> names{"below_0.5", "0.5_to_0.75", "0.75_to_1", "1_to_1.5",
                                                              "1.5_to_2",  "2_to_3",      "3_to_4",    "4_to_6",
                                                              "6_to_9",    "9_or_more"};

    std::array<std::array<std::int32_t, bins>, 2> evaluated{}; ///< by members, by firms outside
    std::array<std::array<std::int32_t, bins>, 2> accepted{};  ///< of these, those whose trial began

    [[nodiscard]] static constexpr std::size_t bin(double payback_years) {
        std::size_t b = 0;
        while (b < ends.size() && payback_years >= ends[b]) {
            ++b;
        }
        return b;
    }
    void add(const EvaluationCounts& other) {
        for (std::size_t side = 0; side < 2; ++side) {
            for (std::size_t b = 0; b < bins; ++b) {
                evaluated[side][b] += other.evaluated[side][b];
                accepted[side][b] += other.accepted[side][b];
            }
        }
    }
};

/// Who knows and who uses what, as exact integer counts kept up to date with every event. Integer sums do not
/// depend on their order, so the register is the same for any number of threads.
class AdoptionRegister {
public:
    /// Firms are counted apart by size class and by whether they stand for many (sampled).
    static constexpr std::size_t strata = size_class_count * 2;
    [[nodiscard]] static constexpr std::size_t stratum(std::uint8_t size_class, std::uint8_t sampled) {
        return size_class * 2u + (sampled != 0 ? 1u : 0u);
    }
    struct Counts {
        std::array<std::int32_t, strata> firms{};
        std::array<std::array<std::int32_t, strata>, practice_limit> adopters{};
        std::array<std::array<std::int32_t, strata>, practice_limit> aware{};
    };
    void resize(std::size_t segments, std::size_t clusters) {
        clusters_ = clusters;
        segments_.assign(segments, {});
        for (auto& side : sectors_) {
            side.assign(sector_count, {});
        }
    }
    /// Where a firm is counted within its segment.
    struct Kind {
        std::uint8_t stratum;
        std::uint8_t sector;
    };
    [[nodiscard]] static Kind kind_of(const FirmIdentity& firms, std::uint32_t row) {
        return kind_of(firms, row, firms.sampled[row]);
    }
    /// The same for a firm that stood for many, or not, before it moved.
    [[nodiscard]] static Kind kind_of(const FirmIdentity& firms, std::uint32_t row, std::uint8_t sampled) {
        return {static_cast<std::uint8_t>(stratum(firms.size_class[row], sampled)), firms.sector[row]};
    }
    /// Adds (sign 1) or removes (sign -1) one firm with all it knows and uses, as masks.
    void count_firm(Kind firm, std::uint32_t adopted, std::uint32_t aware, std::uint32_t segment, std::int32_t sign);
    void count_firm(const FirmIdentity& firms, const Funnel& funnel, std::uint32_t row, std::uint32_t segment,
                    std::int32_t sign);
    void count_firm(const Firms& firms, std::uint32_t row, std::uint32_t segment, std::int32_t sign) {
        count_firm(firms, firms, row, segment, sign);
    }
    /// One firm starts (1) or stops (-1) to use a practice.
    void count_adoption(Kind firm, std::uint32_t segment, std::size_t practice, std::int32_t sign);
    /// One firm learns of (1) or forgets (-1) a practice.
    void count_awareness(Kind firm, std::uint32_t segment, std::size_t practice, std::int32_t sign);

    [[nodiscard]] const Counts& segment(std::size_t number) const { return segments_[number]; }
    /// `outside` = 0: members of clusters, 1: firms outside.
    [[nodiscard]] const Counts& sector(std::size_t outside, std::size_t number) const {
        return sectors_[outside][number];
    }
    [[nodiscard]] std::size_t segment_count() const { return segments_.size(); }

    EvaluationCounts evaluations; ///< of the present month

    template <class Archive>
    void visit(Archive& archive) {
        archive("register.segments", segments_);
        archive("register.member_sectors", sectors_[0]);
        archive("register.outside_sectors", sectors_[1]);
        archive("register.evaluated", evaluations.evaluated);
        archive("register.accepted", evaluations.accepted);
    }

private:
    [[nodiscard]] std::size_t side(std::uint32_t segment_number) const { return segment_number < clusters_ ? 0 : 1; }

    std::size_t clusters_ = 0;
    Column<Counts> segments_;
    std::array<Column<Counts>, 2> sectors_;
};

inline constexpr sim::Stream join_stream{24, "firms that join clusters"};

/// Who comes and goes this month: written by market and membership, carried out at the end of the month.
struct Movements {
    struct Join {
        std::uint32_t handle;
        std::uint32_t cluster;
    };
    std::vector<std::uint32_t> exits;  ///< handles of firms that close
    std::vector<std::uint32_t> leaves; ///< handles of members that leave their cluster
    std::vector<Join> joins;           ///< firms outside that join a cluster
    std::vector<std::uint32_t> births; ///< firms founded, by region

    void clear() {
        exits.clear();
        leaves.clear();
        joins.clear();
        births.assign(births.size(), 0);
    }
};

/// One adoption or abandonment, for the optional event list.
struct AdoptionEvent {
    std::int32_t month;
    std::int32_t segment;
    std::uint64_t firm;
    std::int32_t practice;
    std::int32_t change; ///< 1 adopted, -1 abandoned
};
/// Events of the months since the recorder took them, when they are kept at all.
struct AdoptionEvents {
    bool kept{};
    std::vector<AdoptionEvent> list;

    void note(const AdoptionEvent& event) {
        if (kept) {
            list.push_back(event);
        }
    }
};

} // namespace actorhood::models
