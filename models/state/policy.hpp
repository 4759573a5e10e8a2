// Programmes of policy: whom each is for, what it does this month, and the money it has spent.
// Written by the policy mechanism and, where vouchers are paid, by adoption; read by adoption, ties and inclusion.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "models/firms/funnel.hpp"
#include "models/firms/identity.hpp"
#include "models/state/demand_in_force.hpp"
#include "models/state/ledger.hpp"
#include "models/state/vocabulary.hpp"

namespace actorhood::models {

/// Instruments of a programme.
enum class Instrument : std::uint8_t {
    voucher = 0, ///< pays part of a firm's first adoption; through clusters: cascade grant
    training,    ///< trains employees
    procurement, ///< green criteria of public buyers
    regulation,  ///< pressure towards practices
    platform,    ///< makes firms visible to others
    inclusion    ///< equal access to work
};

/// Most programmes of a scenario.
inline constexpr std::size_t programme_limit = 64;

/// Whom and what a programme is for; does not change in a run.
struct ProgrammeReach {
    Instrument instrument{};
    std::uint32_t practices{};          ///< mask
    std::uint32_t sectors{};            ///< mask
    std::uint32_t size_classes{};       ///< mask
    std::vector<std::uint8_t> segments; ///< 1 = its firms are covered; clusters first, then regions outside

    [[nodiscard]] bool covers_practice(std::size_t practice) const { return (practices >> practice & 1u) != 0; }
    /// By the traits a firm keeps when it joins or leaves a cluster.
    template <class Identity>
    [[nodiscard]] bool covers_kind(const Identity& firms, std::uint32_t row) const {
        return (sectors >> firms.sector[row] & size_classes >> firms.size_class[row] & 1u) != 0;
    }
    template <class Identity>
    [[nodiscard]] bool covers(const Identity& firms, std::uint32_t row, std::uint32_t segment) const {
        return segments[segment] != 0 && covers_kind(firms, row);
    }
};

/// What a programme does this month; all zero while it does not run.
struct ProgrammeAction {
    bool running{};
    double voucher{};     ///< share of the cost that a voucher pays
    double limit{};       ///< EUR, largest voucher
    double pressure{};    ///< part of the missing regulatory pressure that it adds
    double cost_change{}; ///< relative change of the cost of the practices covered
    double awareness{};   ///< year-1, rate at which firms covered learn of each practice covered
    double habit{};       ///< year-1, rate at which its adopters give up after its end
};

/// A voucher that a firm may ask for.
struct VoucherOffer {
    std::uint8_t programme{};
    double share{}; ///< of what the firm itself has to pay; 0: no offer
    double limit{}; ///< EUR, most that is paid

    /// Part of `cost` (EUR, what the firm itself has to pay) that the voucher covers.
    [[nodiscard]] double covered(double cost) const { return cost * share > limit ? limit / cost : share; }
};

struct Policy {
    // for a run, from the scenario
    std::vector<ProgrammeReach> reach;
    std::vector<Cents> budget; ///< a year; 0 = no limit
    // this month, from dates and parameters
    std::vector<ProgrammeAction> action;
    double awareness{};          ///< year-1, most that programmes add for any firm and practice
    double habit{};              ///< year-1, fastest rate of giving up after a programme
    bool vouchers{};             ///< some programme pays vouchers
    Column<double> platform;     ///< visibility by a platform, 0..1, by segment
    Column<double> outside_ties; ///< factor on the rate of new outside ties, by segment
    Column<double> inclusion;    ///< intensity of inclusion programmes, 0..1, by segment
    // accounts, by programme
    Column<Cents> spent_year;    ///< public money since the programme's year began
    Column<Cents> spent_month;   ///< public money of the month
    Column<Cents> spent;         ///< public money since the start
    Column<Cents> private_month; ///< what firms paid themselves for what was subsidised
    Column<Cents> private_spent; ///< since the start
    Column<double> cases_month;  ///< adoptions paid, or persons trained, in the month
    Column<double> cases;        ///< since the start
    Column<double> refused;      ///< vouchers refused in the month because the budget was spent

    /// Empty accounts of `programmes` programmes, neutral values for `segments` segments.
    void resize(std::size_t programmes, std::size_t segments);

    /// Money left in the programme's year, cents; the largest number without limit.
    [[nodiscard]] Cents left(std::size_t programme) const;
    /// Books `public_money` and `own_money` of the firms, cents of the economy, for `count` cases.
    void book(std::size_t programme, Cents public_money, Cents own_money, double count);

    /// Regulatory pressure 0..1 on a firm and practice, where `pressure` holds for everybody.
    template <class Identity>
    [[nodiscard]] double pressure(const Identity& firms, std::uint32_t row, std::uint32_t segment,
                                  std::size_t practice, double pressure) const;
    /// Factor on the cost of a practice to a firm.
    template <class Identity>
    [[nodiscard]] double cost_factor(const Identity& firms, std::uint32_t row, std::uint32_t segment,
                                     std::size_t practice) const;
    /// Rate (year-1) at which programmes make a firm aware of a practice.
    template <class Identity>
    [[nodiscard]] double awareness_rate(const Identity& firms, std::uint32_t row, std::uint32_t segment,
                                        std::size_t practice) const;
    /// Voucher of the highest share for a firm's first adoption of a practice. None for what it used before or had a voucher for.
    template <class Identity, class Use>
    [[nodiscard]] VoucherOffer offer(const Identity& firms, const Use& funnel, std::uint32_t row,
                                     std::uint32_t segment, std::size_t practice) const;
    /// Rate (year-1) at which a firm gives up a practice that a voucher paid: 0 while vouchers for it are still paid.
    template <class Identity>
    [[nodiscard]] double habit_rate(const Identity& firms, std::uint32_t row, std::size_t practice) const;

    template <class Archive>
    void visit(Archive& archive) {
        archive("policy.platform", platform);
        archive("policy.outside_ties", outside_ties);
        archive("policy.inclusion", inclusion);
        archive("policy.spent_year", spent_year);
        archive("policy.spent_month", spent_month);
        archive("policy.spent", spent);
        archive("policy.private_month", private_month);
        archive("policy.private_spent", private_spent);
        archive("policy.cases_month", cases_month);
        archive("policy.cases", cases);
        archive("policy.refused", refused);
    }
};

// Firms are stored columns or their rows of a block.

template <class Identity>
double Policy::pressure(const Identity& firms, std::uint32_t row, std::uint32_t segment, std::size_t practice,
                        double pressure) const {
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].pressure > 0.0 && reach[k].covers_practice(practice) && reach[k].covers(firms, row, segment)) {
            pressure = raised(pressure, action[k].pressure);
        }
    }
    return pressure;
}

template <class Identity>
double Policy::cost_factor(const Identity& firms, std::uint32_t row, std::uint32_t segment,
                           std::size_t practice) const {
    double factor = 1.0;
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].cost_change != 0.0 && reach[k].covers_practice(practice) &&
            reach[k].covers(firms, row, segment)) {
            factor *= 1.0 + action[k].cost_change;
        }
    }
    return factor;
}

template <class Identity>
double Policy::awareness_rate(const Identity& firms, std::uint32_t row, std::uint32_t segment,
                              std::size_t practice) const {
    double rate = 0.0;
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].awareness > 0.0 && reach[k].covers_practice(practice) && reach[k].covers(firms, row, segment)) {
            rate += action[k].awareness;
        }
    }
    return rate;
}

template <class Identity, class Use>
VoucherOffer Policy::offer(const Identity& firms, const Use& funnel, std::uint32_t row, std::uint32_t segment,
                           std::size_t practice) const {
    VoucherOffer best;
    if (!vouchers || ((funnel.voucher_paid[row] | funnel.given_up[row]) >> practice & 1u) != 0) {
        return best;
    }
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (action[k].voucher > best.share && left(k) > 0 && reach[k].covers_practice(practice) &&
            reach[k].covers(firms, row, segment)) {
            best = {static_cast<std::uint8_t>(k), action[k].voucher, action[k].limit};
        }
    }
    return best;
}

template <class Identity>
double Policy::habit_rate(const Identity& firms, std::uint32_t row, std::size_t practice) const {
    double rate = 0.0;
    for (std::size_t k = 0; k < action.size(); ++k) {
        if (reach[k].instrument != Instrument::voucher || !reach[k].covers_practice(practice) ||
            !reach[k].covers_kind(firms, row)) {
            continue;
        }
        if (action[k].running) {
            return 0.0;
        }
        rate = std::max(rate, action[k].habit);
    }
    return rate;
}

} // namespace actorhood::models
