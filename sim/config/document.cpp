#include "sim/config/document.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "sim/config/binder.hpp"
#include "sim/config/format.hpp"
#include "sim/config/number.hpp"
#include "sim/config/spelling.hpp"
#include "sim/config/table_entries.hpp"
#include "sim/config/text_file.hpp"
#include "sim/config/tree.hpp"

namespace actorhood::sim {

namespace {

constexpr std::size_t most_include_depth = 16;
constexpr std::size_t most_files = 64;
constexpr std::size_t most_bytes_together = 2 * most_text_bytes;

/// One file being read, and the file that includes it.
struct Link {
    std::filesystem::path path;
    std::string name; ///< in messages
};

std::filesystem::path identity(const std::filesystem::path& path) {
    std::error_code failure;
    std::filesystem::path whole = std::filesystem::weakly_canonical(path, failure);
    return failure ? path.lexically_normal() : whole;
}

// Points of a design have hundreds of settings each, nearly all of them a plain key and a decimal number: reading those as a
// whole text of TOML would take most of the time until a sweep begins.

/// A dotted key of bare names as tables around a value; nothing if the key is written otherwise.
std::optional<Node> plain_key(std::string_view key) {
    constexpr std::size_t longest = 200; // of what is longer the reader of TOML says what is wrong
    Node root;
    Node* inner = &root;
    for (std::size_t begin = 0; begin <= key.size() && key.size() <= longest;) {
        const std::string_view name = key.substr(begin, key.find('.', begin) - begin);
        if (!is_bare_key(name)) {
            return std::nullopt;
        }
        inner = &inner->children.emplace_back();
        inner->name = name;
        begin += name.size() + 1;
    }
    inner->kind = Node::Kind::integer; // the others are tables
    return key.size() <= longest ? std::optional(root) : std::nullopt;
}

/// A number of few digits without exponent; nothing for what is anything else.
std::optional<Node> plain_value(const std::string& written) {
    constexpr std::size_t always_fits = 18; // digits of a whole number
    const bool is_whole = written.find('.') == std::string::npos;
    if (written.find_first_not_of("0123456789.-") != std::string::npos || written_number(written) != written ||
        (is_whole && written.size() > always_fits)) {
        return std::nullopt;
    }
    Node node;
    node.kind = is_whole ? Node::Kind::integer : Node::Kind::real;
    node.text = written;
    return node;
}

/// A file named in another, and where.
struct Asked {
    Link link;
    Location where;
};

std::vector<std::string> entry_names(const ListDeclaration& list) {
    std::vector<std::string> names;
    list.each([&](Schema& entry) {
        const std::string* name = entry_name(entry);
        names.push_back(name == nullptr ? "" : *name);
    });
    return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Reads files and options into one schema and keeps account.
class Reader {
public:
    explicit Reader(const Schema& schema) : schema_(schema) {
        record_.takes_includes = true;
        for (const Parameter& parameter : schema.parameters()) {
            record_.origins[parameter.key] = "default";
        }
        for (const ListDeclaration& list : schema.lists()) {
            record_.origins[list.key] = "default";
        }
        record_.read_table = [](const std::string& name, const std::string& named_in, const ListDeclaration& list) {
            const bool option = named_in.starts_with("--");
            const auto folder = option ? std::filesystem::path() : std::filesystem::path(named_in).parent_path();
            return read_table_entries((folder / name).lexically_normal(), list);
        };
    }

    void file(const std::filesystem::path& path) { read({path, path.string()}, {path.string(), 0, 0}); }

    void text(std::string_view text, const std::string& name) {
        chain_.push_back({name, name});
        apply(text, chain_.back());
        chain_.pop_back();
    }

    void settings(const std::vector<std::string>& list) {
        for (const std::string& setting : list) {
            apply_setting(setting);
        }
    }

    Reading finish(const std::string& root_file) {
        const bool all_bound = record_.problems.empty();
        for (const LibraryDeclaration& library : schema_.libraries()) {
            if (can_complete(library)) {
                complete(library, root_file);
            }
        }
        // Checks see several values at once; with some of them missing they would report what is not wrong.
        if (all_bound) {
            check_all(root_file);
        } else if (!check_tables(root_file) && !lines_missing_) {
            run_checks_of_whole_entries(schema_, record_, root_file);
        }
        if (!record_.problems.empty()) {
            throw ConfigurationError(std::move(record_.problems));
        }
        files_.insert(files_.end(), record_.tables.begin(), record_.tables.end());
        return {std::move(files_), std::move(record_.origins), std::move(record_.replaced)};
    }

private:
    /// All checks; what is said of the same place already is not said again.
    void check_all(const std::string& root_file) {
        const std::vector<Problem> missing = std::exchange(record_.problems, {});
        run_checks(schema_, record_, root_file);
        std::erase_if(record_.problems, [&](const Problem& found) {
            return std::any_of(missing.begin(), missing.end(),
                               [&](const Problem& said) { return said.where.text() == found.where.text(); });
        });
        record_.problems.insert(record_.problems.begin(), missing.begin(), missing.end());
    }

    /// What a library lacks can be said when nothing is wrong with the names that are asked for and those that are given.
    [[nodiscard]] bool can_complete(const LibraryDeclaration& library) const {
        return !lines_missing_ &&
               std::none_of(record_.failed.begin(), record_.failed.end(), [&](const std::string& key) {
                   const std::string list = key.substr(0, key.find_first_of("#."));
                   return (list == key && !is_known(key)) || list == library.list || list == library.selections ||
                          list == library.files_key;
               });
    }

    /// True for a parameter, a list, or a table of parameters; else the name of a list may be misspelled.
    [[nodiscard]] bool is_known(const std::string& key) const {
        return schema_.find_list(key) != nullptr ||
               std::any_of(schema_.parameters().begin(), schema_.parameters().end(), [&](const Parameter& parameter) {
                   return parameter.key == key || parameter.key.starts_with(key + ".");
               });
    }

    /// The rows of a table stand for themselves: where nothing but cells is wrong, what checks find in others is said, too,
    /// so that a long table is not mended twice. False where more is wrong.
    bool check_tables(const std::string& root_file) {
        const auto elsewhere = [&](const Problem& found) { return !has(record_.tables, found.where.file); };
        if (std::any_of(record_.problems.begin(), record_.problems.end(), elsewhere)) {
            return false;
        }
        run_checks(schema_, record_, root_file);
        std::erase_if(record_.problems, elsewhere);
        return true;
    }

    void problem(const Location& where, const std::string& message) { record_.problems.push_back({where, message}); }

    [[nodiscard]] std::string chain_to(const std::string& name) const {
        std::string text;
        for (const Link& link : chain_) {
            text += link.name + " -> ";
        }
        return text + name;
    }

    void read(const Link& link, const Location& asked_at) {
        const bool cycle = std::any_of(chain_.begin(), chain_.end(),
                                       [&](const Link& open) { return identity(open.path) == identity(link.path); });
        if (cycle) {
            problem(asked_at, "files include each other: " + chain_to(link.name) + "; remove one include");
        } else if (chain_.size() >= most_include_depth) {
            problem(asked_at, "includes are nested deeper than " + std::to_string(most_include_depth) + ": " +
                                  chain_to(link.name));
        } else if (files_read_ >= most_files) {
            problem(asked_at, "more than " + std::to_string(most_files) + " files are included");
        } else {
            ++files_read_;
            TextFile content = read_text_file(link.path);
            if (!content.failure.empty()) {
                const std::string which =
                    chain_.empty() ? "cannot read this file" : "cannot read the included file '" + link.name + "'";
                problem(asked_at,
                        which + ": " + content.failure + (chain_.empty() ? "" : " (" + chain_to(link.name) + ")"));
                return;
            }
            bytes_read_ += content.text.size();
            if (bytes_read_ > most_bytes_together) {
                problem(asked_at, "the included files have more than " + std::to_string(most_bytes_together >> 20) +
                                      " MiB together");
                return;
            }
            chain_.push_back(link);
            apply(content.text, link);
            chain_.pop_back();
        }
    }

    void apply(std::string_view text, Link link) {
        ParsedText parsed = parse_lines(text, link.name);
        if (parsed.problem) {
            return;
        }
        if (parsed.root.children.empty() && !lines_missing_) {
            problem({link.name, 0, 0}, "the file is empty; a scenario sets at least one key");
            return;
        }
        include(parsed.root, link);
        files_.push_back(link.name);
        bind(parsed.root, link);
    }

    /// Parses a file. A line that is no TOML is reported and left out, where it holds a key with its whole value, so that
    /// one slip does not hide all others.
    ParsedText parse_lines(std::string_view text, const std::string& name) {
        constexpr int most_lines = 20;
        std::string left(text);
        ParsedText parsed = parse_toml(left, name);
        for (int line = 0; parsed.problem && line < most_lines; ++line) {
            record_.problems.push_back(*parsed.problem);
            if (!blank_line(left, parsed.problem->where.line)) {
                break;
            }
            lines_missing_ = true;
            parsed = parse_toml(left, name);
        }
        return parsed;
    }

    /// Blanks the line if it holds a key with its whole value, which no other line continues; not that of a name, which
    /// others may stand for.
    static bool blank_line(std::string& text, std::size_t line) {
        std::size_t begin = 0;
        for (std::size_t number = 1; number < line && begin != std::string::npos; ++number) {
            begin = text.find('\n', begin);
            begin = begin == std::string::npos ? begin : begin + 1;
        }
        if (line == 0 || begin == std::string::npos) {
            return false;
        }
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view content = std::string_view(text).substr(begin, end - begin);
        const std::size_t equals = content.find('=');
        const std::string_view key = content.substr(0, std::min(equals, content.size()));
        if (equals == std::string_view::npos || content.find_first_of("[]{}\"'\\") != std::string_view::npos ||
            key.find("name") != std::string_view::npos) {
            return false;
        }
        text.replace(begin, end - begin, end - begin, ' ');
        return true;
    }

    /// Binds a file or option, then adds the entries of the library files that it names.
    void bind(Node& root, const Link& link) {
        std::vector<std::pair<const LibraryDeclaration*, Asked>> asked;
        for (const LibraryDeclaration& library : schema_.libraries()) {
            for (Asked& file : take_file_names(root, library.files_key, link)) {
                asked.emplace_back(&library, std::move(file));
            }
        }
        if (!binder_) {
            binder_ = std::make_unique<Binder>(schema_, record_, link.name);
        }
        binder_->bind(root, link.name);
        for (const auto& [library, file] : asked) {
            add_library_file(*library, file);
        }
    }

    void add_library_file(const LibraryDeclaration& library, const Asked& asked) {
        const std::optional<Node> entries = library_entries(library, asked);
        if (!entries) {
            return;
        }
        std::vector<const Node*> all;
        for (const Node& entry : entries->children) {
            all.push_back(&entry);
        }
        Binder(schema_, record_, asked.link.name).append(*schema_.find_list(library.list), all);
        files_.push_back(asked.link.name);
    }

    /// The array of entries in a library file; nothing if it has none or cannot be read.
    std::optional<Node> library_entries(const LibraryDeclaration& library, const Asked& asked) {
        const TextFile content = read_text_file(asked.link.path);
        if (!content.failure.empty()) {
            problem(asked.where, "cannot read '" + asked.link.name + "': " + content.failure);
            return std::nullopt;
        }
        ParsedText parsed = parse_toml(content.text, asked.link.name);
        if (parsed.problem) {
            record_.problems.push_back(*parsed.problem);
            return std::nullopt;
        }
        std::optional<Node> entries;
        for (Node& member : parsed.root.children) {
            if (member.name == library.list && member.kind == Node::Kind::array) {
                entries = std::move(member);
            } else {
                problem({asked.link.name, member.value.line, member.value.column},
                        "'" + shortened(member.name) + "' does not belong here: such a file holds [[" + library.list +
                            "]] tables only");
            }
        }
        return entries;
    }

    /// Takes over from the files of the program what is asked for by name and not defined yet.
    void complete(const LibraryDeclaration& library, const std::string& root_file) {
        const ListDeclaration& list = *schema_.find_list(library.list);
        std::vector<std::string> known = entry_names(list);
        const std::vector<std::string> wanted = entry_names(*schema_.find_list(library.selections));
        const auto defined = [&](const std::string& name) { return has(known, name); };
        if (std::all_of(wanted.begin(), wanted.end(), defined)) {
            return;
        }
        std::vector<std::string> offered;
        for (const std::string& path : library.files ? library.files() : std::vector<std::string>{}) {
            const std::optional<Node> entries = library_entries(library, {{path, path}, {root_file, 0, 0}});
            std::vector<const Node*> taken;
            if (!entries) {
                continue;
            }
            for (const Node& entry : entries->children) {
                const Node* name = entry.child("name");
                const std::string text = name == nullptr ? "" : name->text;
                offered.push_back(text);
                if (has(wanted, text) && !defined(text)) {
                    taken.push_back(&entry);
                    known.push_back(text);
                }
            }
            if (!taken.empty()) {
                Binder(schema_, record_, path).append(list, taken);
                files_.push_back(path);
            }
        }
        offered.insert(offered.end(), known.begin(), known.end());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (!defined(wanted[i])) {
                report_missing(library, wanted[i], i, offered, root_file);
            }
        }
    }

    void report_missing(const LibraryDeclaration& library, const std::string& name, std::size_t index,
                        const std::vector<std::string>& offered, const std::string& root_file) {
        const auto meant = closest_word(name, offered);
        problem(
            place_of(record_, library.selections + "#" + std::to_string(index) + ".name", root_file),
            "'" + library.selections + "': there is no " + library.list + " named '" + shortened(name) + "'" +
                (meant ? ", did you mean '" + *meant + "'?"
                       : "; define it with [[" + library.list + "]], or name its file with " + library.files_key));
    }

    /// Takes a key with an array of file names out of its table.
    std::vector<Asked> take_file_names(Node& root, const std::string& key, const Link& link) {
        const Node* found = root.child(key);
        if (found == nullptr) {
            return {};
        }
        const Node asked = *found;
        std::erase_if(root.children, [&](const Node& node) { return node.name == key; });
        const auto usable = [](const Node& node) { return node.kind == Node::Kind::text && !node.text.empty(); };
        if (asked.kind != Node::Kind::array || !std::all_of(asked.children.begin(), asked.children.end(), usable)) {
            problem({link.name, asked.value.line, asked.value.column},
                    "'" + key + "' must be an array of file names in quotes, such as [\"baseline.toml\"]");
            return {};
        }
        std::vector<Asked> files;
        for (const Node& name : asked.children) {
            const auto path = (link.path.parent_path() / name.text).lexically_normal();
            const bool option = link.name.starts_with("--");
            files.push_back(
                {{path, path.string()}, {link.name, option ? 0 : name.value.line, option ? 0 : name.value.column}});
        }
        return files;
    }

    /// Reads what the file includes and takes the key out of its table.
    void include(Node& root, const Link& link) {
        for (const Asked& file : take_file_names(root, "include", link)) {
            if (record_.full()) {
                return;
            }
            read(file.link, file.where);
        }
    }

    /// A dotted key with the quotes that its names need; "" if it is none.
    static std::string with_quoted_names(const std::string& key) {
        std::vector<std::string> names;
        for (std::size_t at = 0; at <= key.size();) {
            const std::size_t end = std::min(key.find('.', at), key.size());
            const std::string name = key.substr(at, end - at);
            if (name.empty()) {
                return "";
            }
            names.push_back(name.starts_with('"') ? name : toml_key(name));
            at = end + 1;
        }
        const std::string quoted = joined(names, ".");
        return names.size() < 2 || parse_toml(quoted + "=0", "").problem ? "" : quoted;
    }

    void apply_setting(const std::string& setting) {
        const std::string option = "--set " + shortened(setting, 100);
        const std::size_t equals = setting.find('=');
        const bool one_line = setting.find_first_of("\r\n") == std::string::npos;
        ParsedText tree;
        if (equals != std::string::npos && one_line) {
            const std::string key = setting.substr(0, equals);
            std::optional<Node> plain = plain_key(key);
            tree = plain ? ParsedText{std::move(*plain), std::nullopt} : parse_toml(key + "=0", option);
        }
        if (tree.problem || tree.root.children.size() != 1) {
            const std::string meant = equals == std::string::npos ? "" : with_quoted_names(setting.substr(0, equals));
            problem({option, 0, 0},
                    meant.empty()
                        ? "must be key=value with a dotted key, such as funding.level=0.5"
                        : "a name with other letters than a-z, A-Z, 0-9, _ and - stands in quotes, and the whole in "
                          "single ones for the shell: --set '" +
                              printable(meant + setting.substr(equals)) + "'");
            return;
        }
        const std::optional<Node> value = setting_value(setting.substr(equals + 1), option);
        if (!value) {
            return;
        }
        Node* target = &tree.root.children.front();
        while (target->kind == Node::Kind::table) {
            target = &target->children.front();
        }
        const std::string name = target->name;
        *target = *value;
        target->name = name;
        bind(tree.root, {"", option});
    }

    /// The right side as TOML; a word that is not TOML is text.
    std::optional<Node> setting_value(const std::string& written, const std::string& option) {
        const std::size_t first = written.find_first_not_of(" \t");
        if (first == std::string::npos) {
            problem({option, 0, 0}, "there is no value after '='");
            return std::nullopt;
        }
        if (std::optional<Node> plain = plain_value(written)) {
            return plain;
        }
        const ParsedText parsed = parse_toml("value=" + written, option);
        if (!parsed.problem && parsed.root.children.size() == 1) {
            return parsed.root.children.front();
        }
        if (std::string_view("[{\"'").find(written[first]) != std::string_view::npos || check_characters(written)) {
            problem({option, 0, 0}, parsed.problem ? parsed.problem->message : "this is not a value");
            return std::nullopt;
        }
        Node word;
        word.kind = Node::Kind::text;
        word.text = written.substr(first, written.find_last_not_of(" \t") + 1 - first);
        // Digits alone may be a name.
        if (const std::string meant = instead_of_number(word.text);
            !meant.empty() && word.text.find_first_of(".eE") != std::string::npos) {
            problem({option, 0, 0}, meant);
            return std::nullopt;
        }
        return word;
    }

    const Schema& schema_;
    BindingRecord record_;
    std::unique_ptr<Binder> binder_; ///< kept: a screening design changes hundreds of parameters at each point
    std::vector<Link> chain_;
    std::vector<std::string> files_;
    std::size_t files_read_ = 0;
    std::size_t bytes_read_ = 0;
    bool lines_missing_ = false; ///< some that are no TOML were left out
};

} // namespace

Reading read_file(const std::filesystem::path& path, const ReadOptions& options, const Schema& schema) {
    Reader reader(schema);
    reader.file(path);
    reader.settings(options.set);
    return reader.finish(path.string());
}

Reading read_text(std::string_view text, const std::string& name, const ReadOptions& options, const Schema& schema) {
    Reader reader(schema);
    reader.text(text, name);
    reader.settings(options.set);
    return reader.finish(name);
}

Reading apply_settings(const ReadOptions& options, const Schema& schema) {
    Reader reader(schema);
    reader.settings(options.set);
    return reader.finish("--set");
}

} // namespace actorhood::sim
