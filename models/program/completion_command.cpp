// completion and man: what the commands say about themselves, for shells and readers of manual pages.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "models/program/command_texts.hpp"
#include "models/program/commands.hpp"
#include "models/program/options.hpp"
#include "models/program/terminal.hpp"
#include "sim/config/shell.hpp"
#include "sim/config/spelling.hpp"
#include "sim/core/error.hpp"
#include "sim/output/atomic_file.hpp"
#include "sim/output/output_folder.hpp"
#include "sim/output/provenance.hpp"

namespace actorhood::models::program {

namespace fs = std::filesystem;

namespace {

constexpr std::array shells{"bash", "zsh", "fish"};

/// A command of this program under way: it may belong to another program that this one starts.
class Asked {
public:
    Asked(const std::string& command, const std::string& option) {
        std::error_code error;
        const fs::path self = fs::read_symlink("/proc/self/exe", error);
        line_ = sim::shell_word(self.string()) + " " + command + " " + option;
        pipe_.reset(::popen(line_.c_str(), "r"));
    }

    /// All that it prints.
    [[nodiscard]] std::string answer() const {
        std::string text;
        std::array<char, 4096> part{};
        while (pipe_ != nullptr) {
            const std::size_t length = std::fread(part.data(), 1, part.size(), pipe_.get());
            if (length == 0) {
                break;
            }
            text.append(part.data(), length);
        }
        if (text.empty()) {
            throw sim::Error(sim::ExitCode::input_output, "cannot ask for the options: " + line_);
        }
        return text;
    }

private:
    std::string line_;
    std::unique_ptr<FILE, int (*)(FILE*)> pipe_{nullptr, ::pclose};
};

/// What each command answers to the option; all are asked at the same time, so that nobody waits for one after the other.
std::vector<std::string> answers(const std::vector<CommandText>& commands, const std::string& option) {
    std::vector<Asked> asked;
    for (const CommandText& command : commands) {
        asked.emplace_back(command.name(), option);
    }
    std::vector<std::string> texts;
    for (const Asked& one : asked) {
        texts.push_back(one.answer());
    }
    return texts;
}

void add_options(std::vector<CommandText>& commands) {
    const std::vector<std::string> lists = answers(commands, std::string(list_options));
    for (std::size_t i = 0; i < commands.size(); ++i) {
        commands[i].options = options_of_lines(lists[i]);
    }
}

void add_help(std::vector<CommandText>& commands) {
    const std::vector<std::string> texts = answers(commands, "--help");
    for (std::size_t i = 0; i < commands.size(); ++i) {
        commands[i].help = texts[i];
    }
}

/// Writes completions and manual pages where they belong below the folder "share".
void write_all(const fs::path& share, const std::vector<CommandText>& commands, const std::string& version) {
    const auto write = [&](const fs::path& place, const std::string& text) {
        sim::make_output_folder((share / place).parent_path());
        sim::write_text_atomically(share / place, text);
        print(stdout, "%s\n", (share / place).string().c_str());
    };
    for (const char* const shell : shells) {
        write(completion_place(shell), completion_text(shell, commands));
    }
    const fs::path pages = fs::path("man") / "man1";
    write(pages / "actorhood.1", manual_page(commands, version));
    for (const CommandText& command : commands) {
        write(pages / ("actorhood-" + command.name() + ".1"), manual_page(command, version));
    }
}

} // namespace

int completion(const Arguments& arguments, std::vector<CommandText> commands) {
    Options options("completion bash|zsh|fish",
                    "Writes the completion of commands and options for a shell, or with --into completions and\n"
                    "manual pages for all, as the installation does.",
                    "  source <(actorhood completion bash)\n"
                    "  actorhood completion fish > ~/.config/fish/completions/actorhood.fish\n"
                    "  actorhood completion --into ~/.local/share\n");
    options.positional(0, 1);
    options.value("into", "SHARE", "write everything below this folder");
    if (!options.parse(arguments)) {
        return 0;
    }
    const std::string shell = options.free().empty() ? "" : options.free().front();
    const bool known = std::find(shells.begin(), shells.end(), shell) != shells.end();
    if (known == options.text("into").has_value()) {
        throw sim::Error(sim::ExitCode::usage,
                         "completion: name a shell, bash, zsh or fish, or a folder with --into" +
                             (shell.empty() || known ? std::string() : ", not '" + shell + "'"));
    }
    add_options(commands);
    add_help(commands);
    if (known) {
        print(stdout, "%s", completion_text(shell, commands).c_str());
    } else {
        write_all(*options.text("into"), commands, sim::build_information().version);
    }
    return 0;
}

int manual(const Arguments& arguments, std::vector<CommandText> commands) {
    Options options("man [COMMAND]", "Writes the manual page of the program or of a command.",
                    "  actorhood man run | man -l -\n");
    options.positional(0, 1);
    if (!options.parse(arguments)) {
        return 0;
    }
    const std::string version = sim::build_information().version;
    if (options.free().empty()) {
        print(stdout, "%s", manual_page(commands, version).c_str());
        return 0;
    }
    std::vector<std::string> names;
    for (const CommandText& command : commands) {
        if (command.name() == options.free().front()) {
            std::vector<CommandText> one{command};
            add_help(one);
            print(stdout, "%s", manual_page(one.front(), version).c_str());
            return 0;
        }
        names.push_back(command.name());
    }
    const auto meant = sim::closest_word(options.free().front(), names);
    throw sim::Error(sim::ExitCode::usage, "there is no command '" + options.free().front() + "'" +
                                               (meant ? ", did you mean '" + *meant + "'?" : ""));
}

} // namespace actorhood::models::program
