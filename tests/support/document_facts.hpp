// What documents may say about the program: names of parameters, files of the repository, counts.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/schema.hpp"

namespace actorhood::tests {

/// Dotted names that mean something in a scenario or experiment.
class KnownKeys {
public:
    /// Everything that a schema declares. `names` are names of entries by list, where only these may be used.
    void add(const sim::Schema& schema, const std::map<std::string, std::vector<std::string>>& names = {});

    /// True if the name begins with a section or list.
    [[nodiscard]] bool concerns(std::string_view name) const;
    /// True if it is a parameter, a table, an element of an array, a list or a field of its entries.
    [[nodiscard]] bool contains(std::string_view name) const;

private:
    void add_key(const std::string& key);
    void add_list(const std::string& key, const sim::ListDeclaration& list, const std::vector<std::string>& names);

    std::set<std::vector<std::string>> known_; ///< parts of each name; "*" = any name of an entry
    std::set<std::string> first_;
};

/// The files and folders of the repository, without what is built.
class RepositoryFiles {
public:
    explicit RepositoryFiles(const std::filesystem::path& top);

    [[nodiscard]] const std::filesystem::path& top() const { return top_; }
    /// Paths from the top, "/" between, sorted.
    [[nodiscard]] const std::set<std::string>& paths() const { return paths_; }
    /// True if the path begins with a folder of the repository.
    [[nodiscard]] bool concerns(std::string_view path) const;
    /// True if a file or folder is there; "*" stands for anything, the ending may be left out.
    [[nodiscard]] bool contains(std::string_view path) const;
    /// True if a file somewhere has this name.
    [[nodiscard]] bool contains_name(std::string_view name) const;

private:
    std::filesystem::path top_;
    std::set<std::string> paths_;
};

/// What the program is, for documents.
struct DocumentFacts {
    KnownKeys keys;
    RepositoryFiles files;
    std::map<std::string, std::size_t> counts;             ///< "variables" -> how many there are
    std::map<std::string, std::set<std::string>> commands; ///< of the program, each with its options ("--set")
};

/// The facts of this program and repository.
[[nodiscard]] DocumentFacts present_facts();

} // namespace actorhood::tests
