// Who gets a voucher when the budget of a programme does not reach for all; see adoption.hpp.
//
// All who ask in a month are served when the money lasts. Otherwise they are taken in the order of a draw that belongs
// to the firm and the programme, so that neither rows nor threads decide; one for which too little is left is refused,
// and smaller ones behind it may still fit.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"

namespace actorhood::models::adoption {

namespace {

/// Firms of the economy for which a firm stands.
double weight_of(const Access& access, std::uint32_t row) {
    return access.firms.sampled[row] != 0 ? access.weights[access.firms.size_class[row]] : 1.0;
}

/// Money of the economy that a firm's payment stands for, cents.
Cents weighted(Cents amount, const Access& access, std::uint32_t row) {
    return access.firms.sampled[row] == 0
               ? amount
               : static_cast<Cents>(static_cast<double>(amount) * weight_of(access, row) + 0.5);
}

void collect(std::size_t blocks, const Access& access, const sim::RandomStream& draws, Scratch& scratch) {
    scratch.requests.clear();
    for (std::size_t b = 0; b < blocks; ++b) {
        for (Change& change : scratch.changes[b]) {
            if (change.voucher > 0) {
                const std::uint64_t key = access.firms.key[change.row];
                scratch.requests.push_back({change.programme, draws.uniform(key, change.programme), key, &change});
            }
        }
    }
    std::sort(scratch.requests.begin(), scratch.requests.end(), [](const auto& a, const auto& b) {
        return a.programme != b.programme ? a.programme < b.programme
               : a.priority != b.priority ? a.priority < b.priority
                                          : a.key < b.key;
    });
}

} // namespace

void grant_vouchers(const Month& month, std::size_t blocks, const Access& access, Scratch& scratch) {
    if (access.policy == nullptr || !access.policy->vouchers) {
        return;
    }
    Policy& policy = *access.policy;
    collect(blocks, access, access.random.stream(voucher_stream, month.index), scratch);
    Cents left = 0;
    int programme = -1;
    for (const VoucherRequest& request : scratch.requests) {
        if (request.programme != programme) {
            programme = request.programme;
            left = policy.left(request.programme);
        }
        Change& change = *request.change;
        const Cents charge = weighted(change.voucher, access, change.row);
        if (charge <= left) {
            left -= charge;
        } else {
            change.voucher = 0;
            policy.refused[request.programme] += weight_of(access, change.row);
        }
    }
}

void pay_voucher(const Change& change, Cents own_cost, const Access& access) {
    if (change.voucher <= 0) {
        return;
    }
    Firms& firms = access.firms;
    access.ledger.pay(Ledger::programme_funder, Ledger::technology, change.voucher);
    access.policy->book(change.programme, weighted(change.voucher, access, change.row),
                        weighted(own_cost, access, change.row), weight_of(access, change.row));
    firms.voucher_paid[change.row] |= 1u << change.practice;
}

HabitLoss habit_loss(const Access& access, std::uint32_t row, double base_rate) {
    HabitLoss loss;
    const Firms& firms = access.firms;
    for (std::size_t p = 0; p < access.practices.count(); ++p) {
        if ((firms.adopted[row] >> p & 1u) == 0) {
            continue;
        }
        const bool paid = (firms.voucher_paid[row] >> p & 1u) != 0;
        loss.rate[p] = base_rate + (paid ? access.policy->habit_rate(firms, row, p) : 0.0);
        loss.total += loss.rate[p];
    }
    return loss;
}

} // namespace actorhood::models::adoption
