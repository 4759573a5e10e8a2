#include "analysis/report/page.hpp"

#include <algorithm>

#include "analysis/report/style.hpp"

namespace actorhood::analysis::report {

std::string paragraph(const std::string& words, const std::string& attributes) {
    return element("p", plain(words), attributes);
}

std::string list_html(const std::vector<std::string>& words, const std::string& attributes) {
    std::string items;
    for (const std::string& one : words) {
        items += element("li", plain(one));
    }
    return words.empty() ? "" : element("ul", items, attributes);
}

std::string figure_html(const Words& say, const FigureText& figure) {
    std::string below;
    if (!figure.table.rows.empty()) {
        const std::size_t rows = figure.table.rows.size();
        const std::string cut =
            rows > most_table_rows ? paragraph(say("table_cut", {std::to_string(rows - most_table_rows)})) : "";
        below = folded(say("table_of"),
                       table_html(figure.table) + cut + csv_link(figure.csv_name, figure.csv, say("csv")));
    }
    return element("figure",
                   element("figcaption", plain(figure.head)) + figure.picture +
                       (figure.note.empty() ? "" : paragraph(figure.note, " class=\"note\"")) + below,
                   figure.is_on_white ? "" : " class=\"d\"");
}

std::string figures_html(const Words& say, std::vector<FigureText> figures) {
    if (figures.empty()) {
        return "";
    }
    const std::string common = figures.front().note;
    const bool is_common =
        std::all_of(figures.begin(), figures.end(), [&](const FigureText& figure) { return figure.note == common; });
    std::string all;
    for (FigureText& figure : figures) {
        figure.note = is_common ? "" : figure.note;
        all += figure_html(say, figure);
    }
    return (is_common && !common.empty() ? paragraph(common, " class=\"note\"") : "") +
           element("div", all, " class=\"figures\"");
}

std::string page_html(const Words& say, const Page& page) {
    std::string contents;
    std::string sections;
    for (const Section& section : page.sections) {
        if (!section.body.empty()) {
            contents += element("li", element("a", plain(section.head), " href=\"#" + section.id + "\""));
            sections +=
                element("section", element("h2", plain(section.head)) + section.body, " id=\"" + section.id + "\"");
        }
    }
    const std::string answer =
        element("div",
                element("h2", plain(say("answer"))) + paragraph(page.answer.first, " class=\"answer\"") +
                    (page.answer.second.empty() ? "" : paragraph(page.answer.second)) +
                    element("h2", plain(say("rests"))) + list_html(page.rests),
                " class=\"said\"");
    const std::string first = element("div", answer + page.picture, " class=\"first\"");
    const std::string navigation = element("nav", element("h2", plain(say("contents"))) + element("ul", contents),
                                           " aria-label=\"" + plain(say("contents")) + "\"");
    return "<!DOCTYPE html>\n<html lang=\"" + std::string(language_code(say.language())) +
           "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
           element("title", plain(page.answer.question)) + "<style>" + style + "</style>\n</head>\n<body>\n" +
           element("a", plain(say("skip")), " class=\"skip\" href=\"#main\"") +
           element("main",
                   element("header",
                           paragraph(say("report"), " class=\"kind\"") + element("h1", plain(page.answer.question))) +
                       first + navigation + sections,
                   " id=\"main\" tabindex=\"-1\"") +
           "</body>\n</html>\n";
}

} // namespace actorhood::analysis::report
