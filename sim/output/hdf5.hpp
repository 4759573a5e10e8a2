// A small layer over the HDF5 library: handles that close themselves, errors that say why.
//
// A file is written in memory and handed out as bytes (a full disk then meets plain system calls, not the
// library, which crashes at exit after a failed close), written on disk where it may not fit in memory (the library
// then does nothing at exit), or opened read-only. Nothing here is safe to call from two
// threads at once: callers serialise. Every failure is a sim::Error with the file's path and the library's reason.
//
// What is written is at the same time valid netCDF-4: creation order is tracked, object times are off, strings in
// datasets are variable-length UTF-8, and every axis of every dataset is attached to one named dimension.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace actorhood::sim::hdf5 {

/// Value of an attribute; text is UTF-8.
using AttributeValue = std::variant<std::string, std::int64_t, std::uint64_t, double>;
/// Attributes in the order in which they are written.
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

/// Types of the elements of a dataset.
enum class Element { float64, int32, int64, uint64, text, other };

/// Owns one identifier of the library.
class Handle {
public:
    using Identifier = std::int64_t;
    using Close = int (*)(Identifier);

    Handle() = default;
    Handle(Identifier identifier, Close close) : identifier_(identifier), close_(close) {}
    Handle(Handle&& other) noexcept
        : identifier_(std::exchange(other.identifier_, -1)), close_(std::exchange(other.close_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(identifier_, other.identifier_);
        std::swap(close_, other.close_);
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { close_now(); }
    /// Negative if the library fails to close it.
    int close_now() { return identifier_ >= 0 ? close_(std::exchange(identifier_, -1)) : 0; }
    [[nodiscard]] Identifier get() const { return identifier_; }

private:
    Identifier identifier_ = -1;
    Close close_ = nullptr;
};

/// Something that carries attributes: a group or a dataset.
class Object {
public:
    Object(Object&&) noexcept = default;
    /// The library writes some of what an object holds when it is closed. A failure is known to the file then.
    ~Object();

    /// Writes an attribute; empty text and text above 60,000 bytes are what the format cannot hold: the first
    /// becomes one blank, the second is cut.
    void attribute(std::string_view name, const AttributeValue& value);
    void attributes(const Attributes& values);

    /// All attributes with scalar numbers or text, in creation order; those of the netCDF machinery are left out.
    [[nodiscard]] Attributes attributes() const;
    /// Text of an attribute; empty if there is none.
    [[nodiscard]] std::string text_attribute(std::string_view name) const;
    [[nodiscard]] std::optional<AttributeValue> find_attribute(std::string_view name) const;

    [[nodiscard]] const std::string& path() const { return *path_; } ///< of the file, for messages

protected:
    Object(Handle handle, std::shared_ptr<const std::string> path, std::shared_ptr<std::string> lost)
        : handle_(std::move(handle)), path_(std::move(path)), lost_(std::move(lost)) {}

    Handle handle_;
    std::shared_ptr<const std::string> path_;
    std::shared_ptr<std::string> lost_; ///< shared by all of a file: why something was not written, "" = all was
};

/// An array with named dimensions.
class Dataset : public Object {
public:
    [[nodiscard]] std::vector<std::uint64_t> shape() const;
    [[nodiscard]] std::uint64_t size() const; ///< elements in all
    [[nodiscard]] Element element() const;
    /// Names of the attached dimensions, "" where there is none.
    [[nodiscard]] std::vector<std::string> dimension_names() const;
    [[nodiscard]] bool is_dimension() const;

    /// All elements, row-major. Reading numbers as doubles is exact up to 2^53.
    [[nodiscard]] std::vector<double> doubles() const;
    [[nodiscard]] std::vector<std::int32_t> int32s() const;
    [[nodiscard]] std::vector<std::uint64_t> uint64s() const;
    [[nodiscard]] std::vector<std::string> strings() const;
    /// The elements of a block: `count[k]` from `start[k]` in each dimension.
    [[nodiscard]] std::vector<double> doubles(std::span<const std::uint64_t> start,
                                              std::span<const std::uint64_t> count) const;

    /// Extents of the blocks that are stored together; empty if the numbers stand one after the other.
    [[nodiscard]] std::vector<std::uint64_t> chunk() const;
    /// Reads all numbers and keeps none: no more than a chunk of them is in memory. What is wrong shows as an Error.
    void read_through() const;

    /// Writes a chunk that is packed already (ChunkPacker) and begins at `start`.
    void write_chunk(std::span<const std::uint64_t> start, std::span<const std::byte> packed);
    /// Attributes flag_values 0, 1, ... and flag_meanings, one word each (CF-1.10 section 3.5).
    void flags(std::span<const std::string> meanings);

private:
    friend class Group;
    using Object::Object;
    template <class Value>
    [[nodiscard]] std::vector<Value> read_all(Handle::Identifier memory_type) const;
};

/// A folder inside the file.
class Group : public Object {
public:
    /// Makes a group inside this one.
    [[nodiscard]] Group make_group(std::string_view name);

    /// Makes a dimension with its coordinate: numbers or labels.
    Dataset dimension(std::string_view name, std::span<const double> values);
    Dataset dimension(std::string_view name, std::span<const std::int32_t> values);
    Dataset dimension(std::string_view name, std::span<const std::int64_t> values);
    Dataset dimension(std::string_view name, std::span<const std::string> labels);

    /// Makes a dataset over one dimension and writes it (compressed if it is large).
    Dataset column(std::string_view name, const Dataset& dimension, std::span<const double> values);
    Dataset column(std::string_view name, const Dataset& dimension, std::span<const std::int32_t> values);
    Dataset column(std::string_view name, const Dataset& dimension, std::span<const std::uint64_t> values);
    Dataset column(std::string_view name, const Dataset& dimension, std::span<const std::string> values);

    /// Makes a dataset over several dimensions and writes all of it (row-major; compressed if it is large).
    Dataset table(std::string_view name, std::span<const Dataset* const> dimensions, std::span<const double> values);
    Dataset table(std::string_view name, std::span<const Dataset* const> dimensions,
                  std::span<const std::int32_t> values);
    Dataset table(std::string_view name, std::span<const Dataset* const> dimensions,
                  std::span<const std::uint64_t> values);

    /// Makes an empty (all NaN) compressed array of float64 over the dimensions; fill it with an ArrayWriter. `chunk`
    /// is the block stored together, an extent a dimension, none above the dimension's own.
    [[nodiscard]] Dataset array(std::string_view name, std::span<const Dataset* const> dimensions,
                                std::span<const std::uint64_t> chunk);
    /// Writes one text as a scalar dataset.
    void text(std::string_view name, const std::string& value);

    /// Names of what is inside, in creation order.
    [[nodiscard]] std::vector<std::string> dataset_names() const;
    [[nodiscard]] std::vector<std::string> group_names() const;
    [[nodiscard]] bool has(std::string_view name) const;
    /// Opens what is inside; a missing one is an Error(corrupt).
    [[nodiscard]] Dataset dataset(std::string_view name) const;
    [[nodiscard]] Group group(std::string_view name) const;

protected:
    using Object::Object;

private:
    [[nodiscard]] std::vector<std::string> names(int kind) const;
    [[nodiscard]] Dataset make_dataset(std::string_view name, Handle::Identifier type,
                                       std::span<const std::uint64_t> shape, std::span<const std::uint64_t> chunk,
                                       bool fill_with_nan);
    template <class Value>
    Dataset make_column(std::string_view name, std::span<const Value> values);
    template <class Value>
    Dataset make_dimension(std::string_view name, std::span<const Value> values);
    template <class Value>
    Dataset make_table(std::string_view name, std::span<const Dataset* const> dimensions,
                       std::span<const Value> values);
    template <class Value>
    Dataset attach_column(std::string_view name, const Dataset& dimension, std::span<const Value> values);
};

/// A file and its root group.
class File : public Group {
public:
    /// A new file that lives in memory; `path` is used in messages only and must not exist. Memory grows in steps of
    /// `growth` bytes.
    [[nodiscard]] static File in_memory(const std::filesystem::path& path, std::size_t growth = 1u << 20);
    /// A new file on disk, in place of an earlier one. For what may not fit in memory; close() completes it.
    [[nodiscard]] static File on_disk(const std::filesystem::path& path);
    /// Completes a file on disk. Close groups and datasets first. What could not be written, now or when they were
    /// closed, is an Error(input_output).
    void close();
    /// Opens for reading. Missing or unreadable is an Error(input_output), not an HDF5 file, or one whose seal (see
    /// checksum.hpp) is broken or cut, an Error(corrupt). Files of other programs have no seal: a child process reads
    /// them first, because the library may crash on damage.
    [[nodiscard]] static File open(const std::filesystem::path& path);
    /// True if the file has a seal, which says that it is what was written.
    [[nodiscard]] bool sealed() const { return sealed_; }

    /// The bytes of the file as they go to disk, sealed. Close groups and datasets first.
    [[nodiscard]] std::vector<std::byte> image();

private:
    File(Handle file, Handle root, std::shared_ptr<const std::string> path)
        : Group(std::move(root), std::move(path), std::make_shared<std::string>()), file_(std::move(file)) {}
    void refuse_losses() const;
    [[nodiscard]] static File opened(std::shared_ptr<const std::string> path);
    static void try_in_child(const std::string& path, std::uint64_t bytes);
    void refuse_rest(std::uint64_t bytes) const;

    Handle file_;
    bool sealed_ = false;
};

/// Version of the library in use, e.g. "1.10.8".
[[nodiscard]] std::string library_version();

} // namespace actorhood::sim::hdf5
