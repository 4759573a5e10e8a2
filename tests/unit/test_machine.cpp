// What a process may use of its machine, read from control groups of both versions.
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/run/machine.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace test_machine {

using namespace actorhood::sim;
using actorhood::tests::TemporaryFolder;

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

} // namespace

TEST_CASE("no control group is no limit", "[machine]") {
    const TemporaryFolder root;
    CHECK_FALSE(group_limits(root.path()).processors);
    CHECK_FALSE(group_limits(root.path()).memory_bytes);
    write(root / "proc/self/cgroup", "0::/\n");
    write(root / "sys/fs/cgroup/cpu.max", "max 100000\n");
    write(root / "sys/fs/cgroup/memory.max", "max\n");
    CHECK_FALSE(group_limits(root.path()).processors);
    CHECK_FALSE(group_limits(root.path()).memory_bytes);
}

TEST_CASE("of control groups around each other the least counts", "[machine]") {
    const TemporaryFolder root;
    write(root / "proc/self/cgroup", "0::/batch/job7/task\n");
    write(root / "sys/fs/cgroup/batch/cpu.max", "800000 100000\n");
    write(root / "sys/fs/cgroup/batch/job7/cpu.max", "150000 100000\n");
    write(root / "sys/fs/cgroup/batch/job7/memory.max", "2000000000\n");
    write(root / "sys/fs/cgroup/batch/job7/task/memory.max", "max\n");
    const GroupLimits limits = group_limits(root.path());
    CHECK(limits.processors.value() == Approx(1.5));
    CHECK(limits.memory_bytes.value() == Approx(2e9));
}

TEST_CASE("in a container the limits stand at the top, whatever the group is called outside", "[machine]") {
    const TemporaryFolder root;
    write(root / "proc/self/cgroup", "0::/../../system.slice/docker-0123.scope\n");
    write(root / "sys/fs/cgroup/cpu.max", "50000 100000\n");
    write(root / "sys/fs/cgroup/memory.max", "500000000\n");
    CHECK(group_limits(root.path()).processors.value() == Approx(0.5));
    CHECK(group_limits(root.path()).memory_bytes.value() == Approx(5e8));
}

TEST_CASE("control groups of the first version have a tree for each controller", "[machine]") {
    const TemporaryFolder root;
    write(root / "proc/self/cgroup", "4:memory:/job\n3:cpu,cpuacct:/job\n1:name=systemd:/\n");
    write(root / "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "300000\n");
    write(root / "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
    write(root / "sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1000000000\n");
    write(root / "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    const GroupLimits limits = group_limits(root.path());
    CHECK(limits.processors.value() == Approx(3.0));
    CHECK(limits.memory_bytes.value() == Approx(1e9));
    write(root / "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
    CHECK_FALSE(group_limits(root.path()).processors);
}

TEST_CASE("this process may use something", "[machine]") {
    CHECK(usable_threads() >= 1);
    CHECK(usable_memory().bytes > 1e7);
}

} // namespace test_machine
