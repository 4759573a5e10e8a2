// The generated parts of the documents: text between <!-- generated: NAME --> and <!-- end -->.
#pragma once

#include <filesystem>
#include <string>

namespace actorhood::tests {

/// models/MODEL.md.
[[nodiscard]] std::filesystem::path model_document();

/// Place of the generated part `name` in a document.
struct Place {
    std::size_t begin;
    std::size_t length;
};
/// Throws std::runtime_error when the document has no such part.
[[nodiscard]] Place generated_part(const std::string& document, const std::string& name);

/// True if ACTORHOOD_REFRESH=1: documents are written instead of compared.
[[nodiscard]] bool refreshing();

[[nodiscard]] std::string text_of(const std::filesystem::path& file);
/// Writes a file anew; REQUIREs that it could be written.
void write_text(const std::filesystem::path& file, const std::string& text);
/// Replaces a generated part of a document.
void replace_part(const std::string& name, const std::string& text,
                  const std::filesystem::path& file = model_document());

} // namespace actorhood::tests
