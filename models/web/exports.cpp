// What the live page asks of the model (sim/web/exchange.hpp): a scenario, its replicates, and what comes out.
#include <cstddef>
#include <cstdint>

#include "models/live/world.hpp"
#include "sim/web/exchange.hpp"

namespace {

using namespace actorhood;

models::live::Worlds& worlds() {
    static models::live::Worlds made;
    return made;
}

} // namespace

/// Takes the scenario in the room. 1, or 0 and the answer says what is wrong.
EXPORTED(read) int read_scenario(std::size_t bytes) {
    sim::web::clear_answer();
    return sim::web::accepted(worlds().read(sim::web::given_text(bytes)));
}
/// Begins a replicate with the changes in the room, likewise.
EXPORTED(begin) int begin_replicate(std::size_t bytes, std::uint32_t replicate) {
    sim::web::clear_answer();
    return sim::web::accepted(worlds().begin(sim::web::given_text(bytes), replicate));
}
EXPORTED(advance) std::uint32_t advance_months(std::uint32_t months) {
    sim::web::clear_answer();
    return worlds().advance(months);
}
EXPORTED(months) std::uint32_t all_months() { return worlds().months(); }

/// Present values of the output that the room names: how many numbers the answer holds.
EXPORTED(output) std::size_t read_output(std::size_t bytes) {
    return sim::web::answer_with(worlds().output(sim::web::given_text(bytes)));
}

/// The answer is the hash of the state; the whole scenario.
EXPORTED(hash) void state_hash() { sim::web::answer_with(worlds().hash()); }
EXPORTED(toml) void whole_scenario() { sim::web::answer_with(worlds().toml()); }
