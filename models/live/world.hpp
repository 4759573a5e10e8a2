// Worlds for the live page: a scenario that was read elsewhere, changed and run month by month. The same code runs in the
// program and, compiled to WebAssembly, in the page; results are the same bits.
//
// A scenario and its changes come as lines of nodes (sim/config/node_lines.hpp), which hold every number as it is
// written; they are bound and checked by what reads TOML files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/model.hpp"
#include "sim/config/node.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/outputs.hpp"

namespace actorhood::models::live {

/// The scenario with one set of changes; stays where it is.
struct Variant {
    Variant();
    Variant(const Variant&) = delete;
    Variant& operator=(const Variant&) = delete;

    std::string changes; ///< as lines
    Parameters parameters;
    sim::Schema schema;
};

class Worlds {
public:
    /// Takes the scenario that all worlds are made from. What is wrong with it, or "".
    std::string read(std::string_view scenario);
    /// Builds a replicate of the scenario with changes, ready for its first month. What is wrong, or "".
    std::string begin(std::string_view changes, std::uint32_t replicate);
    /// Simulates that many months, or what is left; returns the months simulated so far. Broken invariants are thrown.
    std::uint32_t advance(std::uint32_t months);

    /// Months of a run, burn-in included.
    [[nodiscard]] std::uint32_t months() const;
    /// Present values of an output, by its axes; nothing if there is none of that name.
    [[nodiscard]] std::vector<double> output(std::string_view name) const;
    /// Hash of the whole state, 16 hexadecimal digits.
    [[nodiscard]] std::string hash();
    /// The whole scenario of the present world as TOML.
    [[nodiscard]] std::string toml() const;

private:
    struct Replicate {
        Replicate(const Parameters& parameters, std::uint32_t replicate);
        Model model;
        sim::Outputs outputs;
    };
    std::string prepare(std::string_view changes);

    sim::Node scenario_;
    std::vector<std::unique_ptr<Variant>> variants_; ///< the one in use last
    std::unique_ptr<Replicate> replicate_;
};

} // namespace actorhood::models::live
