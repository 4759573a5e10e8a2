// The first day of firms founded during the run: one list of steps, in order, over the rows of those founded this month.
// A mechanism that keeps something of every firm gives entrants theirs by a line here.
#pragma once

#include "models/mechanisms/adoption.hpp"
#include "models/mechanisms/learning.hpp"
#include "models/mechanisms/opinions.hpp"
#include "models/mechanisms/turnover.hpp"
#include "sim/run/sequence.hpp"

namespace actorhood::models {

// clang-format off
struct TheBirth : sim::PassOver<turnover::Founded,
    sim::Step<  turnover::about, turnover::endow>,
    sim::Always<opinions::about, opinions::begin>,
    sim::Always<learning::about, learning::begin>,
    sim::Always<adoption::about, adoption::adopt_like_others>> {};
// clang-format on

} // namespace actorhood::models
