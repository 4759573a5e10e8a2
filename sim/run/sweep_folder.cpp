#include "sim/run/sweep_folder.hpp"

#include <algorithm>
#include <system_error>

#include "sim/config/document.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/schema.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/output_folder.hpp"

namespace actorhood::sim {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view failure_ending = ".toml";
constexpr std::size_t longest_cause = 1000; ///< texts of scenario files have a limit

/// A failed run as its file says it.
struct FailureRecord {
    std::int64_t point{};
    std::int64_t replicate{};
    std::int64_t code{};
    std::string cause;
    std::vector<std::string> settings;

    static void declare(Schema& schema, FailureRecord& record) {
        const Source source{"written when the run failed"};
        schema.section("failed", "A run that failed");
        schema.integer(record.point, "point", Unit{"1"}, Default{0}, Bounds{0, 9e15}, Sweep{0, 1},
                       Meaning{"Point of the design, from 0"}, source);
        schema.integer(record.replicate, "replicate", Unit{"1"}, Default{0}, Bounds{0, 9e15}, Sweep{0, 1},
                       Meaning{"Replicate, from 0"}, source);
        schema.integer(record.code, "code", Unit{"1"}, Default{6}, Bounds{0, 255}, Sweep{0, 1},
                       Meaning{"Exit code that a single run would have had"}, source);
        schema.text(record.cause, "cause", Default{""}, Meaning{"Why it failed"}, source);
        schema.texts(record.settings, "settings", Meaning{"Changes of the point to the base"}, source);
    }
};

/// A text that fits into a line of a scenario file.
std::string fitting(std::string text) {
    std::ranges::replace_if(
        text, [](char letter) { return static_cast<unsigned char>(letter) < 0x20 && letter != '\n'; }, ' ');
    return text.size() > longest_cause ? text.substr(0, longest_cause) + " ..." : text;
}

bool parse_identity(std::string_view text, RunIdentity& identity) {
    if (text.size() != 32) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t digit = std::string_view("0123456789abcdef").find(text[i]);
        if (digit == std::string_view::npos) {
            return false;
        }
        std::uint64_t& half = i < 16 ? identity.high : identity.low;
        half = half << 4 | digit;
    }
    return true;
}

/// Names of the files with an ending, sorted: every process sees them in the same order.
std::vector<std::string> names_in(const fs::path& folder, std::string_view ending) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (name.ends_with(ending)) {
            names.push_back(std::move(name));
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        throw Error(ExitCode::input_output, "cannot read the folder '" + folder.string() + "': " + error.message());
    }
    std::ranges::sort(names);
    return names;
}

} // namespace

void SweepFolder::make() const {
    make_output_folder(folder_);
    for (const fs::path& folder : {shards(), failures(), checkpoints()}) {
        make_output_folder(folder);
    }
}

void SweepFolder::look() {
    for (const std::string& name : names_in(shards(), shard_ending)) {
        if (!seen_.insert(name).second) {
            continue;
        }
        shards_.push_back(read_shard_index(shards() / name));
        share_layouts(shards_.back());
        const ShardIndex& shard = shards_.back();
        for (std::size_t run = 0; run < shard.runs.size(); ++run) {
            finished_.try_emplace(shard.runs[run].identity, Place{shards_.size() - 1, run});
        }
    }
    look_at_failures();
}

/// Thousands of shards describe the same record: once in memory is enough.
void SweepFolder::share_layouts(ShardIndex& shard) {
    for (std::shared_ptr<const RecordLayout>& layout : shard.layouts) {
        const auto known =
            std::ranges::find_if(layouts_, [&](const auto& other) { return same_layout(*other, *layout); });
        if (known != layouts_.end()) {
            layout = *known;
        } else {
            layouts_.push_back(layout);
        }
    }
}

void SweepFolder::look_at_failures() {
    std::map<RunIdentity, FailedRun> present;
    for (const std::string& name : names_in(failures(), failure_ending)) {
        RunIdentity identity;
        if (!parse_identity(std::string_view(name).substr(0, name.size() - failure_ending.size()), identity)) {
            continue;
        }
        if (const auto known = failed_.find(identity); known != failed_.end()) {
            present.insert(failed_.extract(known));
            continue;
        }
        FailureRecord record;
        Schema schema;
        FailureRecord::declare(schema, record);
        std::error_code gone;
        if (!fs::exists(failures() / name, gone)) {
            continue; // another process has repeated the run just now
        }
        read_file(failures() / name, {}, schema);
        present[identity] = {identity,
                             {static_cast<std::size_t>(record.point), static_cast<std::uint32_t>(record.replicate)},
                             static_cast<ExitCode>(record.code),
                             record.cause,
                             record.settings};
    }
    failed_ = std::move(present);
}

const SweepFolder::Place* SweepFolder::find(const RunIdentity& run) const {
    const auto found = finished_.find(run);
    return found == finished_.end() ? nullptr : &found->second;
}

void SweepFolder::record_failure(const FailedRun& run) {
    FailureRecord record;
    Schema schema;
    FailureRecord::declare(schema, record);
    record.point = static_cast<std::int64_t>(run.place.point);
    record.replicate = static_cast<std::int64_t>(run.place.replicate);
    record.code = static_cast<std::int64_t>(run.code);
    record.cause = fitting(run.cause);
    record.settings = run.settings;
    write_text_atomically(failures() / (run.identity.text() + std::string(failure_ending)), resolved_toml(schema));
    failed_[run.identity] = run;
}

void SweepFolder::forget_failure(const RunIdentity& run) {
    std::error_code ignored; // another process may have been faster
    fs::remove(failures() / (run.text() + std::string(failure_ending)), ignored);
    failed_.erase(run);
}

namespace {

void add_model(std::vector<ModelIdentity>& models, const ModelIdentity& model) {
    if (std::ranges::none_of(models, [&](const ModelIdentity& other) { return other.same_model(model); })) {
        models.push_back(model);
    }
}

} // namespace

SweepState state_of(const SweepPlan& plan, const SweepFolder& folder) {
    SweepState state;
    state.failed = plan.refused_runs();
    std::size_t needed = 0;
    plan.for_each_run([&](const RunPlace& place) {
        const RunIdentity identity = plan.identity(place);
        if (const SweepFolder::Place* found = folder.find(identity)) {
            ++state.done;
            ++needed;
            state.seconds += folder.shard_list()[found->shard].runs[found->run].seconds;
        } else if (folder.has_failed(identity)) {
            ++state.failed;
        } else {
            ++state.left;
        }
    });
    std::size_t present = 0;
    for (const ShardIndex& shard : folder.shard_list()) {
        for (std::size_t run = 0; run < shard.runs.size(); ++run) {
            const SweepFolder::Place* found = folder.find(shard.runs[run].identity);
            if (found != nullptr && &folder.shard_list()[found->shard] == &shard && found->run == run) {
                ++present;
                add_model(state.models, shard.model);
            }
        }
    }
    state.unneeded = present - needed;
    return state;
}

} // namespace actorhood::sim
