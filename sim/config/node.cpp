#include "sim/config/node.hpp"

#include <algorithm>

#include "sim/config/format.hpp"

namespace actorhood::sim {

const Node* Node::child(std::string_view key_name) const {
    const auto found =
        std::find_if(children.begin(), children.end(), [&](const Node& node) { return node.name == key_name; });
    return found == children.end() ? nullptr : &*found;
}

std::string Node::toml() const {
    if (kind == Kind::text) {
        return toml_text(text);
    }
    if (kind != Kind::table && kind != Kind::array) {
        return text;
    }
    std::string inside;
    for (const Node& member : children) {
        inside +=
            (inside.empty() ? "" : ", ") + (kind == Kind::table ? toml_key(member.name) + " = " : "") + member.toml();
    }
    return kind == Kind::table ? "{" + inside + "}" : "[" + inside + "]";
}

} // namespace actorhood::sim
