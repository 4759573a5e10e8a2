// Gives the members of a TOML tree to the parameters and lists of a schema.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/config/problems.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/tree.hpp"

namespace actorhood::sim {

/// The entries of a list as they stand in a table.
struct TableEntries {
    std::string file; ///< its path, as messages name it
    Node entries;     ///< an array of tables, each value at the place of its cell
    std::vector<Problem>
        problems;        ///< with the table, its columns and its rows; what a value must be is not looked at
    std::string failure; ///< why the file cannot be read; empty = it can
};

/// What is learned while several files are bound one after another.
struct BindingRecord {
    std::vector<Problem> problems;
    std::map<std::string, std::string> origins; ///< key -> "file:line" or "--set"
    std::map<std::string, Location>
        places;                        ///< key (entries as "list#0.key", texts as "texts#0") -> where it was set last
    std::vector<std::string> tables;   ///< files of lists that were read, in order
    std::vector<std::string> replaced; ///< of lists: what takes the place of entries of another file
    bool takes_includes = false;       ///< files may include others: the reader takes "include" out of their top
    std::vector<std::string> failed;   ///< keys, as in `places`, that something is wrong with, and what holds them
    /// Reads the table of a list by its name and the file (or option) that names it; nothing where no files are read.
    std::function<TableEntries(const std::string& name, const std::string& named_in, const ListDeclaration& list)>
        read_table{};

    [[nodiscard]] bool full() const { return problems.size() >= most_problems; }
    /// Adds what is wrong at a place; once, as the name of a column is wrong once in all its rows.
    void add(const Location& where, const std::string& message);
};

/// The text of an entry's parameter "name", or nullptr if it has none.
[[nodiscard]] const std::string* entry_name(const Schema& entry);

/// "the file of a calibration: carry it out with 'actorhood calibrate FILE'", of a file with this table; "" if it is that of no
/// study.
[[nodiscard]] std::string study_of_table(const std::string& table, const std::string& file);

/// Binds one file (or option, when `file` begins with "--") to a schema or to the entry of a list.
class Binder {
public:
    Binder(const Schema& schema, BindingRecord& record, std::string file);

    /// Sets what the root table names; unknown keys, wrong types and values out of range become problems.
    void bind(const Node& root);
    /// The same for a root from another file or option.
    void bind(const Node& root, const std::string& file) {
        file_ = file;
        bind(root);
    }
    /// Adds entries to a list that the present ones stay in.
    void append(const ListDeclaration& declared, const std::vector<const Node*>& entries);

private:
    Binder(const Schema& schema, BindingRecord& record, std::string file, std::string prefix, std::string place);

    void members(const Node& table, const std::string& path);
    void parameter(const Parameter& declared, const Node& value);
    void list(const ListDeclaration& declared, const Node& value);
    void list_entries(const ListDeclaration& declared, const Node& array);
    void note_replaced(const ListDeclaration& declared, const Node& array);
    void list_from_file(const ListDeclaration& declared, const Node& table);
    void list_entry(const Schema& entry, const Node& value, const std::string& key, std::size_t index);
    void change_entries(const ListDeclaration& declared, const Node& table);
    void unknown(const Node& member, const std::string& path);
    [[nodiscard]] bool belongs_to_top(const std::string& name, const std::string& path) const;
    void remember(const std::string& key, const Node& value);
    void problem(Position where, const std::string& message);
    [[nodiscard]] Location locate(Position where) const;
    void add_to_index(const std::string& key);

    BindingRecord& record_;
    std::string file_;
    std::string prefix_; ///< of keys in messages, "practice." in an entry
    std::string place_;  ///< of keys in `places`, "practice#0." in an entry
    std::map<std::string, const Parameter*> parameters_;
    std::map<std::string, const ListDeclaration*> lists_;
    std::map<std::string, const ListDeclaration*> files_;    ///< lists by the key that names a file of theirs
    std::map<std::string, std::vector<std::string>> tables_; ///< path -> names in it
};

/// Where a key was set last, entries of lists as "list#0.key"; the file alone if nowhere.
[[nodiscard]] Location place_of(const BindingRecord& record, const std::string& key, const std::string& root_file);

/// Runs the checks of a schema and of its lists' entries; their messages become problems at the key they name.
void run_checks(const Schema& schema, BindingRecord& record, const std::string& root_file);
/// Only those of entries in which nothing has failed: they depend on nothing else.
void run_checks_of_whole_entries(const Schema& schema, BindingRecord& record, const std::string& root_file);

} // namespace actorhood::sim
