// What an action says when it is refused.
#pragma once

#include <string>

#include "sim/core/error.hpp"
#include "tests/catch.hpp"

namespace actorhood::tests {

/// The message of the error that the action ends with; another code, or no error, fails the test.
std::string message_of(const auto& action, sim::ExitCode code) {
    try {
        action();
    } catch (const sim::Error& error) {
        CHECK(error.code() == code);
        return error.what();
    }
    FAIL("no error");
    return {};
}

} // namespace actorhood::tests
