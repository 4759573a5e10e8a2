// A report as one page of HTML: no script, nothing from a network.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/report/answer.hpp"
#include "analysis/report/html.hpp"
#include "analysis/report/language.hpp"

namespace actorhood::analysis::report {

/// A picture with what stands around it. Pieces that are HTML say so.
struct FigureText {
    std::string head;
    std::string picture; ///< SVG
    std::string note;
    TableText table;
    std::string csv;
    std::string csv_name;     ///< of the file
    bool is_on_white = false; ///< keeps its ground in the dark: colours that mean numbers
};
[[nodiscard]] std::string figure_html(const Words& say, const FigureText& figure);
/// Figures beside each other where there is room; a note that all have stands once, above them.
[[nodiscard]] std::string figures_html(const Words& say, std::vector<FigureText> figures);

struct Section {
    std::string id;
    std::string head;
    std::string body; ///< HTML; an empty section is left out
};

struct Page {
    Answer answer;
    std::string picture;            ///< HTML of the one on the first screen
    std::vector<std::string> rests; ///< what it rests on
    std::vector<Section> sections;
};
[[nodiscard]] std::string page_html(const Words& say, const Page& page);

[[nodiscard]] std::string paragraph(const std::string& words, const std::string& attributes = "");
/// Words in a list, escaped.
[[nodiscard]] std::string list_html(const std::vector<std::string>& words, const std::string& attributes = "");

} // namespace actorhood::analysis::report
