// Whose state it is: what must agree before saved state is continued or finished runs are taken for those of this program.
#pragma once

#include <cstdint>
#include <string>

namespace actorhood::sim {

struct ModelIdentity {
    std::string model;   ///< version, and a hash of the sources that decide results
    std::string program; ///< for people: version and commit
    std::uint64_t state_layout{}; ///< names and sizes of all that is saved (ArchiveLayout)

    /// Programs of other commits may be of the same model.
    [[nodiscard]] bool same_model(const ModelIdentity& other) const {
        return model == other.model && state_layout == other.state_layout;
    }
    bool operator==(const ModelIdentity&) const = default;

    /// E.g. "actorhood 0.1.0, commit 1234abcd, model 0.1.0-89abcdef01234567".
    [[nodiscard]] std::string text() const { return program + ", model " + model; }

    /// Names each part once, for writing and reading. `text(name, string)`.
    template <class Archive, class Text>
    void visit(Archive& archive, Text&& text) {
        text("model", model);
        text("program", program);
        archive("state_layout", state_layout);
    }
};

} // namespace actorhood::sim
