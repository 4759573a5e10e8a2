// Claims: who works on what in a folder that several processes share.
//
// All claims of a folder are locks on single bytes of one file. The kernel frees them when a process ends in any way,
// so nothing has to be cleaned up after a kill, on one machine or, where the file system supports it, on several.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace actorhood::sim {

class Claims {
public:
    /// Opens (and makes) the file of claims.
    explicit Claims(const std::filesystem::path& file);
    ~Claims();
    Claims(const Claims&) = delete;
    Claims& operator=(const Claims&) = delete;

    /// Takes the claim for this object alone; false if another one has it.
    [[nodiscard]] bool take(std::uint64_t claim) { return set(claim, Mode::alone, false); }
    /// Waits for the claim.
    void wait_for(std::uint64_t claim) { set(claim, Mode::alone, true); }
    /// Takes the claim together with others that share it; false if one has it alone.
    [[nodiscard]] bool share(std::uint64_t claim) { return set(claim, Mode::shared, false); }
    void give_back(std::uint64_t claim) { set(claim, Mode::none, false); }
    /// Another object has the claim, alone or shared.
    [[nodiscard]] bool taken_elsewhere(std::uint64_t claim) const;

    /// For the user, where the file system knows no locks: processes may then do the same work twice, with the same
    /// result. Usually empty.
    [[nodiscard]] const std::string& notice() const { return notice_; }

private:
    enum class Mode { none, shared, alone };
    bool set(std::uint64_t claim, Mode mode, bool wait);

    std::filesystem::path path_;
    std::string notice_;
    int descriptor_ = -1;
};

} // namespace actorhood::sim
