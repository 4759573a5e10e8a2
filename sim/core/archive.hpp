// Saving, loading and hashing state through one visitor.
//
// A state group names each of its columns once:
//
//     template <class Archive> void visit(Archive& archive) { archive("trust", trust); archive("value", value); }
//
// and the same function drives checkpoint, restore, hash and memory count.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/core/error.hpp"

namespace actorhood::sim {

static_assert(std::endian::native == std::endian::little, "checkpoints are little-endian");

template <class T>
concept Plain = std::is_trivially_copyable_v<T> &&
    (std::has_unique_object_representations_v<T> || std::is_floating_point_v<T>);
template <class T>
struct IsArray : std::false_type {};
template <class T, std::size_t N>
struct IsArray<std::array<T, N>> : std::bool_constant<Plain<T> || IsArray<T>::value> {};
/// Types whose bytes are their value: no padding, no pointers.
template <class T>
concept Storable = Plain<T> || IsArray<T>::value;

/// Appends values to a byte buffer: [name length, name, element size, count, bytes] per item.
class ArchiveWriter {
public:
    template <Storable T>
    void operator()(std::string_view name, const T& value) {
        header(name, sizeof(T), 1);
        raw(&value, sizeof(T));
    }
    template <Storable T, class Allocator>
    void operator()(std::string_view name, const std::vector<T, Allocator>& column) {
        header(name, sizeof(T), column.size());
        raw(column.data(), column.size() * sizeof(T));
    }
    template <class Group>
    requires requires(Group& group, ArchiveWriter& archive) { group.visit(archive); }
    void operator()(std::string_view, Group& group) { group.visit(*this); }
    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }
    [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

private:
    friend class ArchiveParts;
    void raw(const void* data, std::size_t size) {
        const auto* first = static_cast<const std::byte*>(data);
        bytes_.insert(bytes_.end(), first, first + size);
    }
    void header(std::string_view name, std::uint64_t element, std::uint64_t count) {
        const auto length = static_cast<std::uint64_t>(name.size());
        raw(&length, sizeof length);
        raw(name.data(), name.size());
        raw(&element, sizeof element);
        raw(&count, sizeof count);
    }
    std::vector<std::byte> bytes_;
};

/// The bytes that ArchiveWriter would write, in parts that are not copied: columns stay where they are. Valid until one of
/// the columns changes. For states that are a large part of the memory.
class ArchiveParts {
public:
    using Part = std::span<const std::byte>;

    ArchiveParts() = default;
    ArchiveParts(const ArchiveParts&) = delete; // parts of a copy would lie in the original
    ArchiveParts& operator=(const ArchiveParts&) = delete;
    ArchiveParts(ArchiveParts&&) = default;
    ArchiveParts& operator=(ArchiveParts&&) = default;
    ~ArchiveParts() = default;

    template <Storable T>
    void operator()(std::string_view name, const T& value) {
        header(name, sizeof(T), 1);
        own(&value, sizeof(T));
    }
    template <Storable T, class Allocator>
    void operator()(std::string_view name, const std::vector<T, Allocator>& column) {
        header(name, sizeof(T), column.size());
        parts_.push_back(std::as_bytes(std::span(column)));
    }
    template <class Group>
    requires requires(Group& group, ArchiveParts& archive) { group.visit(archive); }
    void operator()(std::string_view, Group& group) { group.visit(*this); }

    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] std::vector<std::byte> joined() const;
    /// hash_bytes() of all parts together.
    [[nodiscard]] std::uint64_t hash() const;

private:
    void own(const void* data, std::size_t size);
    void header(std::string_view name, std::uint64_t element, std::uint64_t count);

    std::deque<std::vector<std::byte>> owned_; ///< headers and single values
    std::vector<Part> parts_;
};

/// Reads what ArchiveWriter wrote; names and sizes must match, otherwise Error(corrupt).
class ArchiveReader {
public:
    explicit ArchiveReader(const std::vector<std::byte>& bytes) : bytes_(&bytes) {}

    template <Storable T>
    void operator()(std::string_view name, T& value) {
        if (header(name, sizeof(T)) != 1) {
            fail(name);
        }
        raw(name, &value, sizeof(T));
    }
    template <Storable T, class Allocator>
    void operator()(std::string_view name, std::vector<T, Allocator>& column) {
        const std::uint64_t count = header(name, sizeof(T));
        if (count > (bytes_->size() - position_) / sizeof(T)) {
            fail(name);
        }
        column.resize(count);
        raw(name, column.data(), count * sizeof(T));
    }
    template <class Group>
    requires requires(Group& group, ArchiveReader& archive) { group.visit(archive); }
    void operator()(std::string_view, Group& group) { group.visit(*this); }
    [[nodiscard]] bool at_end() const { return position_ == bytes_->size(); }

private:
    [[noreturn]] static void fail(std::string_view name) {
        throw Error(ExitCode::corrupt, "saved state does not fit this program at '" + std::string(name) + "'");
    }
    void raw(std::string_view name, void* data, std::size_t size) {
        if (size > bytes_->size() - position_) {
            fail(name);
        }
        if (size != 0) {
            std::memcpy(data, bytes_->data() + position_, size);
        }
        position_ += size;
    }
    std::uint64_t header(std::string_view name, std::uint64_t element) {
        std::uint64_t length = 0;
        raw(name, &length, sizeof length);
        if (length != name.size()) {
            fail(name);
        }
        std::string stored(name.size(), '\0');
        raw(name, stored.data(), stored.size());
        std::uint64_t stored_element = 0;
        std::uint64_t count = 0;
        raw(name, &stored_element, sizeof stored_element);
        raw(name, &count, sizeof count);
        if (stored != name || stored_element != element) {
            fail(name);
        }
        return count;
    }
    const std::vector<std::byte>* bytes_;
    std::size_t position_ = 0;
};

/// Counts the bytes of the columns it visits.
class ArchiveSize {
public:
    template <Storable T>
    void operator()(std::string_view, const T&) {
        bytes_ += sizeof(T);
    }
    template <Storable T, class Allocator>
    void operator()(std::string_view, const std::vector<T, Allocator>& column) {
        bytes_ += column.size() * sizeof(T); // room that nobody has touched takes no memory
    }
    template <class Group>
    requires requires(Group& group, ArchiveSize& archive) { group.visit(archive); }
    void operator()(std::string_view, Group& group) { group.visit(*this); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    std::uint64_t bytes_ = 0;
};

/// Names, kinds and sizes of what it visits, as one number: equal for two programs that read each other's bytes. What the
/// columns hold, and how long they are, does not matter.
class ArchiveLayout {
public:
    template <Storable T>
    void operator()(std::string_view name, const T&) {
        add(name, kind<T>(), sizeof(T), false);
    }
    template <Storable T, class Allocator>
    void operator()(std::string_view name, const std::vector<T, Allocator>&) {
        add(name, kind<T>(), sizeof(T), true);
    }
    template <class Group>
    requires requires(Group& group, ArchiveLayout& archive) { group.visit(archive); }
    void operator()(std::string_view, Group& group) { group.visit(*this); }
    [[nodiscard]] std::uint64_t hash() const { return hash_; }

private:
    template <class T>
    static constexpr char kind() {
        if constexpr (IsArray<T>::value) {
            return kind<typename T::value_type>();
        } else {
            return std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : std::is_integral_v<T> ? 'u' : 'x';
        }
    }
    void add(std::string_view name, char kind, std::uint64_t size, bool column);

    std::uint64_t hash_ = 0;
};

inline constexpr std::uint64_t hash_start = 0xcbf29ce484222325u;
/// 64-bit hash of a byte buffer (FNV-1a over 8-byte words, each step folded so that high bits count, then the
/// length); for comparing states, not for security.
[[nodiscard]] std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t start = hash_start);

} // namespace actorhood::sim
