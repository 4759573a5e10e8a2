// Any text as a scenario: it is refused with a reason, or read; and what was read reads again as it is written out.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "models/parameters.hpp"
#include "sim/config/document.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/error.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using namespace actorhood;

/// The whole scenario that a text makes; "" if it is refused.
std::string whole(std::string_view text) {
    models::Parameters parameters;
    sim::Schema schema;
    models::Parameters::declare(schema, parameters);
    static const std::string name = (fuzz::written("base.toml", fuzz::catalogue).parent_path() / "a.toml").string();
    try {
        sim::read_text(text, name, {}, schema);
    } catch (const sim::Error&) {
        return "";
    }
    return sim::resolved_toml(schema);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string first = whole(fuzz::text_of(data, size));
    if (!first.empty() && whole(first) != first) {
        std::abort();
    }
    return 0;
}
