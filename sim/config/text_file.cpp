#include "sim/config/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace actorhood::sim {

namespace {

std::string mebibytes(std::size_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(const char* path) : value_(::open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {}
    ~Descriptor() {
        if (value_ >= 0) {
            ::close(value_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int value() const { return value_; }

private:
    int value_;
};

std::string system_reason(int number) {
    switch (number) {
    case ENOENT:
        return "there is no such file";
    case EACCES:
        return "no permission to read it";
    case ENOTDIR:
        return "a part of its path is not a directory";
    case ELOOP:
        return "its symbolic links go round in circles";
    case ENXIO:
        return "it is not a regular file";
    default:
        return "it cannot be opened (system error " + std::to_string(number) + ")";
    }
}

std::string too_long(std::size_t most) {
    return "it has more than " + mebibytes(most) +
           (most == most_text_bytes ? "; a scenario is smaller" : "; split it");
}

std::string refusal(const struct stat& status, std::size_t most) {
    if (S_ISDIR(status.st_mode)) {
        return "it is a directory; name a file in it";
    }
    if (!S_ISREG(status.st_mode)) {
        return "it is not a regular file";
    }
    if (status.st_size > static_cast<off_t>(most)) {
        return too_long(most);
    }
    return "";
}

/// Length of the valid UTF-8 sequence at the start of `text`, 0 if there is none [RFC 3629].
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool second = follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return second && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool second = follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

/// Follows strings, comments, brackets and the dots of keys, nothing more.
class Nesting {
public:
    explicit Nesting(std::string_view text) : text_(text) {}

    std::optional<TextFault> check() {
        while (at_ < text_.size() && !fault_) {
            step();
        }
        if (!fault_ && !open_.empty()) {
            const std::size_t where = open_.back();
            fault_ = TextFault{where, std::string("this '") + text_[where] + "' is never closed"};
        }
        return fault_;
    }

private:
    void step() {
        const char c = text_[at_];
        if (c == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (c == '"' || c == '\'') {
            skip_string(c);
        } else {
            bracket_or_dot(c);
            ++at_;
        }
    }

    void bracket_or_dot(char c) {
        if (c == '[' || c == '{') {
            open_.push_back(at_);
            dots_ = 0;
            if (open_.size() > most_nesting) {
                fault_ = TextFault{at_, "brackets are nested deeper than " + std::to_string(most_nesting)};
            }
        } else if (c == ']' || c == '}') {
            if (!open_.empty()) {
                open_.pop_back();
            }
            dots_ = 0;
        } else if (c == '=' || c == ',' || c == '\n') {
            dots_ = 0;
        } else if (c == '.' && ++dots_ > most_nesting) {
            fault_ = TextFault{at_, "the key has more than " + std::to_string(most_nesting) + " parts"};
        }
    }

    void skip_string(char quote) {
        const std::size_t start = at_;
        const std::string triple(3, quote);
        const bool many_lines = text_.substr(at_).starts_with(triple);
        at_ += many_lines ? 3 : 1;
        while (at_ < text_.size()) {
            if (quote == '"' && text_[at_] == '\\') {
                at_ += 2;
            } else if (many_lines && text_.substr(at_).starts_with(triple)) {
                at_ += 3;
                // Up to two quotes may stand before the closing three.
                for (int extra = 0; extra < 2 && at_ < text_.size() && text_[at_] == quote; ++extra) {
                    ++at_;
                }
                return;
            } else if (!many_lines && text_[at_] == quote) {
                ++at_;
                return;
            } else if (!many_lines && text_[at_] == '\n') {
                break;
            } else {
                ++at_;
            }
        }
        fault_ = TextFault{start, std::string("this text is not closed; add a ") +
                                      (many_lines ? triple : std::string(1, quote)) + " at its end"};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t dots_ = 0;
    std::vector<std::size_t> open_;
    std::optional<TextFault> fault_;
};

} // namespace

TextFile read_text_file(const std::filesystem::path& path, std::size_t most) {
    const Descriptor file(path.c_str());
    if (file.value() < 0) {
        return {"", system_reason(errno)};
    }
    struct stat status {};
    if (::fstat(file.value(), &status) != 0) {
        return {"", system_reason(errno)};
    }
    if (std::string reason = refusal(status, most); !reason.empty()) {
        return {"", std::move(reason)};
    }
    TextFile result;
    std::array<char, 65536> buffer{};
    while (result.text.size() <= most) {
        const ssize_t count = ::read(file.value(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return {"", "reading failed (system error " + std::to_string(errno) + ")"};
        }
        if (count == 0) {
            return result;
        }
        result.text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return {"", too_long(most)};
}

LineIndex::LineIndex(std::string_view text) : text_(text), starts_{0} {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            starts_.push_back(i + 1);
        }
    }
}

std::size_t LineIndex::line_start(std::size_t offset) const {
    return *(std::upper_bound(starts_.begin(), starts_.end(), offset) - 1);
}

Location LineIndex::locate(const std::string& file, std::size_t offset) const {
    const auto line = std::upper_bound(starts_.begin(), starts_.end(), offset) - 1;
    std::size_t column = 1;
    for (std::size_t i = *line; i < std::min(offset, text_.size()); ++i) {
        column += (static_cast<unsigned char>(text_[i]) & 0xC0u) != 0x80u ? 1u : 0u;
    }
    return {file, static_cast<std::size_t>(line - starts_.begin()) + 1, column};
}

std::optional<TextFault> check_characters(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return TextFault{0, "the file is UTF-16; save it as UTF-8"};
    }
    std::size_t line_start = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_length(text.substr(i));
        const auto byte = static_cast<unsigned char>(text[i]);
        if (length == 0) {
            return TextFault{i, "this is not UTF-8 text; save the file as UTF-8"};
        }
        if (byte == 0) {
            return TextFault{i, "there is a NUL byte; this is not a text file, or it is damaged"};
        }
        if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
            return TextFault{i, "there is a control character (byte " + std::to_string(byte) + "); remove it"};
        }
        if (byte == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) {
            return TextFault{i, "there is a carriage return without a line feed; save the file with line feeds"};
        }
        if (byte == '\n') {
            line_start = i + 1;
        } else if (i - line_start >= most_line_bytes) {
            return TextFault{i, "the line is longer than " + std::to_string(most_line_bytes) +
                                    " bytes; break it into several lines"};
        }
        i += length;
    }
    return std::nullopt;
}

std::optional<TextFault> check_text(std::string_view text) {
    if (text.size() > most_text_bytes) {
        return TextFault{0, "the text has more than " + mebibytes(most_text_bytes) + "; a scenario is smaller"};
    }
    if (auto fault = check_characters(text)) {
        return fault;
    }
    return Nesting(text).check();
}

} // namespace actorhood::sim
