#include "models/mechanisms/meetings.hpp"

#include <array>

#include "models/firms/batches.hpp"
#include "models/firms/prefetch.hpp"
#include "sim/core/large_pages.hpp"

namespace actorhood::models::meetings {

void prepare(const Month& month, const FirmIdentity& firms, Impressions& impressions) {
    if (!month.last_of_quarter) {
        return;
    }
    const std::size_t rows = firms.key.size();
    if (impressions.appearance.capacity() < rows) {
        impressions.appearance.clear();
        sim::reserve_large(impressions.appearance, rows + rows / 32);
    }
    impressions.appearance.resize(rows);
}

void appear(const Month& month, Rows<Impressions, const Opinions, const Skills> firms) {
    if (!month.last_of_quarter) {
        return;
    }
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        firms.appearance[row] = {firms.orientation[row], firms.uncertainty[row], firms.circular_capacity[row],
                                 firms.digital_capacity[row]};
    }
}

void meet(const Month& month, const sim::Random& random, const FirmLayout& layout, const FirmIdentity& identities,
          const Impressions& impressions, Rows<const FirmIdentity, const Ties> firms, Handed<Met> met) {
    if (!month.last_of_quarter) {
        return;
    }
    const sim::RandomStream draws = random.stream(meeting_stream, month.index);
    BatchDraws words;
    std::array<std::uint32_t, BatchDraws::rows> partners;
    for_each_batch(firms.block, [&](RowBatch batch) {
        words.draw(draws, firms, batch);
        pick_partners(layout, firms, batch, words.word[0], partners);
        prefetch_partners(batch, partners, impressions.appearance);
        Impression* const to = &met->partner[batch.begin - firms.block.begin];
        std::uint8_t* const sector = &met->sector[batch.begin - firms.block.begin];
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            const bool nobody = partners[i] == batch.begin + i;
            to[i] = nobody ? Impression::of_nobody() : impressions.appearance[partners[i]];
            sector[i] = identities.sector[partners[i]]; // of any block
        }
    });
}

} // namespace actorhood::models::meetings
