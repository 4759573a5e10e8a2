#include "sim/run/points_table.hpp"

#include <string>
#include <utility>

#include "sim/config/csv.hpp"

namespace actorhood::sim {

namespace {

Node table_node(std::string name, Position position) {
    Node node;
    node.name = std::move(name);
    node.key = position;
    node.value = position;
    return node;
}

Node text_node(std::string name, std::string text) {
    Node node = table_node(std::move(name), {1, 1});
    node.kind = Node::Kind::text;
    node.text = std::move(text);
    return node;
}

/// A row as [[experiment.point]].
Node point_node(const CsvTable& table, const CsvRow& row) {
    Node point = table_node("", {row.line, 1});
    for (std::size_t k = 0; k < row.cells.size(); ++k) {
        if (row.cells[k].text.empty() && !row.cells[k].quoted) {
            continue;
        }
        Node value = csv_value(table, row, k);
        value.key = {table.header.line, table.header.cells[k].column};
        if (value.name == "name" && value.kind != Node::Kind::text) {
            value.kind = Node::Kind::text; // "1" is a name too
            value.text = row.cells[k].text;
        }
        point.children.push_back(std::move(value));
    }
    return point;
}

/// The table as the tree of an experiment file.
Node experiment_tree(const CsvTable& table) {
    Node points = table_node("point", {1, 1});
    points.kind = Node::Kind::array;
    for (const CsvRow& row : table.rows) {
        points.children.push_back(point_node(table, row));
    }
    Node experiment = table_node("experiment", {1, 1});
    experiment.children = {text_node("design", "list"), std::move(points)};
    Node root = table_node("", {1, 1});
    root.children = {std::move(experiment)};
    return root;
}

} // namespace

bool is_points_table(const std::filesystem::path& path) {
    return path.extension() == ".csv" || path.extension() == ".CSV";
}

std::unique_ptr<ExperimentDocument> open_points(const std::filesystem::path& path) {
    if (!is_points_table(path)) {
        return std::make_unique<ExperimentDocument>(path, std::vector<std::string>{});
    }
    const CsvTable table = read_csv(path);
    if (table.rows.empty()) {
        refuse_file(path.string(), "the table has no rows; each row is a point");
    }
    return std::make_unique<ExperimentDocument>(experiment_tree(table), path.string());
}

} // namespace actorhood::sim
