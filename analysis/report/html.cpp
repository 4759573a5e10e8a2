#include "analysis/report/html.hpp"

#include <algorithm>

#include "analysis/drawing/svg.hpp"

namespace actorhood::analysis::report {

namespace {

/// Bytes as a data URL takes them.
std::string in_url(const std::string& text) {
    constexpr std::string_view kept = "-_.~,:;/()*!";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string url;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                              (byte >= '0' && byte <= '9') || kept.find(letter) != std::string_view::npos;
        if (is_plain) {
            url += letter;
        } else {
            url += {'%', digits[byte / 16U], digits[byte % 16U]};
        }
    }
    return url;
}

} // namespace

std::string plain(std::string_view words) { return drawing::escaped(words); }

std::string name_of(std::string_view words) { return "<bdi>" + plain(words) + "</bdi>"; }

std::string element(std::string_view tag, std::string_view inner, std::string_view attributes) {
    const std::string name(tag);
    return "<" + name + std::string(attributes) + ">" + std::string(inner) + "</" + name + ">\n";
}

std::string table_html(const TableText& table) {
    std::string head;
    for (const std::string& words : table.heads) {
        head += element("th", plain(words), " scope=\"col\"");
    }
    std::string body;
    for (std::size_t r = 0; r < std::min(table.rows.size(), most_table_rows); ++r) {
        std::string cells;
        for (std::size_t k = 0; k < table.rows[r].size(); ++k) {
            const Cell& cell = table.rows[r][k];
            const std::string language = cell.is_english ? " lang=\"en\"" : "";
            cells += k == 0 ? element("th", name_of(cell.words), " scope=\"row\"" + language)
                            : element("td", cell.is_number ? plain(cell.words) : name_of(cell.words),
                                      (cell.is_number ? " class=\"n\"" : "") + language);
        }
        body += element("tr", cells);
    }
    return element("div",
                   element("table", element("caption", plain(table.caption)) + element("thead", element("tr", head)) +
                                        element("tbody", body)),
                   " class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + plain(table.caption) + "\"");
}

std::string csv_link(const std::string& name, const std::string& csv, const std::string& words) {
    return "<a class=\"csv\" download=\"" + plain(name) + "\" href=\"data:text/csv;charset=utf-8," + in_url(csv) +
           "\">" + plain(words) + "</a>\n";
}

std::string folded(const std::string& summary, const std::string& inner) {
    return element("details", element("summary", plain(summary)) + inner);
}

} // namespace actorhood::analysis::report
