#include "sim/config/binder.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/config/assign.hpp"
#include "sim/config/format.hpp"
#include "sim/config/other_place.hpp"
#include "sim/config/spelling.hpp"

namespace actorhood::sim {

namespace {

constexpr std::size_t most_names_listed = 40;

std::string listing(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most_names_listed); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.size() > most_names_listed ? text + ", ..." : text;
}

std::string last_part(const std::string& key) { return key.substr(key.rfind('.') + 1); }

std::string entry_place(const std::string& list_place, std::size_t index) {
    return list_place + "#" + std::to_string(index) + ".";
}

} // namespace

const std::string* entry_name(const Schema& entry) {
    const Parameter* name = entry.find("name");
    return name != nullptr && name->kind == Parameter::Kind::text ? std::get<std::string*>(name->target) : nullptr;
}

std::string study_of_table(const std::string& table, const std::string& file) {
    const std::string command = table == "calibration" ? "calibrate" : table == "optimisation" ? "optimise" : "";
    return command.empty() ? ""
                           : "the file of " + std::string(table == "calibration" ? "a " : "an ") + table +
                                 ": carry it out with 'actorhood " + command + " " + printable(file) + "'";
}

void BindingRecord::add(const Location& where, const std::string& message) {
    const auto same = [&](const Problem& known) {
        return known.where.line == where.line && known.where.column == where.column &&
               known.where.file == where.file && known.message == message;
    };
    if (!full() && std::ranges::none_of(problems, same)) {
        problems.push_back({where, message});
    }
}

Location place_of(const BindingRecord& record, const std::string& key, const std::string& root_file) {
    if (const auto exact = record.places.find(key); exact != record.places.end()) {
        return exact->second;
    }
    // A check may name a table: then the first of its keys that was given.
    const auto inside = record.places.lower_bound(key + ".");
    if (inside != record.places.end() && inside->first.starts_with(key + ".")) {
        return inside->second;
    }
    const std::size_t entry = key.rfind('#');
    if (entry != std::string::npos) {
        const auto whole = record.places.find(key.substr(0, key.find('.', entry)));
        return whole != record.places.end() ? whole->second : place_of(record, key.substr(0, entry), root_file);
    }
    return {root_file, 0, 0};
}

namespace {

/// A key as people write it: "list#2.key" is "list.key".
std::string without_positions(const std::string& key) {
    std::string plain;
    bool position = false;
    for (const char c : key) {
        position = c == '#' || (position && c != '.');
        plain += position ? "" : std::string(1, c);
    }
    return plain;
}

void run_rules(const std::vector<std::function<std::vector<Schema::Problem>()>>& rules, BindingRecord& record,
               const std::string& root_file, const std::string& place) {
    for (const auto& rule : rules) {
        for (const Schema::Problem& found : rule()) {
            const std::string key = without_positions(found.key);
            const bool named = found.message.find(key) != std::string::npos;
            const std::string message = with_places(found.message, [&](const std::string& other) {
                const Location where = place_of(record, place + other, root_file);
                return where.line == 0 ? "" : where.text();
            });
            record.problems.push_back(
                {place_of(record, place + found.key, root_file), (named ? "" : "'" + key + "': ") + message});
        }
    }
}

void run_checks_of(const Schema& schema, BindingRecord& record, const std::string& root_file,
                   const std::string& place) {
    run_rules(schema.checks(), record, root_file, place);
    for (const ListDeclaration& list : schema.lists()) {
        std::size_t index = 0;
        list.each(
            [&](Schema& entry) { run_checks_of(entry, record, root_file, entry_place(place + list.key, index++)); });
    }
}

} // namespace

Binder::Binder(const Schema& schema, BindingRecord& record, std::string file)
    : Binder(schema, record, std::move(file), "", "") {}

Binder::Binder(const Schema& schema, BindingRecord& record, std::string file, std::string prefix, std::string place)
    : record_(record), file_(std::move(file)), prefix_(std::move(prefix)), place_(std::move(place)) {
    for (const SectionText& section : schema.sections()) {
        if (!section.key.empty()) {
            add_to_index(section.key);
            tables_[section.key];
        }
    }
    for (const Parameter& declared : schema.parameters()) {
        parameters_.emplace(declared.key, &declared);
        add_to_index(declared.key);
    }
    for (const ListDeclaration& declared : schema.lists()) {
        lists_.emplace(declared.key, &declared);
        add_to_index(declared.key);
        if (!declared.file_key.empty()) {
            files_.emplace(declared.file_key, &declared);
        }
    }
    for (const LibraryDeclaration& declared : schema.libraries()) {
        add_to_index(declared.files_key); // read before the rest of its file; here it only helps spelling
    }
}

void Binder::add_to_index(const std::string& key) {
    for (std::size_t start = 0; start != std::string::npos;) {
        const std::size_t dot = key.find('.', start);
        std::vector<std::string>& names = tables_[start == 0 ? "" : key.substr(0, start - 1)];
        const std::string name = key.substr(start, dot == std::string::npos ? dot : dot - start);
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
        start = dot == std::string::npos ? dot : dot + 1;
    }
}

Location Binder::locate(Position where) const {
    return file_.starts_with("--") ? Location{file_, 0, 0} : Location{file_, where.line, where.column};
}

void Binder::problem(Position where, const std::string& message) { record_.add(locate(where), message); }

void Binder::remember(const std::string& key, const Node& value) {
    record_.places[place_ + key] = locate(value.value);
    for (std::size_t i = 0; value.kind == Node::Kind::array && i < value.children.size(); ++i) {
        if (value.children[i].kind == Node::Kind::text) {
            record_.places[place_ + key + "#" + std::to_string(i)] = locate(value.children[i].value);
        }
    }
    if (prefix_.empty()) {
        record_.origins[key] = file_.starts_with("--") ? "--set" : file_ + ":" + std::to_string(value.value.line);
    }
}

void Binder::bind(const Node& root) { members(root, ""); }

void Binder::members(const Node& table, const std::string& path) {
    for (const Node& member : table.children) {
        if (record_.full()) {
            return;
        }
        const std::string key = path.empty() ? member.name : path + "." + member.name;
        const std::size_t problems_before = record_.problems.size();
        // "a.b" in quotes is one name with a dot, which no parameter has; nor has any an empty name.
        const bool possible = !member.name.empty() && member.name.find('.') == std::string::npos;
        if (const auto found = parameters_.find(key); possible && found != parameters_.end()) {
            parameter(*found->second, member);
            if (const auto filled = files_.find(key); filled != files_.end()) {
                list_from_file(*filled->second, table);
            }
        } else if (const auto listed = lists_.find(key); possible && listed != lists_.end()) {
            list(*listed->second, member);
        } else if (const auto inner = tables_.find(key); possible && inner != tables_.end()) {
            if (member.kind == Node::Kind::table) {
                members(member, key);
            } else {
                problem(member.value, "'" + prefix_ + key + "' is a table with the keys " + listing(inner->second) +
                                          "; write " + key + "." +
                                          (inner->second.empty() ? "key" : inner->second.front()) + " = ...");
            }
        } else {
            unknown(member, path);
        }
        if (record_.problems.size() != problems_before) {
            record_.failed.push_back(place_ + key);
        }
    }
}

void Binder::parameter(const Parameter& declared, const Node& value) {
    const ReportFault report = [&](const Node& where, const std::string& text) { problem(where.value, text); };
    if (assign(declared, prefix_ + declared.key, value, report)) {
        remember(declared.key, value);
    }
}

void Binder::list(const ListDeclaration& declared, const Node& value) {
    if (value.kind == Node::Kind::array) {
        list_entries(declared, value);
    } else if (value.kind == Node::Kind::table) {
        change_entries(declared, value);
    } else {
        bool text = value.kind == Node::Kind::text;
        declared.describe([&](const Schema& entry) { text = text && entry_name(entry) != nullptr; });
        const std::string key = prefix_ + declared.key;
        const std::string entries = "[" + toml_text(value.text) + "]";
        problem(value.value, "'" + key + "' is a list; write " +
                                 (!text                        ? "its entries as [[" + key + "]] tables"
                                  : file_.starts_with("--set") ? "--set '" + key + "=" + entries + "'"
                                                               : key + " = " + entries));
    }
}

void Binder::list_entries(const ListDeclaration& declared, const Node& array) {
    if (array.children.size() > declared.maximum) {
        problem(array.value, "'" + prefix_ + declared.key + "' has " + std::to_string(array.children.size()) +
                                 " entries; at most " + std::to_string(declared.maximum) + " are accepted");
        return;
    }
    note_replaced(declared, array);
    declared.clear();
    const std::string old = place_ + declared.key + "#";
    std::erase_if(record_.places, [&](const auto& place) { return place.first.starts_with(old); });
    remember(declared.key, array);
    std::size_t index = 0;
    for (const Node& member : array.children) {
        if (record_.full()) {
            return;
        }
        Schema entry;
        declared.append(entry);
        list_entry(entry, member, declared.key, index++);
    }
}

/// Lists are replaced as a whole; who means to add entries is told so.
void Binder::note_replaced(const ListDeclaration& declared, const Node& array) {
    const auto before = record_.places.find(place_ + declared.key);
    std::size_t entries = 0;
    declared.each([&](Schema&) { ++entries; });
    if (entries > 0 && prefix_.empty() && before != record_.places.end() && before->second.file != file_) {
        record_.replaced.push_back(locate(array.value).text() + ": [[" + declared.key + "]] takes the place of the " +
                                   std::to_string(entries) + (entries == 1 ? " entry" : " entries") + " of " +
                                   before->second.file + ", which are left out");
    }
}

void Binder::append(const ListDeclaration& declared, const std::vector<const Node*>& entries) {
    std::size_t index = 0;
    declared.each([&](Schema&) { ++index; });
    for (const Node* value : entries) {
        if (record_.full()) {
            return;
        }
        if (index >= declared.maximum) {
            problem(value->value, "'" + prefix_ + declared.key + "' has more than " +
                                      std::to_string(declared.maximum) + " entries");
            return;
        }
        Schema entry;
        declared.append(entry);
        list_entry(entry, *value, declared.key, index++);
    }
}

/// Takes the entries from the table that was just named. The name is forgotten: a scenario that is written again holds
/// the entries.
void Binder::list_from_file(const ListDeclaration& declared, const Node& table) {
    const std::string name = std::exchange(*std::get<std::string*>(parameters_.at(declared.file_key)->target), "");
    const Position where = table.child(declared.file_key)->value;
    const std::string what = "'" + prefix_ + declared.file_key + "': ";
    if (name.empty()) {
        return;
    }
    if (table.child(declared.key) != nullptr) {
        problem(where, what + "the entries of '" + prefix_ + declared.key + "' stand here and in " +
                           shortened(name, 200) + "; keep one of them");
        return;
    }
    if (!record_.read_table) {
        problem(where, what + "no files are read here");
        return;
    }
    TableEntries read = record_.read_table(name, file_, declared);
    if (!read.failure.empty()) {
        problem(where, what + "cannot read " + shortened(read.file, 200) + ": " + read.failure);
        return;
    }
    for (Problem& found : read.problems) {
        if (!record_.full()) {
            record_.problems.push_back(std::move(found));
        }
    }
    record_.tables.push_back(read.file);
    const std::string scenario = std::exchange(file_, read.file);
    list_entries(declared, read.entries);
    file_ = scenario;
}

void Binder::list_entry(const Schema& entry, const Node& value, const std::string& key, std::size_t index) {
    Binder inner(entry, record_, file_, prefix_ + key + ".", entry_place(place_ + key, index));
    if (EntryPlaces* places = entry.kept_places()) {
        places->entry = locate(value.value);
        for (const Node& member : value.children) {
            places->keys[member.name] = locate(member.value);
        }
    }
    if (value.kind == Node::Kind::table) {
        record_.places[place_ + key + "#" + std::to_string(index)] = locate(value.value);
        inner.members(value, "");
        return;
    }
    // A text alone is an entry that only has a name.
    const Parameter* name = entry.find("name");
    if (value.kind == Node::Kind::text && name != nullptr) {
        inner.parameter(*name, value);
        return;
    }
    record_.failed.push_back(entry_place(place_ + key, index));
    problem(value.value, "an entry of '" + prefix_ + key + "' must be a table" +
                             (name != nullptr ? " or a name in quotes" : "") + ", but is " + value.toml());
}

void Binder::change_entries(const ListDeclaration& declared, const Node& table) {
    for (const Node& member : table.children) {
        std::vector<std::string> names;
        bool found = false;
        std::size_t index = 0;
        declared.each([&](Schema& entry) {
            const std::string* name = entry_name(entry);
            if (name != nullptr) {
                names.push_back(*name);
            }
            if (name != nullptr && *name == member.name && member.kind == Node::Kind::table) {
                found = true;
                list_entry(entry, member, declared.key, index);
            }
            ++index;
        });
        if (found) {
            remember(declared.key, member);
            continue;
        }
        const std::string key = prefix_ + declared.key;
        const auto meant = closest_word(member.name, names);
        if (std::find(names.begin(), names.end(), member.name) != names.end()) {
            problem(member.value, "'" + key + "." + shortened(member.name) + "' is a table; name one of its keys");
        } else if (meant) {
            problem(member.key, "the list '" + key + "' has no entry named '" + shortened(member.name) +
                                    "', did you mean '" + *meant + "'?");
        } else {
            problem(member.key,
                    "the list '" + key + "' has no entry named '" + shortened(member.name) + "'; " +
                        (names.empty() ? "add entries with [[" + key + "]]" : "there are " + listing(names)));
        }
    }
}

namespace {

/// What to say of a key at the top that belongs to another kind of file; "" if it is none. `start`: what every message says.
std::string of_another_kind(const Node& member, const std::string& start, const std::string& file) {
    if (member.name == "experiment") {
        return "this is an experiment, not a scenario: carry it out with 'actorhood sweep'";
    }
    if (const std::string study = study_of_table(member.name, file); !study.empty()) {
        return "this is " + study;
    }
    if (member.name == "base") {
        return start + ": a scenario builds on others by include = [" +
               (member.kind == Node::Kind::text ? toml_text(member.text) : "\"FILE.toml\"") +
               "]; a base is that of an [experiment]";
    }
    if (member.name == "include") {
        return start + ": this file includes none; an [experiment] names its scenario by base = \"FILE.toml\"";
    }
    return "";
}

} // namespace

/// True for a key of the top that stands in a table. The reader of scenarios takes `include` out of the top; an experiment
/// includes nothing.
bool Binder::belongs_to_top(const std::string& name, const std::string& path) const {
    if (path.empty() && prefix_.empty()) {
        return false;
    }
    const auto top = tables_.find("");
    const bool is_include =
        name == "include" && !tables_.contains("experiment") && !prefix_.starts_with("experiment.");
    return is_include || (prefix_.empty() && top != tables_.end() &&
                          std::find(top->second.begin(), top->second.end(), name) != top->second.end());
}

void Binder::unknown(const Node& member, const std::string& path) {
    const auto full = [&](const std::string& name) { return prefix_ + (path.empty() ? name : path + "." + name); };
    const std::string start = "unknown key '" + shortened(full(member.name)) + "'";
    std::vector<std::string> names = tables_[path];
    if (path.empty() && prefix_.empty() && record_.takes_includes && !file_.starts_with("--")) {
        names.emplace_back("include");
    }
    if (const auto meant = closest_word(member.name, names)) {
        problem(member.key, start + ", did you mean '" + full(*meant) + "'?");
        return;
    }
    if (path.empty() && prefix_.empty()) {
        if (const std::string message = of_another_kind(member, start, file_); !message.empty()) {
            problem(member.key, message);
            return;
        }
    }
    if (belongs_to_top(member.name, path)) {
        problem(member.key, start + ": move '" + member.name + "' above the first [table] of the file");
        return;
    }
    // The right name in the wrong table, or a slip in the whole of the key.
    std::vector<std::string> keys;
    std::optional<std::string> elsewhere;
    for (const auto& [key, declared] : parameters_) {
        keys.push_back(key);
        if (!elsewhere && last_part(key) == member.name) {
            elsewhere = key;
        }
    }
    if (!elsewhere) {
        elsewhere = closest_word(path.empty() ? member.name : path + "." + member.name, keys);
    }
    if (elsewhere) {
        problem(member.key, start + ", did you mean '" + prefix_ + *elsewhere + "'?");
        return;
    }
    const std::string table =
        path.empty() ? prefix_.substr(0, prefix_.empty() ? 0 : prefix_.size() - 1) : prefix_ + path;
    problem(member.key, start + "; " + (table.empty() ? "the keys here" : "the keys of '" + table + "'") + " are " +
                            listing(names));
}

namespace {

void run_checks_of_whole_entries_in(const Schema& schema, BindingRecord& record, const std::string& root_file,
                                    const std::string& place) {
    for (const ListDeclaration& list : schema.lists()) {
        std::size_t index = 0;
        list.each([&](Schema& entry) {
            const std::string inside = entry_place(place + list.key, index++);
            const bool whole = std::none_of(record.failed.begin(), record.failed.end(),
                                            [&](const std::string& key) { return key.starts_with(inside); });
            if (whole) {
                run_rules(entry.checks(), record, root_file, inside);
            }
            run_checks_of_whole_entries_in(entry, record, root_file, inside);
        });
    }
}

} // namespace

void run_checks_of_whole_entries(const Schema& schema, BindingRecord& record, const std::string& root_file) {
    run_checks_of_whole_entries_in(schema, record, root_file, "");
}

void run_checks(const Schema& schema, BindingRecord& record, const std::string& root_file) {
    run_checks_of(schema, record, root_file, "");
    if (record.problems.empty()) {
        run_rules(schema.last_checks(), record, root_file, "");
    }
}

} // namespace actorhood::sim
