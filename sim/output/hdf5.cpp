#include "sim/output/hdf5.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <type_traits>

#include <hdf5.h>
#include <hdf5_hl.h>

#include "sim/output/checksum.hpp"
#include "sim/output/hdf5_detail.hpp"

// The library's macros are full of casts in C style.
#pragma GCC diagnostic ignored "-Wold-style-cast"

namespace actorhood::sim::hdf5 {

namespace detail {

void silence_library() {
    // After a write that failed for lack of room the library crashes when it tidies up at exit. Nothing of ours
    // depends on that. Works before the first other call only, does nothing after it.
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::string library_reason() {
    std::string reason;
    H5Ewalk2(
        H5E_DEFAULT, H5E_WALK_UPWARD,
        [](unsigned, const H5E_error2_t* entry, void* context) -> herr_t {
            auto& text = *static_cast<std::string*>(context);
            if (text.empty() && entry->desc != nullptr) {
                text = entry->desc;
            }
            return 0;
        },
        &reason);
    H5Eclear2(H5E_DEFAULT);
    return reason.empty() ? "unknown reason" : reason;
}

Handle access_without_locks(const std::string& path) {
    Handle access{written(H5Pcreate(H5P_FILE_ACCESS), path, "make a property list"), H5Pclose};
#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(access.get(), false, true);
#endif
    return access;
}

std::string link_name(hid_t object) {
    const ssize_t length = H5Iget_name(object, nullptr, 0);
    if (length <= 0) {
        return {};
    }
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    H5Iget_name(object, name.data(), name.size());
    name.pop_back();
    return name.substr(name.rfind('/') + 1);
}

} // namespace detail

using detail::link_name;
using detail::silence_library;
using detail::written;

static_assert(std::is_same_v<Handle::Identifier, hid_t>, "identifiers of HDF5 1.10 or newer");

namespace {

constexpr std::size_t longest_attribute = 60'000; ///< the format stores at most 64 KiB
constexpr std::size_t column_chunk_bytes = 1u << 17;

Handle property_list(hid_t kind, const std::string& path) {
    return {written(H5Pcreate(kind), path, "make a property list"), H5Pclose};
}

constexpr unsigned creation_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

/// Creation properties of groups and of the file: order kept, no times.
Handle group_properties(hid_t kind, const std::string& path) {
    Handle list = property_list(kind, path);
    written(H5Pset_link_creation_order(list.get(), creation_order), path, "track creation order");
    written(H5Pset_attr_creation_order(list.get(), creation_order), path, "track creation order");
    written(H5Pset_obj_track_times(list.get(), false), path, "switch off times");
    return list;
}

Handle variable_text_type(const std::string& path) {
    Handle type{written(H5Tcopy(H5T_C_S1), path, "make a text type"), H5Tclose};
    written(H5Tset_size(type.get(), H5T_VARIABLE), path, "make a text type");
    written(H5Tset_cset(type.get(), H5T_CSET_UTF8), path, "make a text type");
    return type;
}

Handle fixed_text_type(std::size_t size, const std::string& path) {
    Handle type{written(H5Tcopy(H5T_C_S1), path, "make a text type"), H5Tclose};
    written(H5Tset_size(type.get(), size), path, "make a text type");
    written(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), path, "make a text type");
    written(H5Tset_cset(type.get(), H5T_CSET_UTF8), path, "make a text type");
    return type;
}

/// Largest prefix of at most `most` bytes that does not cut a UTF-8 letter.
std::string_view cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) {
        return text;
    }
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0u) == 0x80u) {
        --most;
    }
    return text.substr(0, most);
}

void write_attribute(hid_t object, std::string_view name, hid_t type, const void* value, const std::string& path) {
    const std::string named(name);
    const Handle space{written(H5Screate(H5S_SCALAR), path, "make a space"), H5Sclose};
    const Handle attribute{written(H5Acreate2(object, named.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                                   path, "make attribute '" + named + "'"),
                           H5Aclose};
    written(H5Awrite(attribute.get(), type, value), path, "write attribute '" + named + "'");
}

/// Type of elements in the file and (with the same value on this machine) in memory.
hid_t type_of(double) { return H5T_IEEE_F64LE; }
hid_t type_of(std::int32_t) { return H5T_STD_I32LE; }
hid_t type_of(std::int64_t) { return H5T_STD_I64LE; }
hid_t type_of(std::uint64_t) { return H5T_STD_U64LE; }

template <class Value>
void write_whole(hid_t dataset, std::span<const Value> values, const std::string& path, std::string_view name) {
    const std::string action = "write '" + std::string(name) + "'";
    if constexpr (std::is_same_v<Value, std::string>) {
        std::vector<const char*> pointers;
        pointers.reserve(values.size());
        for (const std::string& text : values) {
            pointers.push_back(text.c_str());
        }
        const Handle type = variable_text_type(path);
        if (!pointers.empty()) {
            written(H5Dwrite(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), path, action);
        }
    } else if (!values.empty()) {
        written(H5Dwrite(dataset, type_of(Value{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), path, action);
    }
}

} // namespace

Object::~Object() {
    if (handle_.close_now() < 0 && lost_->empty()) {
        *lost_ = detail::library_reason();
    }
}

void Object::attribute(std::string_view name, const AttributeValue& value) {
    const hid_t object = handle_.get();
    if (const auto* text = std::get_if<std::string>(&value)) {
        const std::string stored = text->empty() ? " " : std::string(cut(*text, longest_attribute));
        const Handle type = fixed_text_type(stored.size(), *path_);
        write_attribute(object, name, type.get(), stored.data(), *path_);
    } else if (const auto* real = std::get_if<double>(&value)) {
        write_attribute(object, name, H5T_IEEE_F64LE, real, *path_);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        write_attribute(object, name, H5T_STD_I64LE, integer, *path_);
    } else {
        write_attribute(object, name, H5T_STD_U64LE, &std::get<std::uint64_t>(value), *path_);
    }
}

void Object::attributes(const Attributes& values) {
    for (const auto& [name, value] : values) {
        attribute(name, value);
    }
}

void Dataset::write_chunk(std::span<const std::uint64_t> start, std::span<const std::byte> packed) {
    const std::vector<hsize_t> offset(start.begin(), start.end());
    constexpr std::uint32_t every_filter_applied = 0;
    written(
        H5Dwrite_chunk(handle_.get(), H5P_DEFAULT, every_filter_applied, offset.data(), packed.size(), packed.data()),
        *path_, "write '" + link_name(handle_.get()) + "'");
}

void Dataset::flags(std::span<const std::string> meanings) {
    std::vector<std::int32_t> values;
    std::string words;
    for (const std::string& meaning : meanings) {
        values.push_back(static_cast<std::int32_t>(values.size()));
        words += (words.empty() ? "" : " ") + meaning;
    }
    const hsize_t length = values.size();
    const Handle space{written(H5Screate_simple(1, &length, nullptr), *path_, "make a space"), H5Sclose};
    const Handle list{
        written(H5Acreate2(handle_.get(), "flag_values", H5T_STD_I32LE, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                *path_, "make attribute 'flag_values'"),
        H5Aclose};
    written(H5Awrite(list.get(), H5T_NATIVE_INT32, values.data()), *path_, "write attribute 'flag_values'");
    attribute("flag_meanings", words);
}

Group Group::make_group(std::string_view name) {
    const std::string named(name);
    const Handle list = group_properties(H5P_GROUP_CREATE, *path_);
    Handle group{written(H5Gcreate2(handle_.get(), named.c_str(), H5P_DEFAULT, list.get(), H5P_DEFAULT), *path_,
                         "make group '" + named + "'"),
                 H5Gclose};
    return {std::move(group), path_, lost_};
}

Dataset Group::make_dataset(std::string_view name, Handle::Identifier type, std::span<const std::uint64_t> shape,
                            std::span<const std::uint64_t> chunk, bool fill_with_nan) {
    const std::string named(name);
    const std::string action = "make dataset '" + named + "'";
    const Handle list = property_list(H5P_DATASET_CREATE, *path_);
    written(H5Pset_attr_creation_order(list.get(), creation_order), *path_, action);
    written(H5Pset_obj_track_times(list.get(), false), *path_, action);
    if (!chunk.empty()) {
        const std::vector<hsize_t> block(chunk.begin(), chunk.end());
        written(H5Pset_chunk(list.get(), static_cast<int>(block.size()), block.data()), *path_, action);
        written(H5Pset_shuffle(list.get()), *path_, action);
        written(H5Pset_deflate(list.get(), 1), *path_, action);
        written(H5Pset_fletcher32(list.get()), *path_, action);
    }
    const double undefined = std::numeric_limits<double>::quiet_NaN();
    if (fill_with_nan) {
        written(H5Pset_fill_value(list.get(), H5T_NATIVE_DOUBLE, &undefined), *path_, action);
    }
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    const Handle space{
        extents.empty()
            ? written(H5Screate(H5S_SCALAR), *path_, action)
            : written(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), *path_, action),
        H5Sclose};
    Handle handle{
        written(H5Dcreate2(handle_.get(), named.c_str(), type, space.get(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
                *path_, action),
        H5Dclose};
    Dataset dataset{std::move(handle), path_, lost_};
    if (fill_with_nan) {
        dataset.attribute("_FillValue", undefined);
    }
    return dataset;
}

template <class Value>
Dataset Group::make_column(std::string_view name, std::span<const Value> values) {
    const std::array<std::uint64_t, 1> shape{values.size()};
    Handle text;
    hid_t type = H5I_INVALID_HID;
    std::array<std::uint64_t, 1> chunk{0};
    if constexpr (std::is_same_v<Value, std::string>) {
        text = variable_text_type(*path_);
        type = text.get();
    } else {
        type = type_of(Value{});
        chunk[0] = values.size_bytes() > column_chunk_bytes ? column_chunk_bytes / sizeof(Value) : 0;
    }
    Dataset dataset = make_dataset(name, type, shape, std::span(chunk).first(chunk[0] == 0 ? 0 : 1), false);
    write_whole(dataset.handle_.get(), values, *path_, name);
    return dataset;
}

template <class Value>
Dataset Group::make_dimension(std::string_view name, std::span<const Value> values) {
    Dataset dataset = make_column(name, values);
    written(H5DSset_scale(dataset.handle_.get(), std::string(name).c_str()), *path_, "make a dimension");
    return dataset;
}

template <class Value>
Dataset Group::attach_column(std::string_view name, const Dataset& dimension, std::span<const Value> values) {
    Dataset dataset = make_column(name, values);
    written(H5DSattach_scale(dataset.handle_.get(), dimension.handle_.get(), 0), *path_, "attach a dimension");
    return dataset;
}

Dataset Group::dimension(std::string_view name, std::span<const double> values) {
    return make_dimension(name, values);
}
Dataset Group::dimension(std::string_view name, std::span<const std::int32_t> values) {
    return make_dimension(name, values);
}
Dataset Group::dimension(std::string_view name, std::span<const std::int64_t> values) {
    return make_dimension(name, values);
}
Dataset Group::dimension(std::string_view name, std::span<const std::string> labels) {
    return make_dimension(name, labels);
}
Dataset Group::column(std::string_view name, const Dataset& dimension, std::span<const double> values) {
    return attach_column(name, dimension, values);
}
Dataset Group::column(std::string_view name, const Dataset& dimension, std::span<const std::int32_t> values) {
    return attach_column(name, dimension, values);
}
Dataset Group::column(std::string_view name, const Dataset& dimension, std::span<const std::uint64_t> values) {
    return attach_column(name, dimension, values);
}

Dataset Group::column(std::string_view name, const Dataset& dimension, std::span<const std::string> values) {
    return attach_column(name, dimension, values);
}

template <class Value>
Dataset Group::make_table(std::string_view name, std::span<const Dataset* const> dimensions,
                          std::span<const Value> values) {
    std::vector<std::uint64_t> shape;
    for (const Dataset* dimension : dimensions) {
        shape.push_back(dimension->size());
    }
    std::vector<std::uint64_t> chunk;
    if (values.size_bytes() > column_chunk_bytes) {
        std::uint64_t room = column_chunk_bytes / sizeof(Value);
        for (std::size_t k = shape.size(); k-- > 0;) {
            chunk.insert(chunk.begin(), std::clamp<std::uint64_t>(room, 1, shape[k]));
            room /= chunk.front();
        }
    }
    Dataset dataset = make_dataset(name, type_of(Value{}), shape, chunk, false);
    for (unsigned k = 0; k < dimensions.size(); ++k) {
        written(H5DSattach_scale(dataset.handle_.get(), dimensions[k]->handle_.get(), k), *path_,
                "attach a dimension");
    }
    write_whole(dataset.handle_.get(), values, *path_, name);
    return dataset;
}

Dataset Group::table(std::string_view name, std::span<const Dataset* const> dimensions,
                     std::span<const double> values) {
    return make_table(name, dimensions, values);
}
Dataset Group::table(std::string_view name, std::span<const Dataset* const> dimensions,
                     std::span<const std::int32_t> values) {
    return make_table(name, dimensions, values);
}
Dataset Group::table(std::string_view name, std::span<const Dataset* const> dimensions,
                     std::span<const std::uint64_t> values) {
    return make_table(name, dimensions, values);
}

Dataset Group::array(std::string_view name, std::span<const Dataset* const> dimensions,
                     std::span<const std::uint64_t> chunk) {
    std::vector<std::uint64_t> shape;
    bool empty = false;
    for (const Dataset* dimension : dimensions) {
        shape.push_back(dimension->size());
        empty = empty || shape.back() == 0;
    }
    // The format has no chunks of nothing.
    Dataset dataset =
        make_dataset(name, H5T_IEEE_F64LE, shape, empty ? std::span<const std::uint64_t>{} : chunk, true);
    for (unsigned k = 0; k < dimensions.size(); ++k) {
        written(H5DSattach_scale(dataset.handle_.get(), dimensions[k]->handle_.get(), k), *path_,
                "attach a dimension");
    }
    return dataset;
}

void Group::text(std::string_view name, const std::string& value) {
    const Handle type = variable_text_type(*path_);
    const Dataset dataset = make_dataset(name, type.get(), {}, {}, false);
    write_whole(dataset.handle_.get(), std::span(&value, 1), *path_, name);
}

File File::in_memory(const std::filesystem::path& path, std::size_t growth) {
    silence_library();
    auto name = std::make_shared<const std::string>(path.string());
    const Handle creation = group_properties(H5P_FILE_CREATE, *name);
    const Handle access = detail::access_without_locks(*name);
    written(H5Pset_fapl_core(access.get(), growth, false), *name, "keep the file in memory");
    Handle file{
        written(H5Fcreate(name->c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), *name, "make the file"),
        H5Fclose};
    Handle root{written(H5Gopen2(file.get(), "/", H5P_DEFAULT), *name, "open the root group"), H5Gclose};
    return {std::move(file), std::move(root), std::move(name)};
}

File File::on_disk(const std::filesystem::path& path) {
    silence_library();
    auto name = std::make_shared<const std::string>(path.string());
    const Handle creation = group_properties(H5P_FILE_CREATE, *name);
    const Handle access = detail::access_without_locks(*name);
    Handle file{
        written(H5Fcreate(name->c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), *name, "make the file"),
        H5Fclose};
    Handle root{written(H5Gopen2(file.get(), "/", H5P_DEFAULT), *name, "open the root group"), H5Gclose};
    return {std::move(file), std::move(root), std::move(name)};
}

void File::close() {
    written(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), *path_, "complete the file");
    written(handle_.close_now(), *path_, "complete the file");
    written(file_.close_now(), *path_, "complete the file");
    refuse_losses();
}

void File::refuse_losses() const {
    if (!lost_->empty()) {
        throw Error(ExitCode::input_output, "'" + *path_ + "': cannot complete the file: " + *lost_);
    }
}

std::vector<std::byte> File::image() {
    written(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), *path_, "complete the file");
    const ssize_t size = written(H5Fget_file_image(file_.get(), nullptr, 0), *path_, "measure the file");
    const auto content = static_cast<std::size_t>(size);
    std::vector<std::byte> bytes(content + std::tuple_size_v<Seal>);
    written(H5Fget_file_image(file_.get(), bytes.data(), content), *path_, "copy the file");
    refuse_losses();
    std::ranges::copy(make_seal(std::span(bytes).first(content)), bytes.end() - std::tuple_size_v<Seal>);
    return bytes;
}

std::string library_version() {
    silence_library();
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    H5get_libversion(&major, &minor, &release);
    return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(release);
}

} // namespace actorhood::sim::hdf5
