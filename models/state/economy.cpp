#include "models/state/economy.hpp"

#include <bit>

namespace actorhood::models {

namespace {
template <class Change>
void for_each_practice(std::uint32_t mask, Change&& change) {
    while (mask != 0) {
        change(static_cast<std::size_t>(std::countr_zero(mask)));
        mask &= mask - 1;
    }
}
} // namespace

void AdoptionRegister::count_firm(Kind firm, std::uint32_t adopted, std::uint32_t aware, std::uint32_t segment_number,
                                  std::int32_t sign) {
    for (Counts* counts : {&segments_[segment_number], &sectors_[side(segment_number)][firm.sector]}) {
        counts->firms[firm.stratum] += sign;
        for_each_practice(adopted, [&](std::size_t p) { counts->adopters[p][firm.stratum] += sign; });
        for_each_practice(aware, [&](std::size_t p) { counts->aware[p][firm.stratum] += sign; });
    }
}

void AdoptionRegister::count_firm(const FirmIdentity& firms, const Funnel& funnel, std::uint32_t row,
                                  std::uint32_t segment_number, std::int32_t sign) {
    count_firm(kind_of(firms, row), funnel.adopted[row], funnel.aware[row], segment_number, sign);
}

void AdoptionRegister::count_adoption(Kind firm, std::uint32_t segment_number, std::size_t practice,
                                      std::int32_t sign) {
    segments_[segment_number].adopters[practice][firm.stratum] += sign;
    sectors_[side(segment_number)][firm.sector].adopters[practice][firm.stratum] += sign;
}

void AdoptionRegister::count_awareness(Kind firm, std::uint32_t segment_number, std::size_t practice,
                                       std::int32_t sign) {
    segments_[segment_number].aware[practice][firm.stratum] += sign;
    sectors_[side(segment_number)][firm.sector].aware[practice][firm.stratum] += sign;
}

} // namespace actorhood::models
