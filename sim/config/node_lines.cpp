#include "sim/config/node_lines.hpp"

#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace actorhood::sim {

namespace {

/// By kind.
constexpr std::string_view letters = "tasbirdc";

constexpr std::array<std::pair<char, char>, 4> escapes{{{'\t', 't'}, {'\n', 'n'}, {'\r', 'r'}, {'\\', '\\'}}};

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        char letter = 0;
        for (const auto& [plain, written] : escapes) {
            letter = c == plain ? written : letter;
        }
        result += letter == 0 ? std::string(1, c) : std::string{'\\', letter};
    }
    return result;
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            result += text[i];
            continue;
        }
        ++i;
        char meant = 0;
        for (const auto& [plain, written] : escapes) {
            meant = i < text.size() && text[i] == written ? plain : meant;
        }
        if (meant == 0) {
            return std::nullopt;
        }
        result += meant;
    }
    return result;
}

void add_lines(const Node& node, std::size_t depth, std::string& lines) {
    lines += std::to_string(depth) + "\t" + letters[static_cast<std::size_t>(node.kind)] + "\t" + escaped(node.name) +
             "\t" + escaped(node.text) + "\n";
    for (const Node& child : node.children) {
        add_lines(child, depth + 1, lines);
    }
}

/// A line as its depth and a node without children.
std::optional<std::pair<std::size_t, Node>> line_node(std::string_view line) {
    std::array<std::string_view, 4> fields;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos) {
            return std::nullopt;
        }
        fields[i] = line.substr(0, tab);
        line.remove_prefix(tab + 1);
    }
    fields[3] = line;
    std::size_t depth = 0;
    const char* const last = fields[0].data() + fields[0].size();
    const auto read = std::from_chars(fields[0].data(), last, depth);
    const std::size_t kind = fields[1].size() == 1 ? letters.find(fields[1][0]) : std::string_view::npos;
    std::optional<std::string> name = unescaped(fields[2]);
    std::optional<std::string> text = unescaped(fields[3]);
    if (read.ec != std::errc{} || read.ptr != last || kind == std::string_view::npos || !name || !text) {
        return std::nullopt;
    }
    Node node;
    node.kind = static_cast<Node::Kind>(kind);
    node.name = std::move(*name);
    node.text = std::move(*text);
    return std::pair{depth, std::move(node)};
}

} // namespace

std::string node_lines(const Node& root) {
    std::string lines;
    add_lines(root, 0, lines);
    return lines;
}

std::optional<Node> node_from_lines(std::string_view lines) {
    Node root;
    std::vector<Node*> chain; ///< from the root to the node read last; parents do not grow before their child is left
    for (std::size_t number = 1; !lines.empty(); ++number) {
        const std::size_t end = lines.find('\n');
        auto found = end == std::string_view::npos ? std::nullopt : line_node(lines.substr(0, end));
        if (!found || found->first > chain.size() || (found->first == 0) != chain.empty()) {
            return std::nullopt;
        }
        auto& [depth, node] = *found;
        node.key = node.value = {number, 1};
        chain.resize(depth);
        if (depth == 0) {
            root = std::move(node);
            chain.push_back(&root);
        } else {
            chain.push_back(&chain.back()->children.emplace_back(std::move(node)));
        }
        lines.remove_prefix(end + 1);
    }
    return chain.empty() ? std::nullopt : std::optional(std::move(root));
}

} // namespace actorhood::sim
