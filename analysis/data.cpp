#include "analysis/data.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <system_error>

#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"

namespace actorhood::analysis {

namespace {

using sim::Error;
using sim::ExitCode;
namespace hdf5 = sim::hdf5;

/// Attribute as text, whatever its type; "" if there is none.
std::string attribute_text(const hdf5::Object& object, std::string_view name) {
    const std::optional<hdf5::AttributeValue> value = object.find_attribute(name);
    if (!value) {
        return {};
    }
    if (const auto* text = std::get_if<std::string>(&*value)) {
        return *text;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&*value)) {
        return std::to_string(*whole);
    }
    if (const auto* natural = std::get_if<std::uint64_t>(&*value)) {
        return std::to_string(*natural);
    }
    return sim::plain_number(std::get<double>(*value));
}

bool is_trajectory(const hdf5::File& file) { return file.has("replicate") && file.has("time"); }

std::vector<std::filesystem::path> trajectory_files(const std::filesystem::path& folder) {
    std::error_code failure;
    std::vector<std::filesystem::path> found;
    std::filesystem::directory_iterator entries(folder, failure);
    for (; !failure && entries != std::filesystem::directory_iterator(); entries.increment(failure)) {
        if (entries->path().extension() == ".h5") {
            found.push_back(entries->path());
        }
    }
    if (failure) {
        throw Error(ExitCode::input_output, "cannot list folder '" + folder.string() + "': " + failure.message());
    }
    std::sort(found.begin(), found.end());
    if (found.size() > 1) {
        std::erase_if(found, [](const auto& file) { return !is_trajectory(hdf5::File::open(file)); });
    }
    return found;
}

/// The trajectory file a path means.
std::filesystem::path trajectory_path(const std::filesystem::path& path) {
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) {
        throw Error(ExitCode::input_output, "there is no result '" + path.string() + "'" +
                                                (failure ? ": " + failure.message() : std::string()));
    }
    if (!std::filesystem::is_directory(path, failure)) {
        return path;
    }
    const std::vector<std::filesystem::path> found = trajectory_files(path);
    if (found.empty()) {
        throw Error(ExitCode::input_output, "folder '" + path.string() +
                                                "' holds no trajectory file (*.h5); did its run end? If not: "
                                                "actorhood resume " +
                                                path.string());
    }
    if (found.size() > 1) {
        throw Error(ExitCode::usage, "folder '" + path.string() +
                                         "' holds several results; name one of them: " + found[0].string() + ", " +
                                         found[1].string() + (found.size() > 2 ? ", ..." : ""));
    }
    return found[0];
}

/// "demo" for both runs/demo/ and runs/demo.h5.
std::string short_name(std::filesystem::path path, bool is_folder) {
    if (path.filename().empty() || path.filename() == ".") {
        path = std::filesystem::weakly_canonical(path / "x").parent_path();
    }
    return (is_folder ? path.filename() : path.stem()).string();
}

} // namespace

Result Result::open(const std::filesystem::path& path) {
    const std::filesystem::path file_path = trajectory_path(path);
    Result result(hdf5::File::open(file_path));
    result.path_ = file_path;
    result.name_ = short_name(path, file_path != path);
    if (!is_trajectory(result.file_)) {
        throw Error(ExitCode::corrupt, "'" + file_path.string() +
                                           "' is an HDF5 file without the dimensions 'replicate' and 'time': not a "
                                           "result that can be compared");
    }
    result.read_description();
    result.read_variables();
    return result;
}

void Result::read_description() {
    title_ = attribute_text(file_, "title");
    master_seed_ = attribute_text(file_, "master_seed");
    parameters_hash_ = attribute_text(file_, "parameters_hash");
    std::istringstream names(attribute_text(file_, "headline_variables"));
    for (std::string name; names >> name;) {
        headline_variables_.push_back(name);
    }
    for (const double number : file_.dataset("replicate").doubles()) {
        if (!(std::abs(number) < 0x1p53)) {
            throw Error(ExitCode::corrupt, "'" + path_.string() + "': a replicate number is no whole number");
        }
        replicates_.push_back(static_cast<std::int64_t>(number));
    }
    times_ = file_.dataset("time").doubles();
    if (replicates_.empty() || times_.empty()) {
        throw Error(ExitCode::corrupt, "'" + path_.string() + "' holds no replicate or no recorded time");
    }
    if (!std::is_sorted(times_.begin(), times_.end())) {
        throw Error(ExitCode::corrupt, "'" + path_.string() + "': its times are not in order");
    }
}

void Result::read_variables() {
    for (const std::string& name : file_.dataset_names()) {
        const hdf5::Dataset data = file_.dataset(name);
        const std::vector<std::string> dimensions = data.dimension_names();
        if (data.is_dimension() || dimensions.size() < 2 || dimensions[0] != "replicate" || dimensions[1] != "time") {
            continue;
        }
        variables_.push_back(
            {name, data.text_attribute("long_name"), data.text_attribute("units"), dimensions, data.shape()});
        if (variables_.back().shape[0] != replicates_.size() || variables_.back().shape[1] != times_.size()) {
            throw Error(ExitCode::corrupt, "'" + path_.string() + "': variable '" + name +
                                               "' does not fit the file's replicates and times");
        }
    }
}

bool Result::has(std::string_view variable) const {
    return std::any_of(variables_.begin(), variables_.end(), [&](const Variable& v) { return v.name == variable; });
}

const Variable& Result::variable(std::string_view name) const {
    std::vector<std::string> names;
    for (const Variable& candidate : variables_) {
        if (candidate.name == name) {
            return candidate;
        }
        names.push_back(candidate.name);
    }
    const std::optional<std::string> meant = sim::closest_word(name, names);
    throw Error(ExitCode::usage, "'" + path_.string() + "' has no variable '" + std::string(name) + "'" +
                                     (meant ? "; did you mean '" + *meant + "'?" : std::string()));
}

std::vector<std::string> Result::labels(std::string_view dimension) const {
    const hdf5::Dataset coordinate = file_.dataset(dimension);
    if (coordinate.element() == hdf5::Element::text) {
        return coordinate.strings();
    }
    std::vector<std::string> texts;
    for (const double number : coordinate.doubles()) {
        texts.push_back(sim::plain_number(number));
    }
    return texts;
}

std::vector<double> Result::read(const Variable& variable, TimeRange range) const {
    std::vector<std::uint64_t> start(variable.shape.size(), 0);
    std::vector<std::uint64_t> count = variable.shape;
    start[1] = range.first;
    count[1] = range.count;
    return file_.dataset(variable.name).doubles(start, count);
}

} // namespace actorhood::analysis
