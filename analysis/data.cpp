#include "analysis/data.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <sstream>
#include <system_error>

#include "analysis/text.hpp"
#include "sim/config/format.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"
#include "sim/output/result_path.hpp"
#include "sim/run/merge.hpp"

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

/// "demo" for both runs/demo/ and runs/demo.h5.
std::string short_name(std::filesystem::path path, bool is_folder) {
    if (path.filename().empty() || path.filename() == ".") {
        path = std::filesystem::weakly_canonical(path / "x").parent_path();
    }
    return (is_folder ? path.filename() : path.stem()).string();
}

/// Where the places stand within the numbers of a replicate and time: all combinations along the axes.
std::vector<std::size_t> place_offsets(const Variable& variable,
                                       const std::vector<std::vector<std::size_t>>& places) {
    std::vector<std::size_t> offsets{0};
    for (std::size_t axis = 0; axis < variable.axes.size(); ++axis) {
        std::vector<std::size_t> finer;
        for (const std::size_t offset : offsets) {
            for (const std::size_t place : places[axis]) {
                finer.push_back(offset * static_cast<std::size_t>(variable.shape[axis]) + place);
            }
        }
        offsets = std::move(finer);
    }
    return offsets;
}

/// Where a moment stands among those of a block: `position` of `of` at each time.
struct Moment {
    std::size_t position;
    std::size_t of;
};

/// The chosen numbers of a variable within what is read of the file: some times, some places.
class Cells {
public:
    Cells(const Variable& variable, std::span<const std::size_t> times,
          const std::vector<std::vector<std::size_t>>& places, std::size_t replicates)
        : times_(times),
          offsets_(place_offsets(variable, places)),
          all_places_(variable.places()),
          replicates_(replicates) {}

    [[nodiscard]] Span span() const { return {times_.front(), times_.back() - times_.front() + 1}; }
    [[nodiscard]] std::size_t places() const { return offsets_.size(); }
    /// Copies the chosen numbers of replicates `rows` at the `point`-th point of what was read.
    void copy(const std::vector<double>& values, std::size_t point, const std::vector<std::size_t>& rows,
              Moment moment, Block& block) const {
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t t = 0; t < times_.size(); ++t) {
                const std::size_t row = (point * replicates_ + rows[r]) * span().count + times_[t] - times_.front();
                const std::size_t to = r * block.moments + t * moment.of + moment.position;
                for (std::size_t k = 0; k < offsets_.size(); ++k) {
                    block.values[to * offsets_.size() + k] = values[row * all_places_ + offsets_[k]];
                }
            }
        }
    }

private:
    std::span<const std::size_t> times_;
    std::vector<std::size_t> offsets_;
    std::size_t all_places_;
    std::size_t replicates_;
};

} // namespace

std::string last_part(const std::string& key) { return key.substr(key.rfind('.') + 1); }

std::string key_before_last(const std::string& key) {
    const std::size_t dot = key.rfind('.');
    return dot == std::string::npos ? "" : key.substr(0, dot);
}

std::size_t Variable::places() const {
    return static_cast<std::size_t>(
        std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>()));
}

std::shared_ptr<const ResultFile> ResultFile::open(const std::filesystem::path& path, EmptyResult empty) {
    const std::filesystem::path file_path = sim::result_path(path);
    const std::shared_ptr<ResultFile> file(new ResultFile(hdf5::File::open(file_path)));
    file->path_ = file_path;
    file->name_ = short_name(path, file_path != path);
    if (!sim::is_result(file->file_)) {
        throw Error(ExitCode::corrupt, "'" + file_path.string() +
                                           "' is an HDF5 file without the dimensions 'replicate' and 'time': not a "
                                           "result that can be compared");
    }
    file->read_coordinates(empty);
    file->read_variables();
    return file;
}

std::string ResultFile::seal_notice() const { return file_.sealed() ? "" : sim::unsealed_notice(path_); }

void ResultFile::read_coordinates(EmptyResult empty) {
    for (const double number : file_.dataset("replicate").doubles()) {
        if (!(std::abs(number) < 0x1p53)) {
            throw Error(ExitCode::corrupt, "'" + path_.string() + "': a replicate number is no whole number");
        }
        replicates_.push_back(static_cast<std::int64_t>(number));
    }
    times_ = file_.dataset("time").doubles();
    time_unit_ = file_.dataset("time").text_attribute("units");
    if (empty == EmptyResult::refused && (replicates_.empty() || times_.empty())) {
        throw Error(ExitCode::usage, "'" + path_.string() + "' is empty: it holds no " +
                                         (times_.empty() ? "recorded time" : "replicate"));
    }
    if (!std::is_sorted(times_.begin(), times_.end())) {
        throw Error(ExitCode::corrupt, "'" + path_.string() + "': its times are not in order");
    }
    begins_ = times_;
    if (file_.has("time_bounds")) {
        const std::vector<double> bounds = file_.dataset("time_bounds").doubles();
        if (bounds.size() != 2 * times_.size()) {
            throw Error(ExitCode::corrupt, "'" + path_.string() + "': the bounds of its times do not fit them");
        }
        for (std::size_t row = 0; row < times_.size(); ++row) {
            begins_[row] = bounds[2 * row];
        }
    }
    points_ = file_.has("design") ? static_cast<std::size_t>(file_.dataset("design").size()) : 0;
}

void ResultFile::read_variables() {
    std::vector<std::string> leading{"replicate", "time"};
    std::vector<std::uint64_t> extents{replicates_.size(), times_.size()};
    if (is_sweep()) {
        leading.insert(leading.begin(), "design");
        extents.insert(extents.begin(), points_);
    }
    for (const std::string& name : file_.dataset_names()) {
        const hdf5::Dataset data = file_.dataset(name);
        std::vector<std::string> axes = data.dimension_names();
        if (data.is_dimension() || axes.size() < leading.size() ||
            !std::equal(leading.begin(), leading.end(), axes.begin())) {
            continue;
        }
        std::vector<std::uint64_t> shape = data.shape();
        if (!std::equal(extents.begin(), extents.end(), shape.begin())) {
            throw Error(ExitCode::corrupt, "'" + path_.string() + "': variable '" + name +
                                               "' does not fit the file's replicates and times");
        }
        const auto behind = static_cast<std::ptrdiff_t>(leading.size());
        axes.erase(axes.begin(), axes.begin() + behind);
        shape.erase(shape.begin(), shape.begin() + behind);
        variables_.push_back({name, data.text_attribute("long_name"), data.text_attribute("units"), axes, shape,
                              data.text_attribute("source"), data.text_attribute("cell_methods")});
    }
}

std::string ResultFile::attribute(std::string_view name) const { return sim::printable(attribute_text(file_, name)); }

std::string ResultFile::title() const { return sim::one_line(attribute("title")); }

std::string ResultFile::parameters() const {
    if (!file_.has("parameters_toml")) {
        return attribute("parameters_toml");
    }
    const std::vector<std::string> texts = file_.dataset("parameters_toml").strings();
    return texts.empty() ? std::string() : texts.front();
}

std::vector<Origin> ResultFile::origin() const {
    std::vector<Origin> stated;
    for (const char* name : {"program_version", "git_commit", "git_uncommitted_changes"}) {
        if (std::string value = attribute(name); !value.empty()) {
            stated.push_back({name, std::move(value)});
        }
    }
    return stated;
}

std::vector<DesignColumn> ResultFile::design_columns() const {
    std::vector<DesignColumn> columns;
    for (const std::string& name : file_.dataset_names()) {
        const hdf5::Dataset data = file_.dataset(name);
        const std::string role = data.text_attribute("design_role");
        if (!role.empty() && data.dimension_names() == std::vector<std::string>{"design"}) {
            // A key that something else in the file has as its name is preceded by "design_".
            columns.push_back({name.starts_with("design_") ? name.substr(7) : name, role, labels(name),
                               data.element() == hdf5::Element::text});
        }
    }
    return columns;
}

std::vector<std::string> ResultFile::design_axes() const {
    std::vector<std::string> names;
    std::map<std::string, int> shares;
    for (const DesignColumn& column : design_columns()) {
        if (column.role != "design") {
            names.push_back(column.name);
            ++shares[key_before_last(column.name)];
        }
    }
    for (const auto& [prefix, count] : shares) {
        if (count > 1 && !prefix.empty()) {
            names.push_back(prefix);
        }
    }
    names.emplace_back(every_point);
    return names;
}

std::vector<std::string> ResultFile::point_settings() const {
    return file_.has("point_settings") ? file_.dataset("point_settings").strings()
                                       : std::vector<std::string>(points_);
}

std::vector<bool> ResultFile::finished_runs() const {
    std::vector<bool> finished(points_ * replicates_.size(), true);
    if (file_.has("status")) {
        const std::vector<std::int32_t> states = file_.dataset("status").int32s();
        if (states.size() != finished.size()) {
            throw Error(ExitCode::corrupt, "'" + path_.string() + "': 'status' does not fit the design");
        }
        std::transform(states.begin(), states.end(), finished.begin(), [](std::int32_t state) { return state == 0; });
    }
    return finished;
}

bool ResultFile::has_uneven_replicates() const {
    constexpr auto not_asked = static_cast<std::int32_t>(sim::RunStatus::not_asked);
    if (!file_.has("status")) {
        return false;
    }
    const std::vector<std::int32_t> states = file_.dataset("status").int32s();
    return std::find(states.begin(), states.end(), not_asked) != states.end();
}

std::vector<std::string> ResultFile::labels(std::string_view axis) const {
    const hdf5::Dataset coordinate = file_.dataset(axis);
    if (coordinate.element() == hdf5::Element::text) {
        std::vector<std::string> labels = coordinate.strings();
        std::transform(labels.begin(), labels.end(), labels.begin(),
                       [](const std::string& label) { return sim::one_line(label); });
        return labels;
    }
    std::vector<std::string> texts;
    for (const double number : coordinate.doubles()) {
        texts.push_back(sim::plain_number(number));
    }
    return texts;
}

std::size_t ResultFile::cut_from(std::string_view axis) const {
    const auto value = file_.dataset(axis).find_attribute("cut_from");
    const auto* number = value ? std::get_if<std::uint64_t>(&*value) : nullptr;
    return number == nullptr ? 0 : static_cast<std::size_t>(*number);
}

bool ResultFile::has_text_labels(std::string_view axis) const {
    return file_.dataset(axis).element() == hdf5::Element::text;
}

std::vector<double> ResultFile::read(const Variable& variable, Span points, Span replicates, Span times) const {
    std::vector<std::uint64_t> start{replicates.first, times.first};
    std::vector<std::uint64_t> extent{replicates.count, times.count};
    if (is_sweep()) {
        start.insert(start.begin(), points.first);
        extent.insert(extent.begin(), points.count);
    }
    start.resize(start.size() + variable.shape.size(), 0);
    extent.insert(extent.end(), variable.shape.begin(), variable.shape.end());
    return file_.dataset(variable.name).doubles(start, extent);
}

std::size_t ResultFile::points_at_once(const Variable& variable, std::size_t times) const {
    constexpr std::size_t most_bytes = std::size_t{1} << 23; // several chunks, which are unpacked once each
    const std::size_t point =
        sizeof(double) * replicates_.size() * times * std::max<std::size_t>(variable.places(), 1);
    return std::clamp<std::size_t>(most_bytes / point, 1, std::max<std::size_t>(points_, 1));
}

std::string comma_forgotten(const std::string& words, const std::vector<std::string>& names) {
    std::istringstream stream(words);
    std::string all;
    std::size_t count = 0;
    for (std::string word; stream >> word; ++count) {
        if (std::ranges::none_of(names, [&](const auto& name) { return sim::matches_pattern(word, name); })) {
            return "";
        }
        all += (all.empty() ? "" : ", ") + word;
    }
    return count < 2 ? "" : "; put a comma between names: '" + all + "'";
}

Result Result::open(const std::filesystem::path& path) {
    std::shared_ptr<const ResultFile> file = ResultFile::open(path);
    if (file->is_sweep()) {
        throw Error(ExitCode::usage, "'" + file->path().string() +
                                         "' is the result of a sweep: compare its points with "
                                         "--between AXIS, where AXIS is one of " +
                                         listed(file->design_axes(), 100));
    }
    std::vector<std::size_t> rows(file->replicates().size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::string name = file->name();
    return {std::move(file), std::move(name), {}, std::move(rows)};
}

Result::Result(std::shared_ptr<const ResultFile> file, std::string name, std::vector<std::size_t> points,
               std::vector<std::size_t> rows)
    : file_(std::move(file)), name_(std::move(name)), points_(std::move(points)), rows_(std::move(rows)) {
    for (const std::size_t row : rows_) {
        replicates_.push_back(file_->replicates()[row]);
    }
}

std::vector<std::string> Result::headline_variables() const {
    std::istringstream words(file_->attribute("headline_variables"));
    return {std::istream_iterator<std::string>(words), {}};
}

bool Result::has(std::string_view variable) const {
    return std::any_of(file_->variables().begin(), file_->variables().end(),
                       [&](const Variable& candidate) { return candidate.name == variable; });
}

const Variable& Result::variable(std::string_view name) const {
    std::vector<std::string> names;
    for (const Variable& candidate : file_->variables()) {
        if (candidate.name == name) {
            return candidate;
        }
        names.push_back(candidate.name);
    }
    const std::optional<std::string> meant = sim::closest_word(name, names);
    const std::string comma = comma_forgotten(std::string(name), names);
    throw Error(ExitCode::usage, "'" + file_->path().string() + "' has no variable '" + std::string(name) + "'" +
                                     (comma.empty() && meant ? "; did you mean '" + *meant + "'?" : comma));
}

std::vector<Block> Result::read_points(const Variable& variable, Span points, std::span<const std::size_t> times,
                                       const std::vector<std::vector<std::size_t>>& places) const {
    const Cells cells(variable, times, places, file_->replicates().size());
    const std::vector<double> values = file_->read(variable, points, {0, file_->replicates().size()}, cells.span());
    std::vector<Block> blocks;
    for (std::size_t p = 0; p < points.count; ++p) {
        Block& block = blocks.emplace_back(Block{rows_.size(), times.size(), cells.places(), {}});
        block.values.resize(block.replicates * block.moments * block.places);
        cells.copy(values, p, rows_, {0, 1}, block);
    }
    return blocks;
}

Block Result::read(const Variable& variable, std::span<const std::size_t> times,
                   const std::vector<std::vector<std::size_t>>& places) const {
    const Cells cells(variable, times, places, file_->replicates().size());
    const std::vector<std::size_t> points = points_.empty() ? std::vector<std::size_t>{0} : points_;
    Block block{rows_.size(), times.size() * points.size(), cells.places(), {}};
    block.values.resize(block.replicates * block.moments * block.places);
    for (std::size_t p = 0; p < points.size(); ++p) {
        cells.copy(file_->read(variable, {points[p], 1}, {0, file_->replicates().size()}, cells.span()), 0, rows_,
                   {p, points.size()}, block);
    }
    return block;
}

bool varies(const DesignColumn& column) {
    return std::any_of(column.values.begin(), column.values.end(),
                       [&](const std::string& value) { return value != column.values[0]; });
}

} // namespace actorhood::analysis
