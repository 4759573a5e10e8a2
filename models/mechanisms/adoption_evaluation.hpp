// How firms evaluate practices: many firms at a time, see adoption.hpp.
//
// What an evaluation needs lies far apart in memory - the firm's own columns, and for each of its partners a handle,
// a row and what that firm uses - and most of its arithmetic is logarithms and exponentials. So firms that evaluate
// are gathered, and pass through the stages together: what a stage reads an earlier one has asked the memory for, and
// the rules are computed four firms at a time. No result depends on who is in a batch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "models/firms/ties.hpp"
#include "models/mechanisms/adoption_view.hpp"
#include "models/rules/adoption.hpp"
#include "sim/core/vector_math.hpp"

namespace actorhood::models::adoption {

/// What a practice costs a firm, in shares of its yearly revenue, and who pays how much of it, in shares of the cost.
struct Price {
    bool helped; ///< a service of the pillar acts
    double cost;
    double wished;  ///< subsidy by the rule of the joint budget
    double subsidy; ///< what the firm expects of it
    /// Share of yearly revenue that the firm itself pays without a voucher.
    [[nodiscard]] double own() const { return cost * (1.0 - subsidy); }
};

/// All from which it follows whether a firm wants a practice: of one firm, or of four.
template <class Number>
struct CaseOf {
    ProspectOf<Number> prospect; ///< complete but for cost, payback and ln n
    Number employees;
    Number risk;       ///< of the practice
    Number resistance; ///< L
    Number gain;       ///< saving and premium, share of yearly revenue a year
    Number error;      ///< of the firm's estimate of the payback, logarithm

    /// Completes the prospect for a firm that pays `own_cost`, a share of its yearly revenue.
    [[gnu::always_inline]] void complete(const Parameters& parameters, Number own_cost) {
        prospect.cost = own_cost;
        prospect.payback = payback_years(own_cost, risk, parameters.resistance_cost, resistance, gain, error);
        prospect.log_employees = sim::logarithm(employees);
    }
};

/// Firms that evaluate this month, one practice each.
class EvaluationBatch {
public:
    EvaluationBatch(const View& view, Changes& changes) : view_(view), firms_(view.firms), changes_(changes) {}
    EvaluationBatch(const EvaluationBatch&) = delete;
    EvaluationBatch& operator=(const EvaluationBatch&) = delete;

    /// Takes in a firm that has an occasion; `word` decides whether one without a service has it too.
    void add(Decider firm, std::uint32_t word);
    /// Evaluates for those taken in: appends the trials that they want to begin, in the order in which they came.
    void finish();

private:
    static constexpr std::size_t lanes = 4;
    static constexpr std::size_t limit = 128; ///< firms: what they need fits into the cache next to the processor
    template <class T>
    using OfFirms = std::array<T, limit>;
    struct Words {
        OfFirms<std::uint32_t> first, second, third, fourth;
    };

    [[nodiscard]] bool has_occasion(Decider firm, std::uint32_t word) const;
    void ask_for(std::uint32_t row) const;
    void ask_for_partners() const;
    void choose_practices();
    [[nodiscard]] std::size_t choose_practice(std::size_t i) const;
    void find_partners();
    void draw_fits_and_errors();
    void describe();
    void draw_luck();
    [[nodiscard]] double heard_share(std::size_t i) const;
    [[nodiscard]] bool considers(std::size_t i, double share) const;
    [[nodiscard]] Prospect prospect(std::size_t i, double peer) const;
    void weigh();
    void decide(std::size_t i);
    /// Share of accepted trials that the workforce lets begin.
    [[nodiscard]] double willing(std::size_t i) const;
    [[nodiscard]] std::uint16_t trial_months(std::size_t i) const;
    [[nodiscard]] double voucher_share(std::size_t i, const VoucherOffer& offer) const;
    [[nodiscard]] std::size_t count_evaluation(std::size_t i);

    void set_case(std::size_t i, const CaseOf<double>& one);
    [[nodiscard]] CaseOf<double> one_case(std::size_t i) const;
    [[nodiscard]] double revenue(std::size_t i) const {
        return static_cast<double>(firms_.employees[firm_[i].row]) * view_.get<RevenuePerEmployee>().eur;
    }
    template <class T>
    [[nodiscard]] std::span<T> in_use(OfFirms<T>& of) const {
        return std::span(of).first(size_);
    }

    const View& view_;
    const Deciders firms_;
    Changes& changes_;
    std::size_t size_ = 0;
    OfFirms<Decider> firm_;
    OfFirms<std::uint64_t> key_;
    OfFirms<std::uint32_t> candidates_; ///< mask of practices
    OfFirms<std::uint8_t> practice_;
    OfFirms<std::array<std::uint32_t, tie_slots>> partners_; ///< rows
    Words words_;
    OfFirms<double> fit_, error_, luck_; ///< luck: below the chance, the firm accepts
    OfFirms<bool> considers_;            ///< its peers suffice, where the rule of thresholds holds
    OfFirms<Price> price_;
    alignas(32) OfFirms<double> own_cost_, chance_; ///< without a voucher
    std::array<CaseOf<sim::four::Doubles>, limit / lanes> cases_;
};

} // namespace actorhood::models::adoption
