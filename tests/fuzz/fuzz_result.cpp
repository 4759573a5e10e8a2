// Files of results whose parts are lost, replaced or of another kind, as other programs may leave them. Bytes of such a
// file at random would try the HDF5 library, which the program keeps away from what is damaged; these files are whole, and
// sealed. `ACTORHOOD_FUZZ_RESULTS` names results to begin with, between colons.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>
#include <hdf5.h>

#include "analysis/data.hpp"
#include "sim/core/error.hpp"
#include "sim/output/checksum.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using namespace actorhood;
using Choices = FuzzedDataProvider;

/// Most numbers read of one variable.
constexpr std::uint64_t most_numbers = 1u << 20;

struct Original {
    std::vector<std::byte> bytes; ///< without seal
    std::vector<std::string> objects;
};

std::vector<std::byte> content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> letters{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span(letters));
    if (bytes.size() <= std::tuple_size_v<sim::Seal>) {
        std::abort(); // no result to begin with
    }
    return {bytes.begin(), bytes.end() - std::tuple_size_v<sim::Seal>};
}

std::vector<std::string> objects_of(hid_t file) {
    std::vector<std::string> names{"."};
    const auto add = [](hid_t, const char* name, const H5L_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
    };
    H5Literate(file, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, add, &names);
    return names;
}

const std::vector<Original>& originals() {
    static const std::vector<Original> read = [] {
        std::vector<Original> made;
        const char* const given = std::getenv("ACTORHOOD_FUZZ_RESULTS");
        std::istringstream list(given == nullptr ? "" : given);
        for (std::string path; std::getline(list, path, ':');) {
            const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
            made.push_back({content_of(path), objects_of(file)});
            H5Fclose(file);
        }
        return made;
    }();
    if (read.empty()) {
        std::abort(); // ACTORHOOD_FUZZ_RESULTS is missing: run.sh sets it
    }
    return read;
}

/// A number that is often a special one.
double number(Choices& choices) {
    static constexpr std::array special{
        0.0, -1.0, 1e308, 1e-308, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
    return choices.ConsumeBool() ? choices.PickValueInArray(special) : choices.ConsumeFloatingPoint<double>();
}

hid_t some_type(Choices& choices) {
    switch (choices.ConsumeIntegralInRange(0, 5)) {
    case 0:
        return H5Tcopy(H5T_NATIVE_INT32);
    case 1:
        return H5Tcopy(H5T_NATIVE_DOUBLE);
    case 2:
        return H5Tcopy(H5T_NATIVE_UINT64);
    case 3: {
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, choices.ConsumeIntegralInRange<std::size_t>(1, 12));
        return type;
    }
    case 4: {
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, H5T_VARIABLE);
        return type;
    }
    default:
        return H5Tcreate(H5T_COMPOUND, 8);
    }
}

hid_t some_space(Choices& choices) {
    std::vector<hsize_t> extents(choices.ConsumeIntegralInRange<std::size_t>(0, 4));
    for (hsize_t& extent : extents) {
        extent = choices.ConsumeIntegralInRange<hsize_t>(0, 4);
    }
    return extents.empty() ? H5Screate(choices.ConsumeBool() ? H5S_SCALAR : H5S_NULL)
                           : H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
}

/// Puts letters or numbers into an attribute of any type and shape.
void fill(hid_t attribute, hid_t type, hid_t space, Choices& choices) {
    const auto count = static_cast<std::size_t>(std::max<hssize_t>(H5Sget_simple_extent_npoints(space), 0));
    if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0) {
        const std::string text = choices.ConsumeRandomLengthString(20);
        const std::vector<const char*> texts(count, text.c_str());
        H5Awrite(attribute, type, texts.data());
    } else {
        std::vector<std::uint8_t> bytes = choices.ConsumeBytes<std::uint8_t>(count * H5Tget_size(type));
        bytes.resize(count * H5Tget_size(type) + 1);
        H5Awrite(attribute, type, bytes.data());
    }
}

void change_attribute(hid_t object, Choices& choices) {
    static constexpr std::array<const char*, 8> known{"units",      "long_name", "title",  "missing_value",
                                                      "parameters", "design",    "random", "headline_variables"};
    const auto place = choices.ConsumeIntegralInRange<hsize_t>(0, 30);
    std::string name(100, '\0');
    const ssize_t length =
        H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, place, name.data(), name.size(), H5P_DEFAULT);
    name = length > 0 ? std::string(name.c_str()) : choices.PickValueInArray(known);
    H5Adelete(object, name.c_str());
    if (choices.ConsumeBool()) {
        const hid_t type = some_type(choices);
        const hid_t space = some_space(choices);
        const hid_t attribute = H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
        fill(attribute, type, space, choices);
        H5Aclose(attribute);
        H5Sclose(space);
        H5Tclose(type);
    }
}

/// Puts other numbers into a numeric array.
void change_numbers(hid_t object, Choices& choices) {
    const hid_t space = H5Dget_space(object);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    H5Sclose(space);
    if (count > 0 && count <= static_cast<hssize_t>(most_numbers)) {
        std::vector<double> values(static_cast<std::size_t>(count));
        H5Dread(object, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        for (int i = choices.ConsumeIntegralInRange(1, 4); i > 0; --i) {
            values[choices.ConsumeIntegralInRange<std::size_t>(0, values.size() - 1)] = number(choices);
        }
        H5Dwrite(object, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    }
}

void change(hid_t file, const std::string& name, Choices& choices) {
    const int kind = choices.ConsumeIntegralInRange(0, 5);
    if (kind >= 3 && name != ".") {
        H5Ldelete(file, name.c_str(), H5P_DEFAULT);
        if (kind == 4) {
            const hid_t type = some_type(choices);
            const hid_t space = some_space(choices);
            H5Dclose(H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
            H5Sclose(space);
            H5Tclose(type);
        } else if (kind == 5) {
            H5Gclose(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
        }
        return;
    }
    const hid_t object = H5Oopen(file, name.c_str(), H5P_DEFAULT);
    if (object < 0) {
        return;
    }
    if (kind == 2 && H5Iget_type(object) == H5I_DATASET) {
        change_numbers(object, choices);
    } else {
        change_attribute(object, choices);
    }
    H5Oclose(object);
}

/// A result with some changes, sealed.
std::filesystem::path changed_result(Choices& choices) {
    const auto& known = originals();
    const Original& original = known[choices.ConsumeIntegralInRange<std::size_t>(0, known.size() - 1)];
    const std::filesystem::path path = fuzz::written("result.h5", original.bytes);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    for (int i = choices.ConsumeIntegralInRange(1, 6); i > 0; --i) {
        change(file, original.objects[choices.ConsumeIntegralInRange<std::size_t>(0, original.objects.size() - 1)],
               choices);
    }
    H5Fclose(file);
    std::ifstream in(path, std::ios::binary);
    const std::vector<char> letters{std::istreambuf_iterator<char>(in), {}};
    const sim::Seal seal = sim::make_seal(std::as_bytes(std::span(letters)));
    std::ofstream(path, std::ios::binary | std::ios::app)
        .write(reinterpret_cast<const char*>(seal.data()), static_cast<std::streamsize>(seal.size()));
    return path;
}

void read_all(const std::filesystem::path& path) {
    const auto file = analysis::ResultFile::open(path);
    static_cast<void>(file->title() + file->parameters() + file->seal_notice() + file->attribute("design"));
    static_cast<void>(file->origin());
    static_cast<void>(file->design_columns());
    static_cast<void>(file->design_axes());
    static_cast<void>(file->point_settings());
    static_cast<void>(file->finished_runs());
    const std::size_t points = std::max<std::size_t>(file->points(), 1);
    for (const analysis::Variable& variable : file->variables()) {
        for (const std::string& axis : variable.axes) {
            static_cast<void>(file->labels(axis));
        }
        const std::size_t replicates = file->replicates().size();
        const std::size_t times = file->times().size();
        if (variable.places() * points * replicates * times <= most_numbers) {
            static_cast<void>(file->read(variable, {0, points}, {0, replicates}, {0, times}));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    static_cast<void>(originals());
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Choices choices(data, size);
    const std::filesystem::path path = changed_result(choices);
    try {
        read_all(path);
    } catch (const sim::Error&) {}
    return 0;
}
