// The processes of one mpirun or srun, as far as this program needs them: messages and an end in common.
//
// What passes messages (Boost.MPI) is known to ranks.cpp alone, and started only when the environment says that this
// process is one of several. Waiting sleeps: ranks without work leave the processor to the others. Calls are made by
// one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace actorhood::sim {

struct RankMessage {
    std::uint32_t kind{};
    std::vector<std::uint64_t> numbers;
    std::string text;
    std::size_t from{}; ///< rank that sent it; known to the receiver
};

class Ranks {
public:
    /// The environment says that mpirun, or srun with PMIx, started several processes.
    [[nodiscard]] static bool started();
    /// This build can pass messages.
    [[nodiscard]] static bool available();

    /// Joins the others. Error(usage) if this build cannot, or if they were started by something that it does not
    /// understand. One object a process.
    Ranks();
    /// Leaves; waits for the others to do so.
    ~Ranks();
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;

    [[nodiscard]] std::size_t rank() const { return rank_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    /// Ranks that may use exactly the same processors of the same machine as this one, itself included.
    [[nodiscard]] std::size_t sharing_processors() const { return sharing_; }

    void send(std::size_t to, const RankMessage& message);
    /// The next message to this rank, if one has come.
    [[nodiscard]] std::optional<RankMessage> received();
    /// Waits for the next message.
    [[nodiscard]] RankMessage receive();
    /// Ends all ranks at once, for errors after which they could wait for each other.
    [[noreturn]] void end_all(int code);

private:
    struct Messenger;
    std::unique_ptr<Messenger> messenger_;
    std::size_t rank_ = 0;
    std::size_t count_ = 1;
    std::size_t sharing_ = 1;
};

} // namespace actorhood::sim
