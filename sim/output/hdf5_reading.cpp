// Reading with the HDF5 library. Files may be damaged: every failure here is an Error(corrupt) unless the file
// cannot be opened at all.
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <limits>
#include <system_error>
#include <utility>

#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/output/checksum.hpp"
#include "sim/output/hdf5_detail.hpp"

// The library's macros are full of casts in C style.
#pragma GCC diagnostic ignored "-Wold-style-cast"

namespace actorhood::sim::hdf5 {

using detail::link_name;
using detail::silence_library;
using detail::was_read;

namespace {

/// Text of one string attribute of fixed or variable length.
std::string read_text(hid_t attribute, hid_t type, hid_t space, const std::string& path) {
    if (H5Tis_variable_str(type) > 0) {
        char* text = nullptr;
        was_read(H5Aread(attribute, type, static_cast<void*>(&text)), path, "read an attribute");
        std::string value = text == nullptr ? "" : text;
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, static_cast<void*>(&text));
        return value;
    }
    std::string value(H5Tget_size(type), '\0');
    was_read(H5Aread(attribute, type, value.data()), path, "read an attribute");
    return value.substr(0, value.find('\0'));
}

/// Value of one attribute; nothing if it is neither a number nor text, or has several values.
std::optional<AttributeValue> read_attribute(hid_t attribute, const std::string& path) {
    const Handle type{was_read(H5Aget_type(attribute), path, "read an attribute's type"), H5Tclose};
    const Handle space{was_read(H5Aget_space(attribute), path, "read an attribute's shape"), H5Sclose};
    if (H5Sget_simple_extent_npoints(space.get()) != 1) {
        return std::nullopt;
    }
    const auto number = [&]<class Value>(Value value, hid_t memory) -> AttributeValue {
        was_read(H5Aread(attribute, memory, &value), path, "read an attribute");
        return value;
    };
    switch (H5Tget_class(type.get())) {
    case H5T_STRING:
        return read_text(attribute, type.get(), space.get(), path);
    case H5T_FLOAT:
        return number(double{}, H5T_NATIVE_DOUBLE);
    case H5T_INTEGER:
        if (H5Tget_sign(type.get()) == H5T_SGN_NONE) {
            return number(std::uint64_t{}, H5T_NATIVE_UINT64);
        }
        return number(std::int64_t{}, H5T_NATIVE_INT64);
    default:
        return std::nullopt;
    }
}

bool belongs_to_netcdf(std::string_view name) {
    constexpr std::array<std::string_view, 6> names{
        "CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "DIMENSION_LABELS", "_FillValue"};
    return name.starts_with("_Netcdf4") || name.starts_with("_NC") || std::ranges::find(names, name) != names.end();
}

/// Names of an object's attributes, in creation order if the file keeps it.
std::vector<std::string> attribute_names(hid_t object, const std::string& path) {
    std::vector<std::string> names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* context) -> herr_t {
        static_cast<std::vector<std::string>*>(context)->emplace_back(name);
        return 0;
    };
    if (H5Aiterate2(object, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, collect, &names) < 0) {
        names.clear();
        was_read(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names), path, "list attributes");
    }
    return names;
}

/// A damaged header can claim any size: deflate packs at most about 1000:1, so more is not there.
void check_claimed_size(hid_t dataset, std::uint64_t bytes, const std::string& path) {
    constexpr std::uint64_t harmless = 1u << 28;
    constexpr std::uint64_t best_packing = 1100;
    if (bytes > harmless && bytes / best_packing > H5Dget_storage_size(dataset)) {
        throw Error(ExitCode::corrupt, "'" + path + "': a dataset claims more values than the file can hold");
    }
}

/// True if a dataset names its dimensions. A list of another kind is refused: the library would follow its bytes.
bool names_dimensions(hid_t dataset, std::size_t rank, const std::string& path) {
    if (was_read(H5Aexists(dataset, DIMENSION_LIST), path, "look for dimensions") == 0) {
        return false;
    }
    const Handle list{was_read(H5Aopen(dataset, DIMENSION_LIST, H5P_DEFAULT), path, "open dimensions"), H5Aclose};
    const Handle type{was_read(H5Aget_type(list.get()), path, "read dimensions"), H5Tclose};
    const Handle space{was_read(H5Aget_space(list.get()), path, "read dimensions"), H5Sclose};
    bool is_list = H5Tget_class(type.get()) == H5T_VLEN &&
                   H5Sget_simple_extent_npoints(space.get()) == static_cast<hssize_t>(rank);
    if (is_list) {
        const Handle each{was_read(H5Tget_super(type.get()), path, "read dimensions"), H5Tclose};
        is_list = H5Tget_class(each.get()) == H5T_REFERENCE;
    }
    if (!is_list) {
        throw Error(ExitCode::corrupt, "'" + path + "': the dimensions of '" + link_name(dataset) + "' are no list");
    }
    return true;
}

} // namespace

Attributes Object::attributes() const {
    Attributes found;
    for (const std::string& name : attribute_names(handle_.get(), *path_)) {
        if (!belongs_to_netcdf(name)) {
            if (std::optional<AttributeValue> value = find_attribute(name)) {
                found.emplace_back(name, std::move(*value));
            }
        }
    }
    return found;
}

std::optional<AttributeValue> Object::find_attribute(std::string_view name) const {
    const std::string named(name);
    if (was_read(H5Aexists(handle_.get(), named.c_str()), *path_, "look for attribute '" + named + "'") == 0) {
        return std::nullopt;
    }
    const Handle attribute{
        was_read(H5Aopen(handle_.get(), named.c_str(), H5P_DEFAULT), *path_, "open attribute '" + named + "'"),
        H5Aclose};
    return read_attribute(attribute.get(), *path_);
}

std::string Object::text_attribute(std::string_view name) const {
    const std::optional<AttributeValue> value = find_attribute(name);
    const std::string* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text == nullptr ? std::string{} : *text;
}

std::vector<std::uint64_t> Dataset::shape() const {
    const Handle space{was_read(H5Dget_space(handle_.get()), *path_, "read a shape"), H5Sclose};
    const int rank = was_read(H5Sget_simple_extent_ndims(space.get()), *path_, "read a shape");
    std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
    was_read(H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr), *path_, "read a shape");
    return {extents.begin(), extents.end()};
}

std::uint64_t Dataset::size() const {
    std::uint64_t product = 1;
    for (const std::uint64_t extent : shape()) {
        if (extent != 0 && product > std::numeric_limits<std::uint64_t>::max() / extent) {
            throw Error(ExitCode::corrupt, "'" + *path_ + "': a dataset claims an impossible size");
        }
        product *= extent;
    }
    return product;
}

Element Dataset::element() const {
    const Handle type{was_read(H5Dget_type(handle_.get()), *path_, "read a type"), H5Tclose};
    const std::size_t bytes = H5Tget_size(type.get());
    switch (H5Tget_class(type.get())) {
    case H5T_STRING:
        return Element::text;
    case H5T_FLOAT:
        return bytes == sizeof(double) ? Element::float64 : Element::other;
    case H5T_INTEGER: {
        const bool with_sign = H5Tget_sign(type.get()) == H5T_SGN_2;
        if (bytes == sizeof(std::int32_t)) {
            return with_sign ? Element::int32 : Element::other;
        }
        if (bytes == sizeof(std::int64_t)) {
            return with_sign ? Element::int64 : Element::uint64;
        }
        return Element::other;
    }
    default:
        return Element::other;
    }
}

bool Dataset::is_dimension() const { return text_attribute("CLASS") == DIMENSION_SCALE_CLASS; }

std::vector<std::string> Dataset::dimension_names() const {
    const std::size_t rank = shape().size();
    std::vector<std::string> names(rank);
    if (is_dimension() && rank == 1) {
        names[0] = link_name(handle_.get());
        return names;
    }
    if (!names_dimensions(handle_.get(), rank, *path_)) {
        return names;
    }
    for (unsigned k = 0; k < rank; ++k) {
        if (H5DSget_num_scales(handle_.get(), k) > 0) {
            H5DSiterate_scales(
                handle_.get(), k, nullptr,
                [](hid_t, unsigned, hid_t scale, void* context) -> herr_t {
                    *static_cast<std::string*>(context) = link_name(scale);
                    return 1;
                },
                &names[k]);
        }
    }
    return names;
}

template <class Value>
std::vector<Value> Dataset::read_all(Handle::Identifier memory_type) const {
    const std::uint64_t count = size();
    if (count > std::numeric_limits<std::uint64_t>::max() / sizeof(Value)) {
        throw Error(ExitCode::corrupt, "'" + *path_ + "': a dataset claims an impossible size");
    }
    check_claimed_size(handle_.get(), count * sizeof(Value), *path_);
    std::vector<Value> values(count);
    if (count != 0) {
        was_read(H5Dread(handle_.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), *path_,
                 "read '" + link_name(handle_.get()) + "'");
    }
    return values;
}

std::vector<double> Dataset::doubles() const { return read_all<double>(H5T_NATIVE_DOUBLE); }
std::vector<std::int32_t> Dataset::int32s() const { return read_all<std::int32_t>(H5T_NATIVE_INT32); }
std::vector<std::uint64_t> Dataset::uint64s() const { return read_all<std::uint64_t>(H5T_NATIVE_UINT64); }

std::vector<std::string> Dataset::strings() const {
    const Handle type{was_read(H5Dget_type(handle_.get()), *path_, "read a type"), H5Tclose};
    if (H5Tis_variable_str(type.get()) <= 0) {
        throw Error(ExitCode::corrupt, "'" + *path_ + "': '" + link_name(handle_.get()) + "' is not text");
    }
    std::vector<char*> pointers = read_all<char*>(type.get());
    std::vector<std::string> texts;
    texts.reserve(pointers.size());
    for (const char* text : pointers) {
        texts.emplace_back(text == nullptr ? "" : text);
    }
    const Handle space{was_read(H5Dget_space(handle_.get()), *path_, "read a shape"), H5Sclose};
    if (!pointers.empty()) {
        H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, pointers.data());
    }
    return texts;
}

std::vector<double> Dataset::doubles(std::span<const std::uint64_t> start,
                                     std::span<const std::uint64_t> count) const {
    const std::vector<std::uint64_t> extents = shape();
    std::uint64_t total = 1;
    for (std::size_t k = 0; k < extents.size(); ++k) {
        if (start.size() != extents.size() || count.size() != extents.size() || start[k] > extents[k] ||
            count[k] > extents[k] - start[k]) {
            throw Error(ExitCode::corrupt,
                        "'" + *path_ + "': '" + link_name(handle_.get()) + "' is smaller than expected");
        }
        total *= count[k];
    }
    std::vector<double> values(total);
    if (total == 0) {
        return values;
    }
    const std::vector<hsize_t> first(start.begin(), start.end());
    const std::vector<hsize_t> block(count.begin(), count.end());
    const Handle space{was_read(H5Dget_space(handle_.get()), *path_, "read a shape"), H5Sclose};
    const hsize_t length = total;
    const Handle memory{was_read(H5Screate_simple(1, &length, nullptr), *path_, "make a space"), H5Sclose};
    if (!first.empty()) {
        was_read(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, first.data(), nullptr, block.data(), nullptr),
                 *path_, "select a block");
    }
    was_read(H5Dread(handle_.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT, values.data()), *path_,
             "read '" + link_name(handle_.get()) + "'");
    return values;
}

std::vector<std::uint64_t> Dataset::chunk() const {
    const Handle list{was_read(H5Dget_create_plist(handle_.get()), *path_, "read how numbers are stored"), H5Pclose};
    if (H5Pget_layout(list.get()) != H5D_CHUNKED) {
        return {};
    }
    std::vector<hsize_t> extents(shape().size());
    was_read(H5Pget_chunk(list.get(), static_cast<int>(extents.size()), extents.data()), *path_,
             "read how numbers are stored");
    return {extents.begin(), extents.end()};
}

void Dataset::read_through() const {
    const std::vector<std::uint64_t> step = chunk();
    const std::vector<std::uint64_t> extents = shape();
    const std::uint64_t all = size();
    if (step.empty() || all == 0) {
        static_cast<void>(doubles());
        return;
    }
    if (all > std::numeric_limits<std::uint64_t>::max() / sizeof(double)) {
        throw Error(ExitCode::corrupt, "'" + *path_ + "': a dataset claims an impossible size");
    }
    check_claimed_size(handle_.get(), all * sizeof(double), *path_);
    std::vector<std::uint64_t> start(extents.size(), 0);
    std::vector<std::uint64_t> count(extents.size());
    for (std::size_t axis = extents.size(); axis > 0;) {
        for (std::size_t k = 0; k < extents.size(); ++k) {
            count[k] = std::min(step[k], extents[k] - start[k]);
        }
        static_cast<void>(doubles(start, count));
        // The next chunk: along the last axis that has one, from the beginning of those behind it.
        for (axis = extents.size(); axis > 0; --axis) {
            start[axis - 1] += step[axis - 1];
            if (start[axis - 1] < extents[axis - 1]) {
                break;
            }
            start[axis - 1] = 0;
        }
    }
}

std::vector<std::string> Group::names(int kind) const {
    H5G_info_t information;
    was_read(H5Gget_info(handle_.get(), &information), *path_, "list a group");
    std::vector<std::string> found;
    for (hsize_t i = 0; i < information.nlinks; ++i) {
        std::array<char, 1024> name{};
        if (H5Lget_name_by_idx(handle_.get(), ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name.data(), name.size(),
                               H5P_DEFAULT) < 0) {
            was_read(H5Lget_name_by_idx(handle_.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(),
                                        H5P_DEFAULT),
                     *path_, "list a group");
        }
        H5L_info_t link;
        was_read(H5Lget_info(handle_.get(), name.data(), &link, H5P_DEFAULT), *path_, "read a link");
        if (link.type != H5L_TYPE_HARD) {
            continue; // a link out of the file is not ours to follow
        }
        const Handle object{was_read(H5Oopen(handle_.get(), name.data(), H5P_DEFAULT), *path_, "open an object"),
                            H5Oclose};
        if (H5Iget_type(object.get()) == kind) {
            found.emplace_back(name.data());
        }
    }
    return found;
}

std::vector<std::string> Group::dataset_names() const { return names(H5I_DATASET); }
std::vector<std::string> Group::group_names() const { return names(H5I_GROUP); }

bool Group::has(std::string_view name) const {
    return H5Lexists(handle_.get(), std::string(name).c_str(), H5P_DEFAULT) > 0;
}

Dataset Group::dataset(std::string_view name) const {
    const std::string named(name);
    return {
        Handle{was_read(H5Dopen2(handle_.get(), named.c_str(), H5P_DEFAULT), *path_, "open dataset '" + named + "'"),
               H5Dclose},
        path_, lost_};
}

Group Group::group(std::string_view name) const {
    const std::string named(name);
    return {
        Handle{was_read(H5Gopen2(handle_.get(), named.c_str(), H5P_DEFAULT), *path_, "open group '" + named + "'"),
               H5Gclose},
        path_, lost_};
}

namespace {

/// Reads all that a group holds, so that whatever is wrong with it shows.
void read_whole(const Group& group) {
    static_cast<void>(group.attributes());
    for (const std::string& name : group.dataset_names()) {
        const Dataset dataset = group.dataset(name);
        static_cast<void>(dataset.attributes());
        static_cast<void>(dataset.dimension_names());
        if (dataset.element() == Element::text) {
            static_cast<void>(dataset.strings());
        } else if (dataset.element() != Element::other) {
            dataset.read_through();
        }
    }
    for (const std::string& name : group.group_names()) {
        read_whole(group.group(name));
    }
}

/// Address space that this process has; 0 where the system does not tell.
std::uint64_t address_space() {
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void limit(decltype(RLIMIT_CPU) resource, std::uint64_t most) {
    rlimit limits{};
    if (::getrlimit(resource, &limits) == 0) {
        limits.rlim_max = std::min<rlim_t>(limits.rlim_max, most);
        limits.rlim_cur = std::min(limits.rlim_cur, limits.rlim_max);
        ::setrlimit(resource, &limits);
    }
}

/// What a child may take to read a file of so many bytes. A whole file takes far less: of packed numbers it holds one chunk
/// at a time, and the rest is not packed.
void limit_child(std::uint64_t bytes) {
    constexpr std::uint64_t bytes_a_second = 5'000'000; // of numbers that are packed up to a hundred to one
    constexpr std::uint64_t least_seconds = 10;
    constexpr std::uint64_t least_memory = 512'000'000;
    constexpr std::uint64_t memory_a_byte = 4;               // a short text in the file is two in memory
    constexpr std::uint64_t shadow = std::uint64_t{1} << 40; // what a sanitizer takes for itself
    for (const int fault : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGXCPU}) {
        ::signal(fault, SIG_DFL); // nobody is to be told but the parent
    }
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, least_seconds + bytes / bytes_a_second);
    if (const std::uint64_t present = address_space(); present > 0 && present < shadow) {
        limit(RLIMIT_AS, present + least_memory + memory_a_byte * bytes);
    }
}

/// Called by the library where a call fails: remembers whether it was for lack of memory.
herr_t note_lack_of_memory(hid_t errors, void* lacking) {
    H5Ewalk2(
        errors, H5E_WALK_UPWARD,
        [](unsigned, const H5E_error2_t* entry, void* found) -> herr_t {
            if (entry->min_num == H5E_NOSPACE || entry->min_num == H5E_CANTALLOC) {
                *static_cast<bool*>(found) = true;
            }
            return 0;
        },
        lacking);
    return 0;
}

} // namespace

/// Nothing vouches for a file without a seal, and the library can crash, search for ever or take any memory in a damaged
/// one. A child process reads it first; what happens to it does not happen to us.
void File::try_in_child(const std::string& path, std::uint64_t bytes) {
    const pid_t child = ::fork();
    if (child == 0) {
        limit_child(bytes);
        bool beyond_limits = false;
        H5Eset_auto2(H5E_DEFAULT, note_lack_of_memory, &beyond_limits);
        try {
            read_whole(opened(std::make_shared<const std::string>(path)));
        } catch (const Error&) { // who asked for the file meets it and says what it is
        } catch (...) {
            beyond_limits = true; // no memory, or a length that none can have
        }
        ::_exit(beyond_limits ? 1 : 0);
    }
    int ended = 0;
    while (child > 0 && ::waitpid(child, &ended, 0) < 0 && errno == EINTR) {}
    if (child > 0 && (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0)) {
        throw Error(ExitCode::corrupt, "'" + path + "' is damaged: the HDF5 library cannot read it");
    }
}

File File::open(const std::filesystem::path& path) {
    silence_library();
    auto name = std::make_shared<const std::string>(path.string());
    struct stat status {};
    if (::stat(name->c_str(), &status) != 0 || ::access(name->c_str(), R_OK) != 0) {
        throw Error(ExitCode::input_output, "cannot read '" + *name + "': " + std::generic_category().message(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(ExitCode::input_output, "cannot read '" + *name + "': it is not a file");
    }
    // The library can crash on a damaged file: damage has to be found before it looks.
    const SealState seal = check_seal(path);
    if (seal == SealState::broken) {
        throw Error(ExitCode::corrupt, "'" + *name + "' is damaged: its checksum does not fit");
    }
    if (seal == SealState::none) {
        try_in_child(*name, static_cast<std::uint64_t>(status.st_size));
    }
    File file = opened(name);
    file.sealed_ = seal == SealState::intact;
    if (!file.sealed_) {
        file.refuse_rest(static_cast<std::uint64_t>(status.st_size));
    }
    return file;
}

/// What follows the end of a file is what is left of its seal, or hides it.
void File::refuse_rest(std::uint64_t bytes) const {
#if H5_VERSION_GE(1, 10, 2)
    haddr_t end = 0;
    was_read(H5Fget_eoa(file_.get(), &end), *path_, "find the end of the file");
    if (bytes > end) {
        throw Error(ExitCode::corrupt, "'" + *path_ + "' is damaged: its checksum is cut or overwritten");
    }
#endif
}

File File::opened(std::shared_ptr<const std::string> name) {
    if (was_read(H5Fis_hdf5(name->c_str()), *name, "look at the file") == 0) {
        throw Error(ExitCode::corrupt, "'" + *name + "' is not an HDF5 file, or it is damaged");
    }
    const Handle access = detail::access_without_locks(*name);
    Handle file{was_read(H5Fopen(name->c_str(), H5F_ACC_RDONLY, access.get()), *name, "open the file"), H5Fclose};
    Handle root{was_read(H5Gopen2(file.get(), "/", H5P_DEFAULT), *name, "open the root group"), H5Gclose};
    return {std::move(file), std::move(root), std::move(name)};
}

} // namespace actorhood::sim::hdf5
