// Entries taken from library files by name, and values that may be left out.
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/reference.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace test_library {

using namespace actorhood::sim;
using namespace actorhood::tests;

namespace {

/// Something defined in a library.
struct Tool {
    std::string name;
    double weight{};
    static void declare(Schema& schema, Tool& tool) {
        schema.text(tool.name, "name", Default{""}, Meaning{"Name"}, Source{"test"});
        schema.real(tool.weight, "weight", Unit{"kg"}, Default{1}, non_negative, Sweep{0, 1}, Meaning{"Weight"},
                    Source{"test"});
        schema.check([&tool] {
            return tool.weight == 13.0 ? std::vector<Schema::Problem>{{"weight", "'weight' brings bad luck"}}
                                       : std::vector<Schema::Problem>{};
        });
    }
};

/// The use of one.
struct Use {
    std::string name;
    std::optional<double> times;
    std::optional<double> since;
    static void declare(Schema& schema, Use& use) {
        schema.text(use.name, "name", Default{""}, Meaning{"Name"}, Source{"test"});
        schema.optional_real(use.times, "times", Unit{"1"}, Bounds{0, 9}, Meaning{"How often"}, Source{"test"});
        schema.optional_date(use.since, "since", Meaning{"First month"}, Source{"test"});
    }
};

struct Toolbox {
    std::vector<Tool> tools;
    std::vector<Use> uses;
    Schema schema;
    std::size_t asked{}; ///< how often the shipped files were wanted

    explicit Toolbox(std::vector<std::string> shipped = {}) {
        schema.list(uses, "use", 5, Meaning{"Tools in use"});
        schema.list(tools, "tool", 5, Meaning{"Tools"});
        schema.library({"tool", "use", "tool_files", "Files of tools", [this, shipped] {
                            ++asked;
                            return shipped;
                        }});
    }
    std::string problems(const std::string& text, const ReadOptions& options = {}) {
        try {
            read_text(text, "toolbox.toml", options, schema);
        } catch (const ConfigurationError& error) {
            return error.what();
        }
        return "";
    }
};

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

} // namespace

TEST_CASE("an entry named elsewhere comes from the library, and the resolved scenario stands alone", "[library]") {
    const TemporaryFolder folder;
    write(folder / "shipped.toml", "[[tool]]\nname = \"saw\"\nweight = 2\n[[tool]]\nname = \"file\"\n");
    Toolbox toolbox({folder / "shipped.toml"});
    CHECK(toolbox.problems("use = [\"saw\", { name = \"saw\", times = 3, since = 2020-02-01 }]\n").empty());
    REQUIRE(toolbox.tools.size() == 1); // what nobody uses stays outside
    CHECK(toolbox.tools[0].weight == 2.0);
    REQUIRE(toolbox.uses.size() == 2);
    CHECK_FALSE(toolbox.uses[0].times.has_value());
    CHECK(toolbox.uses[1].times == 3.0);
    CHECK(toolbox.uses[1].since == 2020.0 + 1.0 / 12.0);
    const std::string resolved = resolved_toml(toolbox.schema);
    CHECK(resolved ==
          "\n[[use]]\nname = \"saw\"\n\n[[use]]\nname = \"saw\"\ntimes = 3.0\nsince = 2020-02-01\n"
          "\n[[tool]]\nname = \"saw\"\nweight = 2.0\n");
    Toolbox again;
    CHECK(again.problems(resolved).empty());
    CHECK(again.asked == 0);
    CHECK(resolved_toml(again.schema) == resolved);
}

TEST_CASE("nothing asked for by name reads no library", "[library]") {
    Toolbox toolbox({"/nowhere/at_all.toml"});
    CHECK(toolbox.problems("use = []\n").empty());
    CHECK(toolbox.asked == 0);
    CHECK(toolbox.problems("use = [\"saw\"]\n").find("cannot read '/nowhere/at_all.toml'") != std::string::npos);
}

TEST_CASE("an unknown name is reported where it stands, with what was meant", "[library]") {
    const TemporaryFolder folder;
    write(folder / "shipped.toml", "[[tool]]\nname = \"hammer\"\n");
    Toolbox toolbox({folder / "shipped.toml"});
    CHECK(toolbox.problems("use = [\"hammer\",\n  { name = \"hamer\" }, \"qqqqqq\"]\n") ==
          "toolbox.toml:2:12: 'use': there is no tool named 'hamer', did you mean 'hammer'?\n"
          "toolbox.toml:2:23: 'use': there is no tool named 'qqqqqq'; define it with [[tool]], or name its file with "
          "tool_files\n2 problems");
    CHECK(toolbox.problems("use = []", {{"use=[\"hamer\"]"}}).find("--set use=[\"hamer\"]: 'use': there is no") == 0);
}

TEST_CASE("files of tools named by the scenario are read whole and come first", "[library]") {
    const TemporaryFolder folder;
    write(folder / "shipped.toml", "[[tool]]\nname = \"saw\"\nweight = 2\n");
    write(folder / "own.toml", "[[tool]]\nname = \"saw\"\nweight = 5\n[[tool]]\nname = \"plane\"\n");
    write(folder / "scenario.toml", "tool_files = [\"own.toml\"]\nuse = [\"saw\"]\n[[tool]]\nname = \"own\"\n");
    Toolbox toolbox({folder / "shipped.toml"});
    const Reading reading = read_file(folder / "scenario.toml", {}, toolbox.schema);
    REQUIRE(toolbox.tools.size() == 3);
    CHECK(toolbox.tools[0].name == "own");
    CHECK(toolbox.tools[1].weight == 5.0);
    CHECK(toolbox.asked == 0);
    CHECK(reading.files ==
          std::vector<std::string>{(folder / "scenario.toml").string(), (folder / "own.toml").string()});
}

TEST_CASE("what is wrong in a library file is reported there", "[library]") {
    const TemporaryFolder folder;
    const std::string shipped = (folder / "shipped.toml").string();
    const auto problems = [&](const std::string& library) {
        write(shipped, library);
        return Toolbox({shipped}).problems("use = [\"saw\"]\n");
    };
    CHECK(problems("[[tool]]\nname = \"saw\"\nwieght = 2\n") ==
          shipped + ":3:1: unknown key 'tool.wieght', did you mean 'tool.weight'?\n1 problem");
    CHECK(problems("[[tool]]\nname = \"saw\"\nweight = 13\n") ==
          shipped + ":3:10: 'weight' brings bad luck\n1 problem");
    CHECK(problems("[run]\nseed = 1\n[[tool]]\nname = \"saw\"\n").find("such a file holds [[tool]] tables only") !=
          std::string::npos);
    CHECK(Toolbox().problems("tool_files = \"own.toml\"\n").find("'tool_files' must be an array of file names") !=
          std::string::npos);
    CHECK(Toolbox().problems("tool_file = [\"own.toml\"]\n").find("did you mean 'tool_files'?") != std::string::npos);
    CHECK(Toolbox()
              .problems("tool_files = [\"gone.toml\"]\nuse = []\n")
              .find("toolbox.toml:1:15: cannot read 'gone.toml': there is no such file") == 0);
    std::string many = "tool_files = [\"" + shipped + "\"]\nuse = []\n";
    write(shipped, "[[tool]]\n[[tool]]\n[[tool]]\n[[tool]]\n[[tool]]\n[[tool]]\n");
    CHECK(Toolbox().problems(many).find("'tool' has more than 5 entries") != std::string::npos);
}

TEST_CASE("a value that is left out is shown as such", "[library]") {
    Toolbox toolbox;
    const std::string reference = reference_toml(toolbox.schema);
    CHECK(reference.find("# # times = (left out)\n") != std::string::npos);
    CHECK(reference.find("# Files of tools\n# tool_files = []\n") != std::string::npos);
    CHECK(markdown_tables(toolbox.schema).find("| `times` | 1 | left out | 0 to 9 |") != std::string::npos);
    CHECK(toolbox.problems("use = [{ name = \"saw\", times = 10 }]\n").find("must be between 0 and 9") !=
          std::string::npos);
}

} // namespace test_library
