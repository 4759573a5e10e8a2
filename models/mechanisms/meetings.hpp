// Meetings: once a quarter each firm meets one of its tie partners, all ties in use equally likely. What comes of it is
// for others to say: opinions (whom it hears) and learning (from whom it learns).
//
// All firms appear to others as they were before the meetings, in eight bytes, so that a partner is looked up once.
// A firm without ties, or whose partner is gone, meets nobody. There are no parameters and no switch: a meeting from
// which nobody takes anything leaves no trace.
// Departure: what one hears and from whom one learns in a quarter is the same partner, and it appears in steps of 2^-16.
#pragma once

#include "models/firms/impressions.hpp"
#include "models/state/world.hpp"
#include "sim/run/sequence.hpp"

namespace actorhood::models::meetings {

/// Room for how firms appear in the last month of a quarter.
void prepare(const Month& month, const FirmIdentity& firms, Impressions& impressions);
/// How firms appear in the last month of a quarter.
void appear(const Month& month, Rows<Impressions, const Opinions, const Skills> firms);
/// Each firm meets a partner, in the last month of a quarter.
void meet(const Month& month, const sim::Random& random, const FirmLayout& layout, const FirmIdentity& identities,
          const Impressions& impressions, Rows<const FirmIdentity, const Ties> firms, Handed<Met> met);

inline constexpr sim::Stream meeting_stream{13, "whom a firm meets in a quarter"};

inline constexpr sim::Mechanism<> about{
    {.name = "meetings", .title = "Meetings of tie partners", .switchable = false, .streams = {&meeting_stream}}};

} // namespace actorhood::models::meetings
