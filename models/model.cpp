#include "models/model.hpp"

#include <algorithm>

#include "models/context.hpp"
#include "sim/core/archive.hpp"

namespace actorhood::models {

Model::Model(const Parameters& given, std::uint32_t replicate)
    : periods(toolkit::periods_of(given)),
      parameters(periods.empty() ? &given : &periods.front().parameters),
      world(given.run.seed, replicate) {
    world.calendar = given.time.calendar();
    world.events.kept = given.output.events;
    kept.each([&](auto& state) { state.visit(SizeKept{given.population}); });
    run<TheStart>(world.calendar.at(0));
}

template <class List>
void Model::run(const Month& month) {
    Context context(*parameters, base(), month, *this);
    List::run(context);
}

template <class List>
void Model::put_in_force(const Month& month) {
    const auto begun = [&](const Period& period) { return period.first <= month.index; };
    const auto due = std::find_if(periods.rbegin(), periods.rend(), begun);
    if (due != periods.rend() && parameters != &due->parameters) {
        parameters = &due->parameters;
        run<List>(month);
    }
}

void Model::resume_period() {
    const int last = std::max(0, world.next_month - 1);
    put_in_force<ThePeriod>(world.calendar.at(static_cast<std::uint16_t>(last)));
}

std::uint64_t Model::state_hash() {
    sim::ArchiveParts archive;
    world.firms.pack();
    visit(archive);
    return archive.hash();
}

void Model::advance() {
    const Month month = world.calendar.at(world.next_month);
    put_in_force<TheChange>(month);
    run<TheMonth>(month);
    check_invariants();
    ++world.next_month;
}

} // namespace actorhood::models
