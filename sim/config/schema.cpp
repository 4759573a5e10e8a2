#include "sim/config/schema.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <type_traits>

#include "sim/config/format.hpp"

namespace actorhood::sim {

namespace {

/// First and last month a scenario may name [years].
constexpr Bounds calendar{1900.0, 2200.0};

constexpr std::size_t longest_array_line = 500;

[[noreturn]] void reject(const std::string& key, const std::string& reason) {
    throw std::logic_error("declaration of '" + key + "': " + reason);
}

template <class Values, class Show>
std::string array_text(const Values& values, Show show) {
    std::vector<std::string> parts;
    for (const auto& value : values) {
        parts.push_back(show(value));
    }
    const std::string line = joined(parts, ", ");
    // Lines of a scenario are limited, and nobody reads a long one.
    return line.size() <= longest_array_line ? "[" + line + "]" : "[\n    " + joined(parts, ",\n    ") + "\n]";
}

/// An inline table; keys are quoted because they have dots.
std::string changes_text(const Changes& changes) {
    std::vector<std::string> parts;
    for (const Change& change : changes.each) {
        parts.push_back(toml_key(change.key) + " = " + change.value.toml());
    }
    return parts.empty() ? "{}" : "{ " + joined(parts, ", ") + " }";
}

void require_inside(const Parameter& parameter, double value, const char* what) {
    if (!std::isfinite(value) || value < parameter.low || value > parameter.high) {
        reject(parameter.key, std::string(what) + " " + plain_number(value) + " is outside the accepted values " +
                                  parameter.accepted_text());
    }
}

void set_bounds(Parameter& parameter, Bounds bounds) {
    if (!(bounds.low <= bounds.high)) {
        reject(parameter.key, "its bounds are in the wrong order");
    }
    parameter.low = bounds.low;
    parameter.high = bounds.high;
}

void set_sweep(Parameter& parameter, Sweep sweep) {
    if (!(sweep.low <= sweep.high)) {
        reject(parameter.key, "its sweep range is in the wrong order");
    }
    require_inside(parameter, sweep.low, "sweep end");
    require_inside(parameter, sweep.high, "sweep end");
    parameter.sweep_low = sweep.low;
    parameter.sweep_high = sweep.high;
    parameter.sweepable = !parameter.structural;
}

double parse_month(const std::string& key, std::string_view date) {
    int year = 0;
    int month = 0;
    const bool shaped = date.size() == 10 && date[4] == '-' && date.substr(7) == "-01" &&
                        std::from_chars(date.data(), date.data() + 4, year).ptr == date.data() + 4 &&
                        std::from_chars(date.data() + 5, date.data() + 7, month).ptr == date.data() + 7;
    if (!shaped || month < 1 || month > 12) {
        reject(key, "its default must be the first day of a month, like 2020-01-01");
    }
    return years_of_month(year, month);
}

/// True if the one key is the other or a table that holds it.
bool collide(std::string_view a, std::string_view b) {
    const std::string_view outer = a.size() < b.size() ? a : b;
    const std::string_view inner = a.size() < b.size() ? b : a;
    // One letter tells most pairs apart: all are compared with all.
    return (inner.size() == outer.size() || inner[outer.size()] == '.') && inner.starts_with(outer);
}

/// Where the field begins that a parameter is bound to.
const void* address(const Parameter::Target& target) {
    return std::visit(
        [](auto field) -> const void* {
            if constexpr (std::is_same_v<decltype(field), std::span<double>>) {
                return field.data();
            } else {
                return field;
            }
        },
        target);
}

} // namespace

double Series::at(double year) const {
    if (points.empty()) {
        throw std::logic_error("a series without points has no value");
    }
    if (year <= points.front().year) {
        return points.front().value;
    }
    const auto after = std::upper_bound(points.begin(), points.end(), year,
                                        [](double time, const Point& point) { return time < point.year; });
    if (after == points.end()) {
        return points.back().value;
    }
    const Point& left = *(after - 1);
    return left.value + (after->value - left.value) * ((year - left.year) / (after->year - left.year));
}

std::vector<std::string> Changes::settings() const {
    std::vector<std::string> result;
    std::transform(each.begin(), each.end(), std::back_inserter(result), std::mem_fn(&Change::setting));
    return result;
}

std::string Parameter::value_text() const {
    if (const auto* optional = std::get_if<std::optional<double>*>(&target)) {
        const std::optional<double>& value = **optional;
        return !value ? "" : kind == Kind::date ? toml_date(*value) : toml_real(*value);
    }
    switch (kind) {
    case Kind::real:
        return toml_real(*std::get<double*>(target));
    case Kind::integer:
        return std::to_string(*std::get<std::int64_t*>(target));
    case Kind::boolean:
        return *std::get<bool*>(target) ? "true" : "false";
    case Kind::text:
        return toml_text(*std::get<std::string*>(target));
    case Kind::choice:
        return toml_text(labels.at(static_cast<std::size_t>(*std::get<std::int64_t*>(target))));
    case Kind::vector:
        return array_text(std::get<std::span<double>>(target), toml_real);
    case Kind::series:
        return array_text(std::get<Series*>(target)->points, [](const Series::Point& point) {
            return "[" + toml_real(point.year) + ", " + toml_real(point.value) + "]";
        });
    case Kind::date:
        return toml_date(*std::get<double*>(target));
    case Kind::seed:
        return toml_seed(*std::get<std::uint64_t*>(target));
    case Kind::numbers:
        return array_text(*std::get<std::vector<double>*>(target), toml_real);
    case Kind::texts:
        return array_text(*std::get<std::vector<std::string>*>(target), toml_text);
    case Kind::changes:
        return changes_text(*std::get<Changes*>(target));
    case Kind::written: {
        const std::optional<Node>& value = *std::get<std::optional<Node>*>(target);
        return value ? value->toml() : "";
    }
    }
    throw std::logic_error("unknown kind of parameter");
}

std::string Parameter::accepted_text() const {
    switch (kind) {
    case Kind::boolean:
        return "true, false";
    case Kind::choice:
        return joined(labels, ", ");
    case Kind::seed:
        return "0 to 18446744073709551615";
    case Kind::date:
        return toml_date(low) + " to " + toml_date(high);
    case Kind::text:
    case Kind::texts:
    case Kind::changes:
    case Kind::written:
        return "";
    default:
        break;
    }
    const bool from = std::isfinite(low);
    const bool to = std::isfinite(high);
    if (from && to) {
        return plain_number(low) + " to " + plain_number(high);
    }
    return from ? "at least " + plain_number(low) : to ? "at most " + plain_number(high) : "";
}

void Schema::section(std::string_view key, std::string_view meaning) {
    prefix_ = key.empty() ? "" : std::string(key) + ".";
    const bool known =
        std::any_of(sections_.begin(), sections_.end(), [&](const SectionText& other) { return other.key == key; });
    if (!known) {
        sections_.push_back({std::string(key), std::string(meaning)});
    }
}

void Schema::require_free(std::string_view key) const {
    const auto name_character = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.';
    };
    if (key.empty() || !std::all_of(key.begin(), key.end(), name_character) || key.starts_with('.') ||
        key.ends_with('.') || key.find("..") != std::string_view::npos || key == "include") {
        reject(std::string(key), "this cannot be a key");
    }
    for (const Parameter& other : parameters_) {
        if (collide(key, other.key)) {
            reject(std::string(key), "'" + other.key + "' is declared already");
        }
    }
    for (const ListDeclaration& other : lists_) {
        if (collide(key, other.key)) {
            reject(std::string(key), "the list '" + other.key + "' is declared already");
        }
    }
}

Parameter& Schema::add(std::string_view name, Parameter::Kind kind, std::string_view unit, Meaning meaning,
                       std::string_view source, Parameter::Target target) {
    Parameter parameter;
    parameter.key = prefix_ + std::string(name);
    require_free(parameter.key);
    for (const Parameter& other : parameters_) {
        if (address(other.target) == address(target)) {
            reject(parameter.key, "its field belongs to '" + other.key + "'");
        }
    }
    parameter.kind = kind;
    parameter.unit = unit;
    parameter.low = -infinity;
    parameter.high = infinity;
    parameter.meaning = meaning.text;
    parameter.symbol = meaning.symbol.text;
    parameter.source = source;
    parameter.target = target;
    parameter.structural = structural_;
    parameter.fixed = fixed_;
    parameter.whole = whole_;
    return parameters_.emplace_back(std::move(parameter));
}

void Schema::add_list(ListDeclaration list) {
    require_free(list.key);
    lists_.push_back(std::move(list));
}

const Parameter* Schema::find(std::string_view key) const {
    const auto found = std::find_if(parameters_.begin(), parameters_.end(),
                                    [&](const Parameter& parameter) { return parameter.key == key; });
    return found == parameters_.end() ? nullptr : &*found;
}

const ListDeclaration* Schema::find_list(std::string_view key) const {
    const auto found =
        std::find_if(lists_.begin(), lists_.end(), [&](const ListDeclaration& list) { return list.key == key; });
    return found == lists_.end() ? nullptr : &*found;
}

void Schema::list_from_file(std::string_view list, std::string_view file_key) {
    const auto found = std::find_if(lists_.begin(), lists_.end(),
                                    [&](const ListDeclaration& declared) { return declared.key == list; });
    const Parameter* const name = find(file_key);
    if (found == lists_.end() || name == nullptr || name->kind != Parameter::Kind::text) {
        reject(std::string(file_key),
               "a list and a text must have been declared before one names a file of the other");
    }
    found->file_key = file_key;
}

void Schema::library_files(std::string_view list, std::function<std::vector<std::string>()> files) {
    const auto found = std::find_if(libraries_.begin(), libraries_.end(),
                                    [&](const LibraryDeclaration& library) { return library.list == list; });
    if (found == libraries_.end()) {
        reject(std::string(list), "it has no library");
    }
    found->files = std::move(files);
}

void Schema::real(double& field, std::string_view name, Unit unit, Default<double> value, Bounds bounds, Sweep sweep,
                  Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::real, unit.text, meaning, source.text, &field);
    set_bounds(parameter, bounds);
    require_inside(parameter, value.value, "default");
    set_sweep(parameter, sweep);
    field = value.value;
    parameter.default_text = parameter.value_text();
}

void Schema::integer(std::int64_t& field, std::string_view name, Unit unit, Default<int> value, Bounds bounds,
                     Sweep sweep, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::integer, unit.text, meaning, source.text, &field);
    set_bounds(parameter, bounds);
    require_inside(parameter, value.value, "default");
    set_sweep(parameter, sweep);
    field = value.value;
    parameter.default_text = parameter.value_text();
}

void Schema::boolean(bool& field, std::string_view name, Default<bool> value, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::boolean, "1", meaning, source.text, &field);
    field = value.value;
    parameter.default_text = parameter.value_text();
}

void Schema::text(std::string& field, std::string_view name, Default<std::string_view> value, Meaning meaning,
                  Source source) {
    Parameter& parameter = add(name, Parameter::Kind::text, "1", meaning, source.text, &field);
    field = value.value;
    parameter.default_text = parameter.value_text();
}

void Schema::choice(std::int64_t& field, std::string_view name, Default<std::string_view> value,
                    std::initializer_list<std::string_view> choices, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::choice, "1", meaning, source.text, &field);
    parameter.labels.assign(choices.begin(), choices.end());
    const auto chosen = std::find(choices.begin(), choices.end(), value.value);
    if (chosen == choices.end()) {
        reject(parameter.key, "its default is not among the choices");
    }
    field = chosen - choices.begin();
    parameter.default_text = parameter.value_text();
}

void Schema::vector(std::span<double> field, std::string_view name, Unit unit, std::initializer_list<double> value,
                    std::initializer_list<std::string_view> labels, Bounds bounds, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::vector, unit.text, meaning, source.text, field);
    set_bounds(parameter, bounds);
    parameter.labels.assign(labels.begin(), labels.end());
    if (value.size() != field.size() || labels.size() != field.size()) {
        reject(parameter.key, "its field, default and labels differ in length");
    }
    for (const double element : value) {
        require_inside(parameter, element, "default");
    }
    std::copy(value.begin(), value.end(), field.begin());
    parameter.default_text = parameter.value_text();
}

void Schema::series(Series& field, std::string_view name, Unit unit, std::initializer_list<Series::Point> value,
                    Bounds bounds, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::series, unit.text, meaning, source.text, &field);
    set_bounds(parameter, bounds);
    if (value.size() == 0) {
        reject(parameter.key, "a series needs at least one point");
    }
    double before = -infinity;
    for (const Series::Point& point : value) {
        require_inside(parameter, point.value, "default");
        if (!(point.year > before)) {
            reject(parameter.key, "the points of a series must follow each other in time");
        }
        before = point.year;
    }
    field.points.assign(value.begin(), value.end());
    parameter.default_text = parameter.value_text();
}

void Schema::date(double& field, std::string_view name, Default<std::string_view> value, Meaning meaning,
                  Source source) {
    Parameter& parameter = add(name, Parameter::Kind::date, "year", meaning, source.text, &field);
    set_bounds(parameter, calendar);
    field = parse_month(parameter.key, value.value);
    require_inside(parameter, field, "default");
    parameter.default_text = parameter.value_text();
}

void Schema::seed(std::uint64_t& field, std::string_view name, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::seed, "1", meaning, source.text, &field);
    set_bounds(parameter, {0.0, 0x1p64});
    field = 1;
    parameter.default_text = parameter.value_text();
}

void Schema::optional_real(std::optional<double>& field, std::string_view name, Unit unit, Bounds bounds,
                           Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::real, unit.text, meaning, source.text, &field);
    set_bounds(parameter, bounds);
    field.reset();
}

void Schema::optional_date(std::optional<double>& field, std::string_view name, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::date, "year", meaning, source.text, &field);
    set_bounds(parameter, calendar);
    field.reset();
}

void Schema::numbers(std::vector<double>& field, std::string_view name, Unit unit, Bounds bounds, Meaning meaning,
                     Source source) {
    Parameter& parameter = add(name, Parameter::Kind::numbers, unit.text, meaning, source.text, &field);
    set_bounds(parameter, bounds);
    field.clear();
    parameter.default_text = parameter.value_text();
}

void Schema::texts(std::vector<std::string>& field, std::string_view name, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::texts, "1", meaning, source.text, &field);
    field.clear();
    parameter.default_text = parameter.value_text();
}

void Schema::changes(Changes& field, std::string_view name, Meaning meaning, Source source) {
    Parameter& parameter = add(name, Parameter::Kind::changes, "1", meaning, source.text, &field);
    field = {};
    parameter.default_text = parameter.value_text();
}

void Schema::written(std::optional<Node>& field, std::string_view name, Meaning meaning, Source source) {
    add(name, Parameter::Kind::written, "1", meaning, source.text, &field);
    field.reset();
}

} // namespace actorhood::sim
