#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sim/core/loops_in_place.hpp"
#include "sim/core/parallel.hpp"
#include "tests/catch.hpp"

namespace test_parallel {

using namespace actorhood::sim;

TEST_CASE("A parallel loop visits every index once", "[parallel]") {
    for (const std::size_t count : {0u, 1u, 2u, 1000u, 100001u}) {
        std::vector<std::atomic<int>> visits(count);
        parallel_for(count, [&](std::size_t i) { visits[i].fetch_add(1); });
        bool once = true;
        for (const auto& visit : visits) {
            once = once && visit.load() == 1;
        }
        CHECK(once);
    }
}

TEST_CASE("A parallel loop can be nested and can take a named constant body", "[parallel]") {
    std::vector<std::atomic<int>> visits(64 * 64);
    const auto row = [&](std::size_t i) {
        parallel_for(64, [&visits, i](std::size_t k) { visits[i * 64 + k].fetch_add(1); });
    };
    parallel_for(64, row);
    int total = 0;
    for (const auto& visit : visits) {
        total += visit.load();
    }
    CHECK(total == 64 * 64);
}

TEST_CASE("An exception in a loop body reaches the caller", "[parallel]") {
    const auto failing = [](std::size_t i) {
        if (i == 777) {
            throw std::runtime_error("index 777 failed");
        }
    };
    CHECK_THROWS_WITH(parallel_for(1000, failing), "index 777 failed");
    CHECK_THROWS_AS(parallel_for(1, [](std::size_t) { throw std::logic_error("single"); }), std::logic_error);
    std::atomic<int> after{0};
    parallel_for(100, [&](std::size_t) { ++after; });
    CHECK(after.load() == 100);
}

TEST_CASE("Loops run in place while all others are busy, and only within its life", "[parallel]") {
    const auto threads_used = [] {
        std::mutex guard;
        std::set<std::thread::id> seen;
        parallel_for(2000, [&](std::size_t) {
            const std::lock_guard lock(guard);
            seen.insert(std::this_thread::get_id());
            std::this_thread::sleep_for(std::chrono::microseconds(10));
        });
        return seen;
    };
    const std::set<std::thread::id> only_this{std::this_thread::get_id()};
    std::atomic<bool> busy{true};
    {
        const LoopsInPlace outer(busy);
        CHECK(threads_used() == only_this);
        {
            const std::atomic<bool> idle{false};
            const LoopsInPlace inner(idle);
            CHECK((ThreadLimit::available() == 1 || threads_used().size() > 1));
        }
        CHECK(threads_used() == only_this);
        busy = false;
        CHECK((ThreadLimit::available() == 1 || threads_used().size() > 1));
    }
    busy = true;
    CHECK((ThreadLimit::available() == 1 || threads_used().size() > 1));
}

TEST_CASE("A thread limit holds while it lives", "[parallel]") {
    CHECK(ThreadLimit::available() >= 1);
    const auto threads_used = [] {
        std::mutex guard;
        std::set<std::thread::id> seen;
        parallel_for(2000, [&](std::size_t) {
            const std::lock_guard lock(guard);
            seen.insert(std::this_thread::get_id());
        });
        return seen.size();
    };
    {
        const ThreadLimit one(1);
        CHECK(threads_used() == 1);
        {
            const ThreadLimit wider(ThreadLimit::available()); // the narrower limit wins
            CHECK(threads_used() == 1);
        }
    }
    const ThreadLimit all(0);
    CHECK(threads_used() <= ThreadLimit::available());
}

TEST_CASE("a loop is whole although a loop around it fails elsewhere", "[parallel]") {
    const ThreadLimit two(2);
    std::atomic<bool> begun{false};
    std::atomic<bool> thrown{false};
    std::atomic<std::size_t> done{0};
    const auto wait_for = [](const std::atomic<bool>& what) { // not for ever: there may be one processor
        const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(2);
        while (!what && std::chrono::steady_clock::now() < latest) {
            std::this_thread::yield();
        }
    };
    CHECK_THROWS_AS(parallel_for(2,
                                 [&](std::size_t part) {
                                     if (part == 0) {
                                         wait_for(begun);
                                         thrown = true;
                                         throw std::runtime_error("no room");
                                     }
                                     begun = true;
                                     wait_for(thrown);
                                     std::this_thread::sleep_for(std::chrono::milliseconds(50));
                                     parallel_for(1000, [&](std::size_t) { ++done; });
                                 }),
                    std::runtime_error);
    CHECK((done == 1000 || !begun));
}

} // namespace test_parallel
