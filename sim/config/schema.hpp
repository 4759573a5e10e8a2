// One declaration per parameter.
//
// A parameter is a field of a plain struct, declared once beside the code that uses it:
//
//     struct Parameters {
//         double effort;
//         static void declare(sim::Schema& schema, Parameters& p) {
//             schema.section("accountability", "Accountability of the cluster organisation in four directions");
//             schema.real(p.effort, "effort", Unit{"1"}, Default{0.25}, Bounds{0, 1}, Sweep{0, 1},
//                         Meaning{"Mean effort per direction"}, Source{"S0; Ebrahim 2005"});
//         }
//     };
//
// Declaring sets the default and binds the field. From the same declaration come the TOML reader, the range
// check, the unknown-key message, reference.toml, the tables of MODEL.md, the sweep axes and the HDF5 attributes.
// A declaration without unit, meaning or source, or with an empty one, does not compile.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/config/problems.hpp"
#include "sim/core/words.hpp"

namespace actorhood::sim {

template <class T>
struct Default {
    T value;
};
template <class T>
Default(T) -> Default<T>;
Default(const char*)->Default<std::string_view>;

/// Values that are accepted, both ends included.
struct Bounds {
    double low;
    double high;
};
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr Bounds non_negative{0.0, infinity};
inline constexpr Bounds share{0.0, 1.0};
/// Why some parameters cannot change during a run.
inline constexpr std::string_view built_with_world = "it is fixed when the world is built";
inline constexpr std::string_view acts_at_start = "it acts at the start of the run only";
/// Range over which a sensitivity study varies the parameter.
struct Sweep {
    double low;
    double high;
};

/// A value that changes with time: linear between points, constant outside them.
struct Series {
    struct Point {
        double year;
        double value;
        bool operator==(const Point&) const = default;
    };
    std::vector<Point> points;
    /// Value at a time in (fractional) years, e.g. 2025.5. At least one point is needed.
    [[nodiscard]] double at(double year) const;
    bool operator==(const Series&) const = default;
};

/// One change to another scenario.
struct Change {
    std::string key; ///< dotted
    Node value;      ///< as it is written

    /// "dotted.key=value" with the value as TOML.
    [[nodiscard]] std::string setting() const { return key + "=" + value.toml(); }
};
/// Changes to another scenario.
struct Changes {
    Node table;               ///< as its reader takes them: dotted names in quotes are taken apart
    std::vector<Change> each; ///< one by one, in the order of the file

    /// Every change as a setting.
    [[nodiscard]] std::vector<std::string> settings() const;
};

/// Where the entry of a list and its keys are written.
struct EntryPlaces {
    Location entry;
    std::map<std::string, Location, std::less<>> keys;

    [[nodiscard]] bool given(std::string_view key) const { return keys.contains(key); }
    /// The place of a key's value, or of the entry if the key is not given.
    [[nodiscard]] const Location& of(std::string_view key) const {
        const auto found = keys.find(key);
        return found == keys.end() ? entry : found->second;
    }
};

/// Everything known about one declared parameter, plus where its value goes.
struct Parameter {
    enum class Kind {
        real,
        integer,
        boolean,
        text,
        choice,
        vector,
        series,
        date,
        seed,
        numbers,
        texts,
        changes,
        written
    };
    using Target =
        std::variant<double*, std::int64_t*, bool*, std::string*, std::span<double>, Series*, std::uint64_t*,
                     std::vector<double>*, std::vector<std::string>*, Changes*, std::optional<Node>*,
                     std::optional<double>*>; ///< the last: a real or date that may be left out

    std::string key; ///< dotted path below the root or below its list entry, e.g. "funding.mix.core"
    Kind kind{};
    std::string unit;
    std::string default_text; ///< as TOML
    double low{}, high{};     ///< accepted values (per element for vectors and series)
    double sweep_low{}, sweep_high{};
    bool sweepable{};
    std::string meaning;
    std::string symbol; ///< in the equations of the document; "" = none
    std::string source;
    std::vector<std::string> labels; ///< choices of a choice, element names of a vector
    Target target;
    bool structural{};        ///< fixed by the population or catalogue; not offered as a sweep axis
    std::string fixed;        ///< why its value cannot change during a run; "" = it can
    bool unwritten_default{}; ///< a written scenario leaves it out while it has its default
    std::string axis;         ///< of outputs: its values are places there, by number or name; "" = they are not
    std::string
        whole; ///< of the whole result, so that no point of an experiment has its own: where to say it; "" = not

    /// Present value as TOML text (shortest text that reads back to the same value); "" = left out.
    [[nodiscard]] std::string value_text() const;
    /// What is accepted, for people: "0 to 1", "at least 0", "red, green", "" if anything is.
    [[nodiscard]] std::string accepted_text() const;
};

class Schema;

/// A list of tables ([[practice]]): each entry is declared like a section.
struct ListDeclaration {
    std::string key;
    std::string meaning;
    std::size_t maximum{}; ///< most entries accepted
    /// Key of a text beside the list that may name a table of comma-separated values with the entries; "" = none.
    std::string file_key;
    /// Makes a new entry, declares it on `entry` (keys relative to the entry). Called once per TOML entry.
    std::function<void(Schema& entry)> append;
    /// Declares a throw-away entry, for documentation, and passes it on while it lives.
    std::function<void(const std::function<void(Schema& entry)>&)> describe;
    /// Forgets the entries (a file that gives the list replaces it).
    std::function<void()> clear;
    /// Declares the existing entries again, in order, keeping their values (for writing the resolved scenario).
    std::function<void(const std::function<void(Schema& entry)>&)> each;
};

/// Entries a scenario may ask for by name without writing them: those of the files that come with the program, and
/// of files that a scenario names. What is used becomes part of the scenario, which then stands alone.
struct LibraryDeclaration {
    std::string list;       ///< key of the list that receives the entries; they have names
    std::string selections; ///< key of the list whose names ask for entries
    std::string files_key;  ///< key by which a scenario names files of its own, with paths relative to itself
    std::string meaning;    ///< of files_key
    /// Paths of files that come with the program, looked through when a name is found nowhere else. Declarations know
    /// no files: who reads scenarios says where they are (Schema::library_files).
    std::function<std::vector<std::string>()> files{};
};

struct SectionText {
    std::string key;
    std::string meaning;
};

/// The collected declarations of a program, bound to one set of parameter structs (which must not move).
class Schema {
public:
    /// Parameters declared from here on live in table `key`; dotted keys nest.
    void section(std::string_view key, std::string_view meaning);

    void real(double& field, std::string_view name, Unit unit, Default<double> value, Bounds bounds, Sweep sweep,
              Meaning meaning, Source source);
    void real(double& field, std::string_view name, Unit unit, Default<int> value, Bounds bounds, Sweep sweep,
              Meaning meaning, Source source) {
        real(field, name, unit, Default<double>{static_cast<double>(value.value)}, bounds, sweep, meaning, source);
    }
    void integer(std::int64_t& field, std::string_view name, Unit unit, Default<int> value, Bounds bounds,
                 Sweep sweep, Meaning meaning, Source source);
    void boolean(bool& field, std::string_view name, Default<bool> value, Meaning meaning, Source source);
    void text(std::string& field, std::string_view name, Default<std::string_view> value, Meaning meaning,
              Source source);
    /// One of `choices`; the field holds the chosen word's position in the list.
    void choice(std::int64_t& field, std::string_view name, Default<std::string_view> value,
                std::initializer_list<std::string_view> choices, Meaning meaning, Source source);
    /// Fixed-length numbers, written as an array in the order of `labels`.
    void vector(std::span<double> field, std::string_view name, Unit unit, std::initializer_list<double> value,
                std::initializer_list<std::string_view> labels, Bounds bounds, Meaning meaning, Source source);
    /// Points in time: [[2020, 1.0], [2025, 1.2]].
    void series(Series& field, std::string_view name, Unit unit, std::initializer_list<Series::Point> value,
                Bounds bounds, Meaning meaning, Source source);
    /// A month, written as a date (2020-01-01); the field holds years, e.g. 2020.5 for July 2020.
    void date(double& field, std::string_view name, Default<std::string_view> value, Meaning meaning, Source source);
    /// A whole number from 0 to 2^64-1.
    void seed(std::uint64_t& field, std::string_view name, Meaning meaning, Source source);
    /// A number, or a month, that may be left out.
    void optional_real(std::optional<double>& field, std::string_view name, Unit unit, Bounds bounds, Meaning meaning,
                       Source source);
    void optional_date(std::optional<double>& field, std::string_view name, Meaning meaning, Source source);
    /// Any number of numbers, [] by default.
    void numbers(std::vector<double>& field, std::string_view name, Unit unit, Bounds bounds, Meaning meaning,
                 Source source);
    /// Any number of texts, [] by default.
    void texts(std::vector<std::string>& field, std::string_view name, Meaning meaning, Source source);
    /// A table of changes to another scenario, none by default.
    void changes(Changes& field, std::string_view name, Meaning meaning, Source source);
    /// A value of any kind, kept as it is written for who knows what it must be; nothing if it is left out.
    void written(std::optional<Node>& field, std::string_view name, Meaning meaning, Source source);
    /// Keeps the places of a list's entry and of its keys with it, for messages about what only shows later.
    void keep_places(EntryPlaces& field) { places_ = &field; }
    /// A list of tables bound to a vector of entry structs with a static declare(Schema&, Entry&).
    template <class Entry>
    void list(std::vector<Entry>& field, std::string_view key, std::size_t maximum, Meaning meaning) {
        field.clear();
        ListDeclaration list;
        list.key = key;
        list.meaning = meaning.text;
        list.maximum = maximum;
        list.append = [&field](Schema& entry) { Entry::declare(entry, field.emplace_back()); };
        list.describe = [](const std::function<void(Schema&)>& use) {
            Entry sample{};
            Schema entry;
            Entry::declare(entry, sample);
            use(entry);
        };
        list.clear = [&field] { field.clear(); };
        list.each = [&field](const std::function<void(Schema&)>& use) {
            for (Entry& item : field) {
                const Entry kept = item;
                Schema entry;
                Entry::declare(entry, item);
                item = kept;
                use(entry);
            }
        };
        add_list(std::move(list));
    }
    /// The entries of a list may stand in a file instead: a table with a column for each of their parameters, named by
    /// the text `file_key` beside the list, with a path relative to the file that names it. What is read becomes part of
    /// the scenario, and the name is forgotten. Both have been declared.
    void list_from_file(std::string_view list, std::string_view file_key);

    /// A check over several parameters, run after all were read: returns messages, each naming a key; "list#2.key"
    /// is the key of the third entry of a list.
    struct Problem {
        std::string key;
        std::string message;
    };
    void check(std::function<std::vector<Problem>()> rule) { checks_.push_back(std::move(rule)); }
    /// A check that needs everything else to be right: run only when nothing was found.
    void last_check(std::function<std::vector<Problem>()> rule) { last_checks_.push_back(std::move(rule)); }
    /// Makes the entries of files available to a list by name.
    void library(LibraryDeclaration library) { libraries_.push_back(std::move(library)); }
    /// Says where the files that come with the program are, for the library of a list that has been declared.
    void library_files(std::string_view list, std::function<std::vector<std::string>()> files);

    /// Marks the parameters declared inside the callable as structural: no sweep axes, fixed when the world is built.
    template <class Declare>
    void structural(Declare&& declare) {
        const bool outside = std::exchange(structural_, true);
        fixed(fixed_.empty() ? built_with_world : fixed_, std::forward<Declare>(declare));
        structural_ = outside;
    }
    /// Says why the parameters declared inside the callable cannot change during a run: "it acts at the start only".
    template <class Declare>
    void fixed(std::string_view reason, Declare&& declare) {
        const std::string outside = std::exchange(fixed_, std::string(reason));
        declare();
        fixed_ = outside;
    }

    /// Says where an experiment says what the parameters declared inside the callable say, which belong to the whole
    /// result: "'replicates' of [experiment]". No point changes them.
    template <class Declare>
    void of_whole_result(std::string_view instead, Declare&& declare) {
        const std::string outside = std::exchange(whole_, std::string(instead));
        declare();
        whole_ = outside;
    }

    /// Leaves the parameters declared inside the callable out of written scenarios while they have their defaults: what
    /// few ask for, and came later, changes no byte of the results of those who do not.
    template <class Declare>
    void unwritten_default(Declare&& declare) {
        const std::size_t first = parameters_.size();
        declare();
        for (std::size_t i = first; i < parameters_.size(); ++i) {
            parameters_[i].unwritten_default = true;
        }
    }

    /// Says that the values of the parameters declared inside the callable are places of an axis of outputs, from 1, which
    /// may be given as outputs name them: 3 or "region_3".
    template <class Declare>
    void places_of(std::string_view axis, Declare&& declare) {
        const std::size_t first = parameters_.size();
        declare();
        for (std::size_t i = first; i < parameters_.size(); ++i) {
            parameters_[i].axis = axis;
        }
    }

    [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
    /// The parameter with this full key, or nullptr.
    [[nodiscard]] const Parameter* find(std::string_view key) const;
    [[nodiscard]] const std::vector<ListDeclaration>& lists() const { return lists_; }
    /// The list with this key, or nullptr.
    [[nodiscard]] const ListDeclaration* find_list(std::string_view key) const;
    [[nodiscard]] const std::vector<LibraryDeclaration>& libraries() const { return libraries_; }
    /// Where the places of the entry go that this schema declares, or nullptr.
    [[nodiscard]] EntryPlaces* kept_places() const { return places_; }
    [[nodiscard]] const std::vector<SectionText>& sections() const { return sections_; }
    [[nodiscard]] const std::vector<std::function<std::vector<Problem>()>>& checks() const { return checks_; }
    [[nodiscard]] const std::vector<std::function<std::vector<Problem>()>>& last_checks() const {
        return last_checks_;
    }

private:
    Parameter& add(std::string_view name, Parameter::Kind kind, std::string_view unit, Meaning meaning,
                   std::string_view source, Parameter::Target target);
    void add_list(ListDeclaration list);
    void require_free(std::string_view key) const;

    std::string prefix_;
    bool structural_ = false;
    std::string fixed_;
    std::string whole_;
    std::vector<Parameter> parameters_;
    std::vector<ListDeclaration> lists_;
    std::vector<LibraryDeclaration> libraries_;
    EntryPlaces* places_ = nullptr;
    std::vector<SectionText> sections_;
    std::vector<std::function<std::vector<Problem>()>> checks_;
    std::vector<std::function<std::vector<Problem>()>> last_checks_;
};

} // namespace actorhood::sim
