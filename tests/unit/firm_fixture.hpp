// Short names of the test support for the tests of mechanisms.
#pragma once

#include "tests/support/bench.hpp"

namespace actorhood::test {

using tests::defaults;
using tests::make_firms;

} // namespace actorhood::test
