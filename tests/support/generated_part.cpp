#include "tests/support/generated_part.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "tests/catch.hpp"

namespace actorhood::tests {

namespace fs = std::filesystem;

fs::path model_document() { return fs::path(ACTORHOOD_SOURCE_DIR) / "models" / "MODEL.md"; }

Place generated_part(const std::string& document, const std::string& name) {
    const std::string opening = "<!-- generated: " + name + " -->\n";
    const std::size_t mark = document.find(opening);
    const std::size_t begin = mark + opening.size();
    const std::size_t end = mark == std::string::npos ? mark : document.find("<!-- end -->", begin);
    if (end == std::string::npos) {
        throw std::runtime_error("no part '" + name + "' between its marks");
    }
    return {begin, end - begin};
}

bool refreshing() {
    const char* const wish = std::getenv("ACTORHOOD_REFRESH");
    return wish != nullptr && std::string_view(wish) == "1";
}

std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream stream(file, std::ios::binary);
    stream << text << std::flush;
    REQUIRE(stream.good());
}

void replace_part(const std::string& name, const std::string& text, const fs::path& file) {
    std::string document = text_of(file);
    const Place place = generated_part(document, name);
    write_text(file, document.replace(place.begin, place.length, text));
}

} // namespace actorhood::tests
