// The command live: a page in which every place of the template is filled once, whatever the scenario's words are.
// The model in it is tested where its module is built (tests/web); here a stand-in takes its place.
#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/program.hpp"
#include "tests/temporary_folder.hpp"

namespace test_live_page {

using namespace actorhood::tests;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The program with the page's template beside it, as an installed one has it.
class InstalledProgram {
public:
    InstalledProgram() {
        fs::copy_file(program_command({}).front(), folder_ / "actorhood");
        fs::copy(ACTORHOOD_SOURCE_DIR "/models/web/page", folder_ / "live");
        write_bytes(folder_ / "live/module.wasm", "stand-in");
        write_scenario(folder_.path(), "small");
    }
    [[nodiscard]] Finished live(const std::vector<std::string>& more) const {
        std::vector<std::string> command{(folder_ / "actorhood").string(), "live", "small.toml"};
        command.insert(command.end(), more.begin(), more.end());
        return Process(command, {folder_.path(), {}, ""}).wait();
    }
    [[nodiscard]] std::string page() const { return read_bytes(folder_ / "live.html"); }

private:
    TemporaryFolder folder_;
};

} // namespace

TEST_CASE("A live page fills its template once, whatever words a scenario has", "[live][program]") {
    const InstalledProgram program;
    const Finished written = program.live({"--set", R"(run.title="/*script*/ </script> /*style*/")"});
    INFO(written.errors);
    REQUIRE(written.code == 0);
    const std::string page = program.page();
    CHECK(has(page, R"("/*script*/ \u003c/script> /*style*/")")); // neither a place nor the end of an element
    for (const char* place : {"<!--module-->", "<!--data-->", "<!--worker-->", "<script>/*script*/</script>",
                              "<style>/*style*/</style>", "LANGUAGE"}) {
        INFO(place);
        CHECK_FALSE(has(page, place));
    }
    CHECK(has(page, "<html lang=\"en\">"));
    CHECK(program.live({"--language", "fr"}).code == 0);
    CHECK(has(program.page(), "<html lang=\"fr\">"));
}

TEST_CASE("live refuses other languages, other files, and worlds too large for a page", "[live][program]") {
    const InstalledProgram program;
    const Finished language = program.live({"--language", "de"});
    CHECK(language.code == 2);
    CHECK(language.says("--language: en or fr, not 'de'"));
    const Finished file = program.live({"-o", "page.svg"});
    CHECK(file.code == 2);
    CHECK(file.says("let the name of the file end with .html, not 'page.svg'"));
    const Finished large = program.live({"--set", "population.outside_firms=50000"});
    CHECK(large.code == 7);
    CHECK(large.says("too large for a page"));
}

} // namespace test_live_page
