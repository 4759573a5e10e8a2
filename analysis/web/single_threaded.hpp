// Included before everything else where Boost is compiled to WebAssembly: its lock is a std::mutex, which a library
// without threads lacks. There is one thread, so there is nothing to lock.
#pragma once

#define BOOST_SMART_PTR_DETAIL_LWM_STD_MUTEX_HPP_INCLUDED

namespace boost::detail {
class lightweight_mutex {
public:
    class scoped_lock {
    public:
        explicit scoped_lock(lightweight_mutex&) {}
    };
};
} // namespace boost::detail
