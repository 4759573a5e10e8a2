#include "sim/core/large_pages.hpp"

#if defined(__linux__)
#include <cstdint>
#include <sys/mman.h>
#endif

namespace actorhood::sim {

void prefer_large_pages([[maybe_unused]] void* begin, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
    // From whole pages of the small kind on: the system finds the large ones within. Short columns would waste most of
    // a large page.
    constexpr std::uintptr_t small_page = 4096;
    constexpr std::size_t worth_while = std::size_t{4} << 20;
    if (bytes < worth_while) {
        return;
    }
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t first = (address + small_page - 1) / small_page * small_page;
    const std::uintptr_t end = (address + bytes) / small_page * small_page;
    // It is a wish: whether it is granted makes no difference but to speed.
    static_cast<void>(madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE));
#endif
}

} // namespace actorhood::sim
