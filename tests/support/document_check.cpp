#include "tests/support/document_check.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

#include "analysis/calibration_file.hpp"
#include "analysis/optimisation_file.hpp"
#include "models/parameters.hpp"
#include "sim/config/binder.hpp"
#include "sim/run/experiment_table.hpp"
#include "tests/support/generated_part.hpp"
#include "tests/temporary_folder.hpp"

namespace actorhood::tests {

namespace fs = std::filesystem;

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// True if a word ends like a file of the repository.
bool has_file_ending(std::string_view word) {
    static const std::set<std::string, std::less<>> endings{".hpp", ".cpp",   ".md",    ".toml", ".sh",
                                                            ".py",  ".cmake", ".slurm", ".txt"};
    const std::size_t dot = word.rfind('.');
    return dot != std::string_view::npos && dot > 0 && endings.contains(word.substr(dot));
}

/// Reads one document and collects what is wrong in it.
class Reader {
public:
    Reader(const std::string& name, const std::string& text, const DocumentFacts& facts)
        : name_(name), text_(text), facts_(facts), folder_(fs::path(name).parent_path()) {}

    std::vector<std::string> read() {
        read_examples();
        std::size_t begin = 0;
        while (begin < text_.size()) {
            const std::size_t fence = next_fence(begin);
            prose(begin, fence);
            begin = fence < text_.size() ? block(fence) : fence;
        }
        counts();
        for (const std::string& example : examples_) {
            if (!used_.contains(example)) {
                wrong(0, "the example '" + example + "' is named nowhere or exists");
            }
        }
        return std::move(found_);
    }

private:
    void wrong(std::size_t place, const std::string& message) {
        const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(place), '\n');
        found_.push_back(name_ + ":" + std::to_string(line) + ": " + message);
    }

    void read_examples() {
        static constexpr std::string_view opening = "<!-- examples:";
        for (std::size_t at = text_.find(opening); at != std::string::npos; at = text_.find(opening, at + 1)) {
            const std::size_t begin = at + opening.size();
            std::istringstream words(text_.substr(begin, text_.find("-->", begin) - begin));
            examples_.insert(std::istream_iterator<std::string>(words), {});
        }
    }

    /// Beginning of the next line that opens or closes a block.
    [[nodiscard]] std::size_t next_fence(std::size_t from) const {
        for (std::size_t at = from; at < text_.size();) {
            const std::size_t first = text_.find_first_not_of(' ', at);
            if (first != std::string::npos && text_.compare(first, 3, "```") == 0) {
                return at;
            }
            const std::size_t end = text_.find('\n', at);
            at = end == std::string::npos ? text_.size() : end + 1;
        }
        return text_.size();
    }

    /// Reads the block that opens here; returns where the text goes on.
    std::size_t block(std::size_t fence) {
        const std::size_t begin = text_.find('\n', fence) + 1;
        const std::size_t end = next_fence(begin);
        const std::size_t ticks = text_.find("```", fence) + 3;
        const std::string language = text_.substr(ticks, begin - 1 - ticks);
        if (end == text_.size()) {
            wrong(fence, "a block without an end");
            return end;
        }
        if (language.empty() || language == "toml" || language == "cpp") {
            words(begin, end, language != "cpp", false);
        }
        if (language.empty()) {
            commands(begin, end, "\n");
        }
        if (language == "toml") {
            toml(begin, end);
        }
        const std::size_t after = text_.find('\n', end);
        return after == std::string::npos ? text_.size() : after + 1;
    }

    void toml(std::size_t begin, std::size_t end) {
        const std::string block = text_.substr(begin, end - begin);
        try {
            if (block.find("[experiment") != std::string::npos) {
                const TemporaryFolder folder;
                const fs::path file = folder.path() / "experiment.toml";
                write_text(file, block);
                sim::ExperimentDocument(file, {}).finish();
                return;
            }
            models::Parameters parameters;
            analysis::CalibrationFile calibration;
            analysis::OptimisationFile optimisation;
            sim::Schema schema;
            if (block.find("[calibration") != std::string::npos) {
                analysis::CalibrationFile::declare(schema, calibration);
            } else if (block.find("[optimisation") != std::string::npos) {
                analysis::OptimisationFile::declare(schema, optimisation);
            } else {
                models::Parameters::declare(schema, parameters);
            }
            sim::BindingRecord record;
            const sim::ParsedText parsed = sim::parse_toml(block, "block");
            if (parsed.problem) {
                wrong(begin, parsed.problem->text());
                return;
            }
            sim::Binder(schema, record, "block").bind(parsed.root);
            for (const sim::Problem& problem : record.problems) {
                wrong(begin, problem.text());
            }
        } catch (const sim::ConfigurationError& error) {
            wrong(begin, error.what());
        }
    }

    /// Text outside blocks: code spans and links. A span may go over a line's end, not over an empty line.
    void prose(std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at) {
            if (text_[at] == '`') {
                const std::size_t close = text_.find('`', at + 1);
                if (close >= end || text_.substr(at, close - at).find("\n\n") != std::string::npos) {
                    wrong(at, "a code span without an end");
                    continue;
                }
                span(at + 1, close);
                at = close;
            } else if (text_.compare(at, 2, "](") == 0) {
                link(at + 2, text_.find(')', at));
            }
        }
    }

    void span(std::size_t begin, std::size_t end) {
        std::string_view table = std::string_view(text_).substr(begin, end - begin);
        while (table.size() > 2 && table.front() == '[' && table.back() == ']') {
            table = table.substr(1, table.size() - 2);
        }
        const bool bracketed = table.size() < end - begin;
        if (bracketed && std::all_of(table.begin(), table.end(), [](char c) { return is_word(c) || c == '.'; })) {
            if (!facts_.keys.contains(table)) {
                wrong(begin, "no section or list '" + std::string(table) + "'");
            }
            return;
        }
        words(begin, end, true, true);
        commands(begin, end, "");
    }

    /// Calls of the program: the command and its options, up to a comment or the end of the line (of a code span, all).
    void commands(std::size_t begin, std::size_t end, const char* line_end) {
        static constexpr std::string_view program = "actorhood ";
        for (std::size_t at = text_.find(program, begin); at < end; at = text_.find(program, at + 1)) {
            if (at > begin && text_[at - 1] != ' ' && text_[at - 1] != '\n') {
                continue;
            }
            const std::size_t first = at + program.size();
            const std::size_t stop = std::min({end, text_.find_first_of(line_end, first), text_.find(" #", first)});
            std::istringstream call(text_.substr(first, stop - first));
            std::string name;
            call >> name;
            const auto command = facts_.commands.find(name);
            if (command == facts_.commands.end()) {
                if (std::islower(static_cast<unsigned char>(name[0])) != 0) {
                    wrong(at, "no command '" + name + "'");
                }
                continue;
            }
            for (std::string word; call >> word;) {
                const std::string option = word.substr(0, word.find_first_of("=,;]"));
                if (option.starts_with("--") && option != "--help" && !command->second.contains(option)) {
                    wrong(at, "'" + name + "' has no option '" + option + "'");
                }
            }
        }
    }

    /// Looks at all words of a piece of code: names of parameters, paths, and where wished bare file names.
    void words(std::size_t begin, std::size_t end, bool keys, bool file_names) {
        const auto belongs = [](char c) { return is_word(c) || c == '.' || c == '*' || c == '/' || c == '-'; };
        for (std::size_t at = begin; at < end; ++at) {
            if (!belongs(text_[at])) {
                continue;
            }
            std::size_t stop = at;
            while (stop < end && belongs(text_[stop])) {
                ++stop;
            }
            std::string_view word = std::string_view(text_).substr(at, stop - at);
            while (word.ends_with('.')) {
                word.remove_suffix(1);
            }
            if (word.find('/') != std::string_view::npos) {
                path(at, word);
            } else if (has_file_ending(word)) {
                if (file_names) {
                    file_name(at, word);
                }
            } else if (keys) {
                key(at, word, stop < end && text_[stop] == '(');
            }
            at = stop;
        }
    }

    /// What is called is a function, not a parameter.
    void key(std::size_t at, std::string_view word, bool called) {
        const bool dotted = word.find('.') != std::string_view::npos && word.find("..") == std::string_view::npos;
        if (dotted && !called && facts_.keys.concerns(word) && !facts_.keys.contains(word) && !is_example(word)) {
            wrong(at, "no parameter '" + std::string(word) + "'");
        }
    }

    void path(std::size_t at, std::string_view word) {
        if (facts_.files.concerns(word) && !facts_.files.contains(word) && !is_example(word)) {
            wrong(at, "no file '" + std::string(word) + "'");
        }
    }

    void file_name(std::size_t at, std::string_view word) {
        if (!facts_.files.contains_name(word) && !is_example(word)) {
            wrong(at, "no file named '" + std::string(word) + "'");
        }
    }

    bool is_example(std::string_view word) {
        const auto found = examples_.find(word);
        if (found == examples_.end()) {
            return false;
        }
        used_.insert(*found);
        return true;
    }

    void link(std::size_t begin, std::size_t end) {
        const std::string target = text_.substr(begin, end - begin);
        if (target.find("://") != std::string::npos) {
            return;
        }
        const std::size_t mark = std::min(target.find('#'), target.size());
        const fs::path file = (folder_ / target.substr(0, mark)).lexically_normal();
        if (mark > 0 && !facts_.files.contains(file.generic_string())) {
            wrong(begin, "the link '" + target + "' leads nowhere");
        } else if (mark < target.size()) {
            const std::string other = mark == 0 ? text_ : text_of(facts_.files.top() / file);
            if (!has_heading(other, target.substr(mark + 1))) {
                wrong(begin, "the link '" + target + "' names no heading");
            }
        }
    }

    /// True if a heading has this anchor: lower case, "-" for blanks, no punctuation.
    static bool has_heading(const std::string& document, const std::string& anchor) {
        std::istringstream lines(document);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t begin = line.find_first_not_of('#');
            if (begin == 0 || begin == std::string::npos || line[begin] != ' ') {
                continue;
            }
            std::string made;
            for (const char c : line.substr(begin + 1)) {
                if (is_word(c) || c == '-') {
                    made += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
                } else if (c == ' ') {
                    made += '-';
                }
            }
            if (made == anchor) {
                return true;
            }
        }
        return false;
    }

    /// Numbers before things that can be counted.
    void counts() {
        for (const auto& [thing, number] : facts_.counts) {
            for (std::size_t at = text_.find(thing); at != std::string::npos; at = text_.find(thing, at + 1)) {
                const std::optional<std::size_t> said = number_before(at);
                const std::size_t after = at + thing.size();
                const bool whole = after == text_.size() || !is_word(text_[after]);
                if (said && whole && *said != number && !is_limit(at)) {
                    wrong(at,
                          "says " + std::to_string(*said) + " " + thing + ", there are " + std::to_string(number));
                }
            }
        }
    }

    /// The whole number that stands before a place, one blank or line's end between.
    [[nodiscard]] std::optional<std::size_t> number_before(std::size_t at) const {
        if (at < 2 || (text_[at - 1] != ' ' && text_[at - 1] != '\n')) {
            return std::nullopt;
        }
        std::size_t begin = at - 1;
        std::string digits;
        while (begin > 0 &&
               (std::isdigit(static_cast<unsigned char>(text_[begin - 1])) != 0 || text_[begin - 1] == ',')) {
            --begin;
            if (text_[begin] != ',') {
                digits.insert(digits.begin(), text_[begin]);
            }
        }
        const bool alone =
            begin == 0 || (!is_word(text_[begin - 1]) && text_[begin - 1] != '.' && text_[begin - 1] != '-');
        return digits.empty() || digits.size() > 9 || !alone
                   ? std::nullopt
                   : std::optional<std::size_t>(static_cast<std::size_t>(std::stoul(digits)));
    }

    /// True if the sentence that a place stands in speaks of what is possible at most.
    [[nodiscard]] bool is_limit(std::size_t at) const {
        const std::size_t begin = std::max({text_.rfind(". ", at), text_.rfind("\n\n", at), text_.rfind("\n- ", at)},
                                           [](std::size_t a, std::size_t b) { return a + 1 < b + 1; });
        std::string sentence = text_.substr(begin + 1, at - begin - 1);
        std::transform(sentence.begin(), sentence.end(), sentence.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return sentence.find("at most") != std::string::npos;
    }

    const std::string& name_;
    const std::string& text_;
    const DocumentFacts& facts_;
    fs::path folder_;
    std::set<std::string, std::less<>> examples_;
    std::set<std::string> used_;
    std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> false_statements(const std::string& name, const std::string& text,
                                          const DocumentFacts& facts) {
    return Reader(name, text, facts).read();
}

} // namespace actorhood::tests
