// Who gets a voucher when the budget of a programme does not reach for all; see adoption.hpp.
//
// All who ask in a month are served when the money lasts. Otherwise they are taken in the order of a draw that belongs
// to the firm and the programme, so that neither rows nor threads decide; one for which too little is left is refused,
// and smaller ones behind it may still fit.
#include <algorithm>

#include "models/mechanisms/adoption.hpp"

namespace actorhood::models::adoption {

namespace {

/// All requests of the month: by programme, then by priority.
void collect(Sums<Changes>& changes, const FirmIdentity& firms, const sim::RandomStream& draws,
             std::vector<VoucherRequest>& requests) {
    requests.clear();
    for (Changes& part : changes.parts()) {
        for (Start& start : part.starts) {
            if (start.voucher > 0) {
                const std::uint64_t key = firms.key[start.row];
                requests.push_back({start.programme, draws.uniform(key, start.programme), key, &start});
            }
        }
    }
    std::sort(requests.begin(), requests.end(), [](const auto& a, const auto& b) {
        return a.programme != b.programme ? a.programme < b.programme
               : a.priority != b.priority ? a.priority < b.priority
                                          : a.key < b.key;
    });
}

} // namespace

Represented represented(const FirmIdentity& firms, const ExpansionWeights& weights, std::uint32_t row) {
    const bool sampled = firms.sampled[row] != 0;
    return {sampled, sampled ? weights[firms.size_class[row]] : 1.0};
}

Cents Represented::money(Cents amount) const {
    return sampled ? static_cast<Cents>(static_cast<double>(amount) * weight + 0.5) : amount;
}

void grant(const Month& month, const sim::Random& random, const ExpansionWeights& weights, const FirmIdentity& firms,
           Policy& policy, Sums<Changes>& changes, VoucherRequests& requests) {
    if (!policy.vouchers) {
        return;
    }
    collect(changes, firms, random.stream(voucher_stream, month.index), requests.all);
    Cents left = 0;
    int programme = -1;
    for (const VoucherRequest& request : requests.all) {
        if (request.programme != programme) {
            programme = request.programme;
            left = policy.left(request.programme);
        }
        Start& start = *request.start;
        const Represented firm = represented(firms, weights, start.row);
        const Cents charge = firm.money(start.voucher);
        if (charge <= left) {
            left -= charge;
        } else {
            start.voucher = 0;
            policy.refused[request.programme] += firm.weight;
        }
    }
}

} // namespace actorhood::models::adoption
