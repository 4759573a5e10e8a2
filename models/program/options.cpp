#include "models/program/options.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <cstdio>
#include <utility>

#include "models/program/command_texts.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::models::program {

namespace po = boost::program_options;

namespace {

constexpr const char* free_argument = "free argument"; // no option can have this name

/// What the library is to accept: the items, --help and free arguments.
template <class Items>
po::options_description accepted_by(const Items& items) {
    po::options_description accepted;
    accepted.add_options()("help,h", "");
    for (const auto& option : items) {
        const std::string name = option.name + (option.letter.empty() ? "" : "," + option.letter);
        if (option.takes_value()) {
            accepted.add_options()(name.c_str(), po::value<std::vector<std::string>>()->composing(), "");
        } else {
            accepted.add_options()(name.c_str(), "");
        }
    }
    accepted.add_options()(free_argument, po::value<std::vector<std::string>>());
    return accepted;
}

po::variables_map parsed(const std::vector<std::string>& arguments, const po::options_description& accepted) {
    using namespace po::command_line_style;
    const int style = allow_short | short_allow_next | short_allow_adjacent | allow_long | long_allow_next |
                      long_allow_adjacent | allow_dash_for_short;
    po::positional_options_description places;
    places.add(free_argument, -1);
    po::variables_map found;
    po::store(po::command_line_parser(arguments).options(accepted).positional(places).style(style).run(), found);
    return found;
}

} // namespace

Options::Options(std::string usage, std::string summary, std::string examples)
    : usage_(std::move(usage)), summary_(std::move(summary)), examples_(std::move(examples)) {}

void Options::add(const std::string& name, const std::string& value_name, const std::string& help, Item::Kind kind) {
    const std::size_t comma = name.find(',');
    const std::string letter = comma == std::string::npos ? "" : name.substr(comma + 1);
    items_.push_back({name.substr(0, comma), letter, value_name, help, kind, {}, {}, false});
}

void Options::flag(const std::string& name, const std::string& help) { add(name, "", help, Item::Kind::flag); }

void Options::value(const std::string& name, const std::string& value_name, const std::string& help,
                    const std::vector<std::string>& words) {
    add(name, value_name, help, Item::Kind::value);
    items_.back().words = words;
}

void Options::repeated(const std::string& name, const std::string& value_name, const std::string& help) {
    add(name, value_name, help, Item::Kind::repeated);
}

void Options::positional(std::size_t least, std::size_t most) {
    least_free_ = least;
    most_free_ = most;
}

void Options::refuse(const std::string& why) const {
    throw sim::Error(sim::ExitCode::usage, why + "\nusage: actorhood " + usage_ + "\nsee: actorhood " +
                                               usage_.substr(0, usage_.find(' ')) + " --help");
}

std::string Options::suggestion(const std::string& given) const {
    std::vector<std::string> names;
    for (const Item& option : items_) {
        names.push_back("--" + option.name);
    }
    const std::optional<std::string> meant = sim::closest_word(given, names);
    return meant ? ", did you mean '" + *meant + "'?" : "";
}

bool Options::parse(const std::vector<std::string>& arguments) {
    if (arguments == std::vector<std::string>{std::string(list_options)}) {
        for (const Item& option : items_) {
            print(stdout, "%s",
                  option_line({option.name, option.letter, option.value_name, option.help, option.words}).c_str());
        }
        if (items_.empty()) {
            print(stdout, "\n");
        }
        return false;
    }
    po::variables_map found;
    try {
        found = parsed(arguments, accepted_by(items_));
    } catch (const po::unknown_option& error) {
        refuse(error.what() + suggestion(error.get_option_name()));
    } catch (const po::error& error) {
        refuse(error.what());
    }
    if (found.count("help") != 0) {
        print(stdout, "%s", help_text().c_str());
        return false;
    }
    for (Item& option : items_) {
        option.present = found.count(option.name) != 0;
        if (option.present && option.takes_value()) {
            option.given = found[option.name].as<std::vector<std::string>>();
            check_given(option);
        }
    }
    if (found.count(free_argument) != 0) {
        free_ = found[free_argument].as<std::vector<std::string>>();
    }
    check_free();
    return true;
}

void Options::check_given(const Item& option) const {
    if (option.kind == Item::Kind::value && option.given.size() > 1) {
        refuse("--" + option.name + " is given more than once");
    }
    if (option.kind == Item::Kind::value && option.given.front().empty()) {
        refuse("--" + option.name + " is given without a value");
    }
    for (const Item& other : items_) { // a value was forgotten: it would be the name of a folder
        if (std::find(option.given.begin(), option.given.end(), "--" + other.name) != option.given.end()) {
            refuse("--" + option.name + " is given without a value: --" + other.name + " follows");
        }
    }
}

void Options::check_free() const {
    if (free_.size() < least_free_) {
        refuse("an argument is missing");
    }
    if (free_.size() > most_free_) {
        refuse("unexpected argument '" + free_[most_free_] + "'");
    }
}

const Options::Item& Options::item(const std::string& name) const {
    return *std::find_if(items_.begin(), items_.end(), [&](const Item& option) { return option.name == name; });
}

bool Options::has(const std::string& name) const { return item(name).present; }

std::optional<std::string> Options::text(const std::string& name) const {
    const Item& option = item(name);
    return option.given.empty() ? std::nullopt : std::optional(option.given.front());
}

std::vector<std::string> Options::texts(const std::string& name) const { return item(name).given; }

std::string Options::words() const {
    std::string text;
    for (const std::string& word : free_) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

std::optional<std::uint64_t> Options::number(const std::string& name, std::uint64_t least, std::uint64_t most) const {
    const std::optional<std::string> given = text(name);
    if (!given) {
        return std::nullopt;
    }
    std::uint64_t parsed = 0;
    const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), parsed);
    if (error != std::errc{} || end != given->data() + given->size() || parsed < least || parsed > most) {
        refuse("--" + name + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
               ", not '" + *given + "'");
    }
    return parsed;
}

std::string Options::help_text() const {
    std::string text = "usage: actorhood " + usage_ + "\n\n" + summary_ + "\n";
    if (!items_.empty()) {
        text += "\noptions:\n";
    }
    for (const Item& option : items_) {
        std::string head = "  " + (option.letter.empty() ? "" : "-" + option.letter + ", ") + "--" + option.name;
        head += option.value_name.empty() ? "" : " " + option.value_name;
        head.resize(std::max<std::size_t>(head.size() + 2, 28), ' ');
        text += head + option.help + "\n";
    }
    return text + "\nexamples:\n" + examples_;
}

} // namespace actorhood::models::program
