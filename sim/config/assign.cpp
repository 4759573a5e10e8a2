#include "sim/config/assign.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <type_traits>

#include "sim/config/format.hpp"
#include "sim/config/number.hpp"
#include "sim/config/series_part.hpp"
#include "sim/config/spelling.hpp"
#include "sim/config/written_date.hpp"

namespace actorhood::sim {

namespace {

constexpr std::size_t most_value_bytes = 1500;

std::string describe(const Node& node) {
    switch (node.kind) {
    case Node::Kind::table:
        return "a table";
    case Node::Kind::array:
        return "an array";
    case Node::Kind::text:
        return "the text " + toml_text(shortened(node.text));
    case Node::Kind::date:
        return "the date " + node.text;
    case Node::Kind::time:
        return "the time " + node.text;
    default:
        return shortened(node.text);
    }
}

std::string without_underscores(std::string token) {
    std::erase(token, '_');
    return token;
}

/// A whole number to the base 16, 8 or 2, by its beginning.
bool is_based(const std::string& token) {
    return token.starts_with("0x") || token.starts_with("0o") || token.starts_with("0b");
}

/// A TOML integer as an integer type; nothing if it does not fit.
template <class Integer>
std::optional<Integer> to_integer(const std::string& written) {
    std::string token = without_underscores(written);
    int base = 10;
    if (is_based(token)) {
        base = token[1] == 'x' ? 16 : token[1] == 'o' ? 8 : 2;
        token.erase(0, 2);
    } else if (token.starts_with('+') || token == "-0") {
        token.erase(0, 1);
    }
    Integer value{};
    const char* last = token.data() + token.size();
    const auto result = std::from_chars(token.data(), last, value, base);
    return result.ec == std::errc{} && result.ptr == last && !token.empty() ? std::optional(value) : std::nullopt;
}

/// A TOML number as a double; nothing if it is too large or too small for one.
std::optional<double> to_double(const std::string& written) {
    const std::string token = without_underscores(written);
    if (is_based(token)) {
        const auto whole = to_integer<std::uint64_t>(token);
        return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
    }
    return real_from(std::string_view(token).substr(token.starts_with('+') ? 1 : 0));
}

/// Tables instead of dotted names: {"a.b" = 1} becomes {a = {b = 1}}.
Node taken_apart(const Node& table) {
    Node result = table;
    result.children.clear();
    for (const Node& member : table.children) {
        Node rest = member.kind == Node::Kind::table ? taken_apart(member) : member;
        std::vector<Node>* place = &result.children;
        const bool dotted = rest.name.find_first_of("\"'") == std::string::npos;
        for (std::size_t dot = rest.name.find('.'); dotted && dot != std::string::npos; dot = rest.name.find('.')) {
            Node outer;
            outer.name = rest.name.substr(0, dot);
            outer.key = rest.key;
            outer.value = rest.value;
            rest.name.erase(0, dot + 1);
            const auto found = std::find_if(place->begin(), place->end(), [&](const Node& node) {
                return node.name == outer.name && node.kind == Node::Kind::table;
            });
            place = found != place->end() ? &found->children : &place->emplace_back(std::move(outer)).children;
        }
        const auto same = std::find_if(place->begin(), place->end(), [&](const Node& node) {
            return node.name == rest.name && node.kind == Node::Kind::table && rest.kind == Node::Kind::table;
        });
        if (same != place->end()) {
            same->children.insert(same->children.end(), rest.children.begin(), rest.children.end());
        } else {
            place->push_back(std::move(rest));
        }
    }
    return result;
}

/// Reads one value for one parameter.
class Assignment {
public:
    Assignment(const Parameter& parameter, const std::string& name, const ReportFault& report)
        : parameter_(parameter), name_(name), report_(report) {}

    bool run(const Node& value) {
        switch (parameter_.kind) {
        case Parameter::Kind::real:
            return store<double>(number(value));
        case Parameter::Kind::integer:
            return store<std::int64_t>(integer(value));
        case Parameter::Kind::boolean:
            return boolean(value);
        case Parameter::Kind::text:
            return text(value);
        case Parameter::Kind::choice:
            return store<std::int64_t>(choice(value));
        case Parameter::Kind::vector:
            return vector(value);
        case Parameter::Kind::series:
            return series(value);
        case Parameter::Kind::date:
            return store<double>(month(value));
        case Parameter::Kind::seed:
            return store<std::uint64_t>(seed(value));
        case Parameter::Kind::numbers:
            return numbers(value);
        case Parameter::Kind::texts:
            return texts(value);
        case Parameter::Kind::changes:
            return changes(value);
        case Parameter::Kind::written:
            *std::get<std::optional<Node>*>(parameter_.target) = value;
            return true;
        }
        return false;
    }

private:
    std::nullopt_t fault(const Node& where, const std::string& message) {
        report_(where, "'" + name_ + "' " + message);
        return std::nullopt;
    }

    std::nullopt_t wrong_type(const Node& value, const std::string& expected) {
        return fault(value, "must be " + expected + ", but is " + describe(value));
    }

    template <class T>
    bool store(const std::optional<T>& value) {
        if (!value) {
            return false;
        }
        if constexpr (std::is_same_v<T, double>) {
            if (auto* const* optional = std::get_if<std::optional<double>*>(&parameter_.target)) {
                **optional = *value;
                return true;
            }
        }
        *std::get<T*>(parameter_.target) = *value;
        return true;
    }

    [[nodiscard]] std::string range() const {
        const std::string unit = parameter_.unit == "1" ? "" : " " + parameter_.unit;
        if (std::isfinite(parameter_.low) && std::isfinite(parameter_.high)) {
            return "between " + plain_number(parameter_.low) + " and " + plain_number(parameter_.high) + unit;
        }
        return parameter_.accepted_text() + unit;
    }

    [[nodiscard]] bool inside(double value) const { return value >= parameter_.low && value <= parameter_.high; }

    /// The number of a place that is given by its name; any other value as it is.
    [[nodiscard]] Node numbered(const Node& value) const {
        Node number = value;
        if (const auto place = place_number(value.text, parameter_.axis);
            place && !parameter_.axis.empty() && value.kind == Node::Kind::text) {
            number.kind = Node::Kind::integer;
            number.text = std::to_string(*place);
        }
        return number;
    }

    /// What to do about "0,5", or about "1,700": which of them is meant nobody knows.
    static std::string instead_of_comma(const Node& value) {
        const std::size_t comma = value.text.find(',');
        if (value.kind != Node::Kind::text || comma == std::string::npos) {
            return "";
        }
        const bool is_number = to_double(std::string(value.text).replace(comma, 1, ".")).has_value();
        return is_number ? "; decimals are written with a point, thousands without a sign" : "";
    }

    /// What to do about a text where a number is asked for. One without quotes is a text because no number is written so.
    static std::string instead_of_text(const Node& value) {
        const std::optional<double> meant = value.kind == Node::Kind::text ? to_double(value.text) : std::nullopt;
        if (!meant) {
            return instead_of_comma(value);
        }
        if (!std::isfinite(*meant)) {
            return ", which stands for no finite number";
        }
        const std::string written = written_number(value.text).value_or(plain_number(*meant));
        return written == value.text ? "; remove the quotes" : "; write " + written;
    }

    std::optional<double> number(const Node& value, const std::string& what = "") {
        const std::string subject = what.empty() ? "" : what + " ";
        if (value.kind != Node::Kind::integer && value.kind != Node::Kind::real) {
            return fault(value, subject + "must be a number, but is " + describe(value) + instead_of_text(value));
        }
        const std::optional<double> result = to_double(value.text);
        if (!result) {
            return fault(value, subject + "must be a number that fits in 64 bits, but is " + shortened(value.text));
        }
        if (!std::isfinite(*result)) {
            return fault(value, subject + "must be a finite number, but is " + value.text);
        }
        if (!inside(*result)) {
            return fault(value, subject + "must be " + range() + ", but is " + shortened(value.text));
        }
        return result;
    }

    std::optional<std::int64_t> integer(const Node& given) {
        const Node value = numbered(given);
        if (value.kind == Node::Kind::real) {
            return refuse_real(value);
        }
        if (value.kind != Node::Kind::integer) {
            const std::string& place = parameter_.axis; // "region"
            return fault(value, "must be a whole number" +
                                    (place.empty() ? "" : " or a name like \"" + place + "_3\"") + ", but is " +
                                    describe(value) + instead_of_text(value));
        }
        const std::optional<std::int64_t> result = to_integer<std::int64_t>(value.text);
        if (!result) {
            return fault(value, "must be a whole number that fits in 64 bits, but is " + shortened(value.text));
        }
        if (!inside(static_cast<double>(*result))) {
            return fault(value, "must be " + range() + ", but is " + shortened(value.text));
        }
        return result;
    }

    /// A number with a point or an exponent where a whole number is asked for: it may be one that is written otherwise.
    std::nullopt_t refuse_real(const Node& value) {
        constexpr double exact = 9007199254740992.0; // beyond, doubles are no longer all whole numbers
        const std::optional<double> number = to_double(value.text);
        if (!number || *number != std::floor(*number) || std::abs(*number) > exact) {
            return wrong_type(value, "a whole number");
        }
        const std::string whole = std::to_string(static_cast<std::int64_t>(*number));
        return fault(value, inside(*number) ? "must be a whole number without point or exponent: write " + whole +
                                                  " instead of " + shortened(value.text)
                                            : "must be " + range() + ", but is " + shortened(value.text));
    }

    std::optional<std::uint64_t> seed(const Node& value) {
        if (value.kind != Node::Kind::integer && value.kind != Node::Kind::text) {
            return wrong_type(value, "a whole number");
        }
        const std::optional<std::uint64_t> result = to_integer<std::uint64_t>(value.text);
        if (!result) {
            return fault(value,
                         "must be a whole number between 0 and 18446744073709551615, but is " + describe(value));
        }
        return result;
    }

    bool boolean(const Node& value) {
        if (value.kind != Node::Kind::boolean) {
            wrong_type(value, "true or false");
            return false;
        }
        *std::get<bool*>(parameter_.target) = value.text == "true";
        return true;
    }

    /// Bounded, so that the text fits a line when the scenario is written again.
    bool short_enough(const Node& value) {
        if (value.text.size() > most_value_bytes) {
            fault(value, "must be at most " + std::to_string(most_value_bytes) + " bytes of text, but has " +
                             std::to_string(value.text.size()));
        }
        return value.text.size() <= most_value_bytes;
    }

    /// Names and titles are printed, in terminals and tables.
    bool harmless(const Node& value) {
        const bool harmless = !drives_terminal(value.text);
        if (!harmless) {
            report_(value, "'" + name_ + "' holds a control character; remove it");
        }
        return harmless;
    }

    bool text(const Node& value) {
        if (value.kind != Node::Kind::text) {
            wrong_type(value, "text in quotes");
            return false;
        }
        if (!short_enough(value) || !harmless(value)) {
            return false;
        }
        *std::get<std::string*>(parameter_.target) = value.text;
        return true;
    }

    std::optional<std::int64_t> choice(const Node& value) {
        std::string words;
        for (const std::string& label : parameter_.labels) {
            words += (words.empty() ? "" : ", ") + toml_text(label);
        }
        if (value.kind != Node::Kind::text) {
            return wrong_type(value, "one of " + words);
        }
        const auto found = std::find(parameter_.labels.begin(), parameter_.labels.end(), value.text);
        if (found == parameter_.labels.end()) {
            const auto meant = closest_word(value.text, parameter_.labels);
            return fault(value, "must be one of " + words + ", but is " + toml_text(shortened(value.text)) +
                                    (meant ? ", did you mean " + toml_text(*meant) + "?" : ""));
        }
        return found - parameter_.labels.begin();
    }

    bool vector(const Node& value) {
        const auto target = std::get<std::span<double>>(parameter_.target);
        if (value.kind == Node::Kind::table) {
            return vector_by_name(value, target);
        }
        std::string labels;
        for (const std::string& label : parameter_.labels) {
            labels += (labels.empty() ? "" : ", ") + label;
        }
        const std::string expected = "an array of " + std::to_string(target.size()) + " numbers (" + labels + ")";
        if (value.kind != Node::Kind::array) {
            wrong_type(value, expected);
            return false;
        }
        if (value.children.size() != target.size()) {
            fault(value, "must be " + expected + ", but has " + std::to_string(value.children.size()));
            return false;
        }
        std::vector<double> result;
        for (std::size_t i = 0; i < target.size(); ++i) {
            if (const auto element = number(value.children[i], parameter_.labels[i])) {
                result.push_back(*element);
            }
        }
        if (result.size() == target.size()) {
            std::copy(result.begin(), result.end(), target.begin());
        }
        return result.size() == target.size();
    }

    bool vector_by_name(const Node& value, std::span<double> target) {
        bool good = true;
        for (const Node& member : value.children) {
            const auto label = std::find(parameter_.labels.begin(), parameter_.labels.end(), member.name);
            if (label == parameter_.labels.end()) {
                const auto meant = closest_word(member.name, parameter_.labels);
                fault(member, "has no element '" + shortened(member.name) + "'" +
                                  (meant ? ", did you mean '" + *meant + "'?" : ""));
                good = false;
            } else if (const auto element = number(member, *label)) {
                target[static_cast<std::size_t>(label - parameter_.labels.begin())] = *element;
            } else {
                good = false;
            }
        }
        return good;
    }

    /// Time of a series' point or of a date in years.
    std::optional<double> month(const Node& value) {
        const bool number_given = value.kind == Node::Kind::integer || value.kind == Node::Kind::real;
        std::optional<Day> day;
        if (number_given) {
            const double years = to_double(value.text).value_or(0.0);
            const double months = std::floor(years * 12.0 + 0.5);
            // A tenth of a month forgives decimals cut short (2020.083 for February).
            if (!(std::abs(years) < 1e6) || std::abs(years * 12.0 - months) > 0.1) {
                return fault(value, "must be the first day of a month, such as 2020-07-01 or 2020.5, but is " +
                                        shortened(value.text));
            }
            const auto whole = static_cast<std::int64_t>(months);
            day = Day{whole / 12, whole % 12 + 1, 1};
        } else if (value.kind == Node::Kind::date || value.kind == Node::Kind::text) {
            day = to_day(value.text);
        }
        if (!day) {
            const std::string meant = instead_of_date(value.text);
            return fault(value, "must be a date such as 2020-01-01, but is " + describe(value) +
                                    (meant.empty() ? "" : ": " + meant));
        }
        if (day->day != 1) {
            return fault(value, "must be the first day of a month, but is " + describe(value));
        }
        const double years = years_of_month(day->year, day->month);
        if (!inside(years)) {
            return fault(value, "must be between " + toml_date(parameter_.low) + " and " +
                                    toml_date(parameter_.high) + ", but is " + shortened(value.text));
        }
        return years;
    }

    std::optional<double> point_time(const Node& value) {
        if (value.kind == Node::Kind::date) {
            const Day day = to_day(value.text).value_or(Day{0, 1, 1});
            return years_of_month(day.year, day.month) + static_cast<double>(day.day - 1) / (12.0 * 31.0);
        }
        const bool number_given = value.kind == Node::Kind::integer || value.kind == Node::Kind::real;
        const std::optional<double> years = number_given ? to_double(value.text) : std::nullopt;
        if (!years || !(*years >= 1900.0 && *years <= 2200.0)) {
            return fault(value, "needs a time between 1900 and 2200, such as 2025.5 or 2025-07-01, but has " +
                                    describe(value));
        }
        return years;
    }

    bool series(const Node& value) {
        if (value.kind == Node::Kind::integer || value.kind == Node::Kind::real) {
            const auto constant = number(value);
            if (constant) {
                std::get<Series*>(parameter_.target)->points = {{2000.0, *constant}};
            }
            return constant.has_value();
        }
        if (value.kind == Node::Kind::table) {
            return series_by_part(value, *std::get<Series*>(parameter_.target));
        }
        if (value.kind != Node::Kind::array || value.children.empty()) {
            wrong_type(value, "a number or points in time such as [[2020, 1.0], [2025, 1.2]]");
            return false;
        }
        std::vector<Series::Point> points;
        for (const Node& member : value.children) {
            if (member.kind != Node::Kind::array || member.children.size() != 2) {
                fault(member, "needs points of a time and a value such as [2020, 1.0], but has " + describe(member));
                continue;
            }
            const auto time = point_time(member.children[0]);
            const auto level = number(member.children[1]);
            if (time && !points.empty() && !(*time > points.back().year)) {
                fault(member, "needs points in the order of time, but " + member.children[0].text +
                                  " is not after the point before it");
            } else if (time && level) {
                points.push_back({*time, *level});
            }
        }
        const bool good = points.size() == value.children.size();
        if (good) {
            std::get<Series*>(parameter_.target)->points = std::move(points);
        }
        return good;
    }

    /// Changes to parts of the present series, in the order in which they are written.
    bool series_by_part(const Node& value, Series& target) {
        Series changed = target;
        bool good = true;
        for (const Node& member : value.children) {
            const std::optional<SeriesPart> part = series_part(member.name);
            if (!part) {
                fault(member, "has no part '" + shortened(member.name) + "'; there are " + series_part_names());
                good = false;
            } else if (const std::string lacking = part->lacking_in(changed); !lacking.empty()) {
                fault(member, lacking + ", so there is no '" + member.name + "'");
                good = false;
            } else {
                good = change_part(*part, member, changed) && good;
            }
        }
        if (good) {
            target = std::move(changed);
        }
        return good;
    }

    bool change_part(const SeriesPart& part, const Node& member, Series& changed) {
        Parameter any = parameter_;
        any.low = part.factor ? -infinity : parameter_.low;
        any.high = part.factor ? infinity : parameter_.high;
        const std::optional<double> given = Assignment(any, name_, report_).number(member, member.name);
        if (!given) {
            return false;
        }
        part.change(changed, *given);
        const auto outside = std::find_if(changed.points.begin(), changed.points.end(),
                                          [this](const Series::Point& point) { return !inside(point.value); });
        if (outside != changed.points.end()) {
            fault(member, member.name + " makes its value at " + plain_number(outside->year) + " " +
                              plain_number(outside->value) + "; it must be " + range());
        }
        return outside == changed.points.end();
    }

    bool numbers(const Node& value) {
        if (value.kind != Node::Kind::array) {
            wrong_type(value, "an array of numbers");
            return false;
        }
        std::vector<double> result;
        for (std::size_t i = 0; i < value.children.size(); ++i) {
            if (const auto element = number(numbered(value.children[i]), "element " + std::to_string(i + 1))) {
                result.push_back(*element);
            }
        }
        const bool good = result.size() == value.children.size();
        if (good) {
            *std::get<std::vector<double>*>(parameter_.target) = std::move(result);
        }
        return good;
    }

    bool texts(const Node& value) {
        const auto is_name = [this](const Node& member) {
            return member.kind == Node::Kind::text ||
                   (member.kind == Node::Kind::integer && !parameter_.axis.empty()); // by its number
        };
        const bool good =
            value.kind == Node::Kind::array && std::all_of(value.children.begin(), value.children.end(), is_name);
        if (!good) {
            wrong_type(value, "an array of texts in quotes");
            return false;
        }
        if (!std::all_of(value.children.begin(), value.children.end(),
                         [this](const Node& member) { return short_enough(member) && harmless(member); })) {
            return false;
        }
        auto& target = *std::get<std::vector<std::string>*>(parameter_.target);
        target.clear();
        for (const Node& member : value.children) {
            target.push_back(member.text);
        }
        return true;
    }

    bool changes(const Node& value) {
        if (value.kind != Node::Kind::table) {
            wrong_type(value, "a table of keys and values");
            return false;
        }
        Changes result{taken_apart(value), {}};
        const bool good = add_changes(value, "", result.each);
        if (good) {
            *std::get<Changes*>(parameter_.target) = std::move(result);
        }
        return good;
    }

    bool add_changes(const Node& table, const std::string& prefix, std::vector<Change>& result) {
        bool good = true;
        for (const Node& member : table.children) {
            if (member.name.find('=') != std::string::npos) {
                fault(member, "has a key with '=', which no parameter has");
                good = false;
                continue;
            }
            const std::string key = prefix + dotted_key(member.name);
            if (member.kind == Node::Kind::table) {
                good = add_changes(member, key + ".", result) && good;
            } else {
                result.push_back({key, member});
            }
        }
        return good;
    }

    /// "population.clusters" in quotes is meant as a dotted key; other names that need quotes keep them.
    static std::string dotted_key(const std::string& name) {
        std::string without_dots = name;
        std::erase(without_dots, '.');
        const bool dotted = !without_dots.empty() && toml_key(without_dots) == without_dots;
        return dotted || name.find('"') != std::string::npos ? name : toml_key(name);
    }

    const Parameter& parameter_;
    const std::string& name_;
    const ReportFault& report_;
};

} // namespace

bool assign(const Parameter& parameter, const std::string& name, const Node& value, const ReportFault& report) {
    return Assignment(parameter, name, report).run(value);
}

} // namespace actorhood::sim
