// What the commands of the analysis program have in common: their words, and how they choose what to read.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>

#include "analysis/ranking.hpp"
#include "analysis/selection.hpp"
#include "analysis/sensitivity_design.hpp"

namespace actorhood::analysis::program {

/// A command as it was called.
struct Call {
    std::string program; ///< name under which it was started, for messages
    std::vector<std::string> arguments;
};

/// The commands. Each writes its answer, or its help, to `out`.
void compare(const Call& call, std::ostream& out);
void sensitivity(const Call& call, std::ostream& out);
void rank(const Call& call, std::ostream& out);
void discover(const Call& call, std::ostream& out);
void calibrate(const Call& call, std::ostream& out);
void optimise(const Call& call, std::ostream& out);
void plot(const Call& call, std::ostream& out);
void report(const Call& call, std::ostream& out);
void export_series(const Call& call, std::ostream& out);
void diff(const Call& call, std::ostream& out);
void scenario(const Call& call, std::ostream& out);

/// Thrown for --list-options, by which other programs ask a command for its options: a line for each.
struct OptionList {
    std::string lines;
};

/// The options and the named results. `command` is the name of the command.
struct Given {
    boost::program_options::variables_map options;
    std::vector<std::string> results;
    [[nodiscard]] bool has(const char* option) const { return options.count(option) > 0; }
    [[nodiscard]] std::string text(const char* option) const { return options[option].as<std::string>(); }
};
/// The value of an option that may be one of these words only; completions know them.
class OneOf final : public boost::program_options::typed_value<std::string> {
public:
    explicit OneOf(std::vector<std::string> words) : typed_value(nullptr), words_(std::move(words)) {}
    [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

private:
    std::vector<std::string> words_;
};
/// For add_options(), which takes it over.
[[nodiscard]] OneOf* one_of(std::vector<std::string> words);

[[nodiscard]] Given read_call(const Call& call, const std::string& command,
                              const boost::program_options::options_description& described);

/// Adds --variables, --at, --average, --axis, --sum, --by and --interval.
void add_selection(boost::program_options::options_description& description);
/// Adds --at, --average, --axis, --sum and --interval, where an option of its own names the output of a sweep.
void add_places_of_output(boost::program_options::options_description& description);
/// What these options choose, as far as a command has them; --years FROM:TO chooses the times of a span as --average
/// does.
[[nodiscard]] Selection selection_of(const Given& given);

/// An answer as it is written: as it is if it is CSV or JSON, else without what drives a terminal or turns the direction of
/// writing, which names may hold.
[[nodiscard]] std::string shown(const Given& given, const std::string& answer);

/// "notice: TEXT" on standard error.
void notice(const std::string& text);
/// What a table for people ends with as notes, on standard error where a table for other programs, --csv, has no place
/// for it.
void tell_beside_csv(const Given& given, const std::vector<std::string>& notices);

/// Says on standard error of each result without a checksum that it has none, for commands whose output has no notes.
void tell_unsealed(const std::vector<std::string>& results);

/// Options that exclude each other are an Error(usage).
void refuse_both(const Given& given, const char* a, const char* b);
/// Throws Error(usage) if what a command writes, such as a page of HTML, would fill a terminal.
void refuse_terminal(const std::string& command, const std::string& what, const std::string& file);
/// "sobol", "morris", "rank", as --method says
[[nodiscard]] SensitivityMethod method_named(const std::string& word);
/// "name", "name:lower", "name:higher", as `option` says
[[nodiscard]] RankedOutput output_named(const std::string& word, bool lower_is_better, const std::string& option);
/// Words of several lists between commas, without blanks around them.
[[nodiscard]] std::vector<std::string> words_between_commas(const std::vector<std::string>& lists);
/// A finite number, or an Error(usage) that names the option.
[[nodiscard]] double finite_number(const std::string& text, const std::string& option);

} // namespace actorhood::analysis::program
