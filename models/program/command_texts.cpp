#include "models/program/command_texts.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace actorhood::models::program {

namespace {

/// Words that every command knows.
const OptionText help_option{"help", "h", "", "this text"};

/// Text inside single quotes of bash, zsh and fish.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char letter : text) {
        result += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return result + "'";
}

/// Text without the letters that _arguments of zsh takes for its own.
std::string plain(const std::string& text, std::string_view special) {
    std::string result;
    for (const char letter : text) {
        result += special.find(letter) == special.npos ? std::string(1, letter) : std::string("\\") + letter;
    }
    return result;
}

std::vector<OptionText> all_options(const CommandText& command) {
    std::vector<OptionText> options = command.options;
    std::erase_if(options, [](const OptionText& option) { return option.name == help_option.name; });
    options.push_back(help_option);
    return options;
}

std::string with_blanks(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

std::vector<std::string> names_of(const std::vector<CommandText>& commands) {
    std::vector<std::string> names;
    for (const CommandText& command : commands) {
        names.push_back(command.name());
    }
    return names;
}

/// What may be explained; "help" explains itself.
std::string names_and_help(const std::vector<CommandText>& commands) {
    return with_blanks(names_of(commands)) + " help";
}

/// What the argument of a command may be: words of its own, or for `man [COMMAND]` the names of all; empty = anything.
std::vector<std::string> arguments_of(const CommandText& command, const std::vector<CommandText>& commands) {
    return command.usage.ends_with("[COMMAND]") ? names_of(commands) : command.words();
}

/// What a command's arguments and the values of its options may be, by the command and the word before.
std::string bash_values(const std::vector<CommandText>& commands) {
    std::string cases;
    for (const CommandText& command : commands) {
        for (const OptionText& option : all_options(command)) {
            if (!option.words.empty()) {
                const std::string letter =
                    option.letter.empty() ? "" : " | " + quoted(command.name() + " -" + option.letter);
                cases += "    " + quoted(command.name() + " --" + option.name) + letter + ") values='" +
                         with_blanks(option.words) + "' ;;\n";
            }
        }
        if (const std::vector<std::string> words = arguments_of(command, commands); !words.empty()) {
            cases +=
                "    " + quoted(command.name() + " " + command.name()) + ") values='" + with_blanks(words) + "' ;;\n";
        }
    }
    return cases;
}

/// Names of files are left to the shell, which knows their blanks and quotes.
std::string bash_text(const std::vector<CommandText>& commands) {
    std::string cases;
    for (const CommandText& command : commands) {
        std::string words;
        for (const OptionText& option : all_options(command)) {
            words += (words.empty() ? "--" : " --") + option.name;
        }
        cases += "    " + command.name() + ") options='" + words + "' ;;\n";
    }
    return "# Completion of actorhood for bash, written by: actorhood completion bash\n"
           "_actorhood() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before= command= options= values= names='" +
           names_and_help(commands) +
           "'\n"
           "    COMPREPLY=()\n"
           "    ((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD - 1]}\n"
           "    [[ $word == = ]] && word=\n"
           "    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}\n"
           "    ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}\n"
           "    case $command in\n"
           "    '' | help) COMPREPLY=($(compgen -W \"$names\" -- \"$word\")) && return ;;\n" +
           cases +
           "    esac\n"
           "    case \"$command $before\" in\n" +
           bash_values(commands) +
           "    esac\n"
           "    if [[ $word == -* ]]; then\n"
           "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
           "    elif [[ -n $values ]]; then\n"
           "        COMPREPLY=($(compgen -W \"$values\" -- \"$word\"))\n"
           "    fi\n"
           "}\n"
           "complete -o default -F _actorhood actorhood\n";
}

std::string zsh_option(const OptionText& option) {
    const std::string help = "[" + plain(option.help, "[]\\:") + "]";
    const std::string value = option.value.empty()
                                  ? ""
                                  : ":" + plain(option.value, ":\\") + ":" +
                                        (option.words.empty() ? "_files" : "(" + with_blanks(option.words) + ")");
    if (option.letter.empty()) {
        return quoted("*--" + option.name + help + value);
    }
    return "'*'{-" + option.letter + ",--" + option.name + "}" + quoted(help + value);
}

std::string zsh_text(const std::vector<CommandText>& commands) {
    std::string names;
    std::string cases;
    for (const CommandText& command : commands) {
        names += "        " + quoted(plain(command.name(), ":\\") + ":" + command.summary) + "\n";
        cases += "    " + command.name() + ") _arguments";
        for (const OptionText& option : all_options(command)) {
            cases += " \\\n        " + zsh_option(option);
        }
        const std::vector<std::string> words = arguments_of(command, commands);
        cases += words.empty() ? " \\\n        '*:file:_files' ;;\n"
                               : " \\\n        '1:word:(" + with_blanks(words) + ")' ;;\n";
    }
    return "#compdef actorhood\n"
           "# Completion of actorhood for zsh, written by: actorhood completion zsh\n"
           "_actorhood() {\n"
           "    local -a commands\n"
           "    commands=(\n" +
           names +
           "        'help:explain a command'\n"
           "    )\n"
           "    if ((CURRENT == 2)) || [[ $words[2] == help ]]; then\n"
           "        _describe command commands\n"
           "        return\n"
           "    fi\n"
           "    local command=$words[2]\n"
           "    shift words\n"
           "    ((CURRENT--))\n"
           "    case $command in\n" +
           cases +
           "    esac\n"
           "}\n"
           "_actorhood \"$@\"\n";
}

std::string fish_text(const std::vector<CommandText>& commands) {
    std::string text = "# Completion of actorhood for fish, written by: actorhood completion fish\n";
    const std::string first = " -n __fish_use_subcommand -f -a ";
    for (const CommandText& command : commands) {
        text += "complete -c actorhood" + first + command.name() + " -d " + quoted(command.summary) + "\n";
    }
    text += "complete -c actorhood" + first + "help -d 'explain a command'\n";
    text += "complete -c actorhood -n '__fish_seen_subcommand_from help' -f -a " + quoted(names_and_help(commands)) +
            "\n";
    for (const CommandText& command : commands) {
        if (const std::vector<std::string> words = arguments_of(command, commands); !words.empty()) {
            text += "complete -c actorhood -n '__fish_seen_subcommand_from " + command.name() + "' -f -a " +
                    quoted(with_blanks(words)) + "\n";
        }
        for (const OptionText& option : all_options(command)) {
            text += "complete -c actorhood -n '__fish_seen_subcommand_from " + command.name() + "' -l " +
                    option.name + (option.letter.empty() ? "" : " -s " + option.letter) +
                    (option.value.empty() ? "" : " -r") +
                    (option.words.empty() ? "" : " -f -a " + quoted(with_blanks(option.words))) + " -d " +
                    quoted(option.help) + "\n";
        }
    }
    return text;
}

/// Text as troff shows it.
std::string troff(const std::string& text) {
    std::string result;
    bool at_start = true;
    for (const char letter : text) {
        if (at_start && (letter == '.' || letter == '\'')) {
            result += "\\&";
        }
        result += letter == '\\' ? std::string("\\e") : letter == '-' ? std::string("\\-") : std::string(1, letter);
        at_start = letter == '\n';
    }
    return result;
}

std::string title(std::string name, const std::string& version) {
    std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    return ".TH " + troff(name) + " 1 \"\" \"actorhood " + version + "\" \"Actorhood\"\n";
}

} // namespace

std::vector<std::string> CommandText::words() const {
    std::istringstream first_line(help.substr(0, help.find('\n')));
    std::string word;
    while (first_line >> word && word != name()) {}
    std::vector<std::string> found;
    if (first_line >> word && word.find('|') != std::string::npos &&
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyz|") == std::string::npos) {
        std::istringstream text(word);
        for (std::string one; std::getline(text, one, '|');) {
            found.push_back(one);
        }
    }
    return found;
}

std::string option_line(const OptionText& option) {
    return option.name + '\t' + option.letter + '\t' + option.value + '\t' + option.help +
           (option.words.empty() ? "" : "\t" + with_blanks(option.words)) + '\n';
}

std::vector<OptionText> options_of_lines(const std::string& lines) {
    std::vector<OptionText> options;
    std::istringstream text(lines);
    for (std::string line; std::getline(text, line);) {
        if (line.empty()) {
            continue; // a command without options
        }
        OptionText option;
        std::istringstream fields(line);
        std::getline(fields, option.name, '\t');
        std::getline(fields, option.letter, '\t');
        std::getline(fields, option.value, '\t');
        std::getline(fields, option.help, '\t');
        for (std::string word; fields >> word;) {
            option.words.push_back(word);
        }
        options.push_back(std::move(option));
    }
    return options;
}

std::string completion_text(const std::string& shell, const std::vector<CommandText>& commands) {
    if (shell == "bash") {
        return bash_text(commands);
    }
    if (shell == "zsh") {
        return zsh_text(commands);
    }
    if (shell == "fish") {
        return fish_text(commands);
    }
    throw std::logic_error("no completion for the shell " + shell);
}

std::string completion_place(const std::string& shell) {
    return shell == "bash"  ? "bash-completion/completions/actorhood"
           : shell == "zsh" ? "zsh/site-functions/_actorhood"
                            : "fish/vendor_completions.d/actorhood.fish";
}

std::string manual_page(const std::vector<CommandText>& commands, const std::string& version) {
    std::string text = title("actorhood", version) +
                       ".SH NAME\nactorhood \\- simulation laboratory for clusters as responsible actors\n"
                       ".SH SYNOPSIS\n.B actorhood\n.I COMMAND\n[arguments]\n.SH COMMANDS\n";
    for (const CommandText& command : commands) {
        text += ".TP\n.B " + troff(command.usage) + "\n" + troff(command.summary) + "\n";
    }
    text +=
        ".SH EXIT STATUS\n0 done; 1 results that were compared differ; 2 wrong command line; 3 invalid scenario or "
        "experiment; 4 a file is missing, cannot be read or written, or the disk is full; 5 damaged or mismatched "
        "data; 6 an invariant of the model is broken; 7 too big for the memory; 8 some runs of a sweep failed or are "
        "missing; 75 stopped cleanly, can be resumed; 130 interrupted.\n.SH SEE ALSO\n";
    for (const CommandText& command : commands) {
        text += ".BR actorhood\\-" + troff(command.name()) + " (1)" + (&command == &commands.back() ? "\n" : ",\n");
    }
    return text;
}

std::string manual_page(const CommandText& command, const std::string& version) {
    const std::string name = "actorhood-" + command.name();
    return title(name, version) + ".SH NAME\n" + troff(name) + " \\- " + troff(command.summary) +
           "\n.SH DESCRIPTION\n.nf\n" + troff(command.help) + ".fi\n.SH SEE ALSO\n.BR actorhood (1)\n";
}

} // namespace actorhood::models::program
