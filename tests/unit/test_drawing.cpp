// Drawing: words, lengths, ticks, scales, thinning, colours, shapes.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analysis/drawing/shapes.hpp"
#include "tests/catch.hpp"

namespace test_drawing {

using namespace actorhood::analysis::drawing;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

using Words = std::vector<std::string>;

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("Words are never taken for markup", "[drawing]") {
    CHECK(escaped("a <b> & \"c\" 'd'") == "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
    CHECK(escaped("]]><!--<script>") == "]]&gt;&lt;!--&lt;script&gt;");
    CHECK(escaped("é € 猫 \xf0\x9f\x90\x88") == "é € 猫 \xf0\x9f\x90\x88");
    CHECK(escaped("a\tb\nc\rd") == "a b c d");
    const std::string unfit = "\xef\xbf\xbd";
    CHECK(escaped(std::string("a\0b\x1b\x7f", 5)) == "a" + unfit + "b" + unfit + unfit);
    CHECK(escaped("\xc2\x85") == unfit);                     // a control character of two bytes
    CHECK(escaped("\xe2\x80\xae") == unfit);                 // turns the direction of what follows
    CHECK(escaped("\xff|\xc3") == unfit + "|" + unfit);      // no UTF-8, cut UTF-8
    CHECK(escaped("\xc0\xbc") == unfit + unfit);             // '<' in too many bytes
    CHECK(escaped("\xed\xa0\x80") == unfit + unfit + unfit); // half of a pair of UTF-16
    CHECK(escaped("\xef\xbf\xbf") == unfit);                 // not allowed in XML
}

TEST_CASE("Lengths have one decimal and no minus before zero", "[drawing]") {
    CHECK(length_text(12.0) == "12");
    CHECK(length_text(12.34) == "12.3");
    CHECK(length_text(-0.04) == "0");
    CHECK(length_text(-0.06) == "-0.1");
    CHECK(length_text(none) == "0");
    CHECK(length_text(1e300) == "100000000");
}

TEST_CASE("Words are cut and broken to a width", "[drawing]") {
    const std::string words = "a rather long sentence";
    CHECK(fitted(words, 1000.0, 10.0) == words);
    const std::string cut = fitted(words, 60.0, 10.0);
    CHECK(cut.ends_with("…"));
    CHECK(text_width(cut, 10.0) <= 60.0 + 10.0);
    CHECK(fitted("ééééééééé", 30.0, 10.0).size() % 2 == 1); // whole letters of two bytes, and the ellipsis of three
    CHECK(wrapped(words, 80.0, 10.0, 5).size() == 2);
    CHECK(wrapped(words, 80.0, 10.0, 1).size() == 1);
    CHECK(wrapped("", 80.0, 10.0, 2) == Words{""});
}

TEST_CASE("Ranges hold what is finite and are wide enough to draw in", "[drawing]") {
    const std::vector<double> values{3.0, none, 1.0, std::numeric_limits<double>::infinity()};
    CHECK(range_of(values).low == 1.0);
    CHECK(range_of(values).high == 3.0);
    CHECK(std::isnan(range_of({}).low));
    CHECK(joined(range_of({}), {1.0, 2.0}).high == 2.0);
    CHECK(with_margin({5.0, 5.0}).low == Approx(4.75));
    CHECK(with_margin({0.0, 0.0}).high == 1.0);
    CHECK(with_margin(range_of({})).high == 1.0);
    const std::vector<double> huge{-std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
    CHECK(std::isfinite(with_margin(range_of(huge)).width()));
}

TEST_CASE("Ticks are round numbers with as many decimals as they need", "[drawing]") {
    CHECK(ticks_in({0.0, 1.0}, 5).labels == Words{"0", "0.2", "0.4", "0.6", "0.8", "1.0"});
    CHECK(ticks_in({-0.3, 0.3}, 3).labels == Words{"-0.2", "0", "0.2"});
    CHECK(ticks_in({0.1, 0.7}, 6).labels == Words{"0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"});
    CHECK(ticks_in({0.0, 21000.0}, 4).labels == Words{"0", "5000", "10,000", "15,000", "20,000"});
    CHECK(ticks_in({2020.0, 2040.0}, 4, TickStyle::year).labels == Words{"2020", "2025", "2030", "2035", "2040"});
    CHECK(ticks_in({2020.0, 2021.0}, 2, TickStyle::year).labels == Words{"2020", "2020.5", "2021"});
    const Ticks millions = ticks_in({0.0, 3.2e6}, 3);
    CHECK(millions.labels == Words{"0", "1", "2", "3"});
    CHECK(millions.factor == "million");
    CHECK(ticks_in({0.0, 2.1e9}, 4).labels == Words{"0", "0.5", "1.0", "1.5", "2.0"});
    CHECK(ticks_in({0.0, 2.1e9}, 4).factor == "billion");
    CHECK(ticks_in({1e9, 1e9 + 10.0}, 2).factor.empty()); // no factor that needs nine decimals
    CHECK(ticks_in({0.0, 3e-9}, 3).labels == Words{"0", "1e-09", "2e-09", "3e-09"});
    CHECK(ticks_in({0.0, 3e200}, 3).labels == Words{"0", "1e+200", "2e+200", "3e+200"});
    CHECK(ticks_in({1.0, 1.0}, 5).values.empty());
    CHECK(ticks_in({none, none}, 5).values.empty());
}

TEST_CASE("Ticks lie in their range, in number as asked, whatever the range", "[drawing]") {
    for (int exponent = -290; exponent <= 290; exponent += 29) {
        for (const double low : {0.0, -0.37, 12.3}) {
            const double unit = std::pow(10.0, exponent);
            const Range range{low * unit, (low + 1.7) * unit};
            const Ticks ticks = ticks_in(range, 5);
            INFO(range.low << " to " << range.high);
            CHECK(ticks.values.size() >= 3);
            CHECK(ticks.values.size() <= 10);
            CHECK(ticks.values.front() >= range.low - 1e-6 * range.width());
            CHECK(ticks.values.back() <= range.high + 1e-6 * range.width());
            CHECK(ticks.labels.size() == ticks.values.size());
        }
    }
}

TEST_CASE("Numbers in words have thousands apart", "[drawing]") {
    CHECK(decimal_text(1234567.891, 1) == "1,234,567.9");
    CHECK(decimal_text(-12345.0, 0) == "-12,345");
    CHECK(decimal_text(1234.0, 0) == "1234");
    CHECK(decimal_text(-0.001, 1) == "0.0");
}

TEST_CASE("A scale maps its ends, also upside down", "[drawing]") {
    const Plot plot = plot_in({10.0, 20.0, 100.0, 50.0}, {0.0, 10.0}, {-1.0, 1.0});
    CHECK(plot.at(0.0, -1.0).x == 10.0);
    CHECK(plot.at(0.0, -1.0).y == 70.0);
    CHECK(plot.at(10.0, 1.0).x == 110.0);
    CHECK(plot.at(5.0, 1.0).y == 20.0);
    CHECK(std::isfinite(plot.at(std::numeric_limits<double>::infinity(), 0.0).x));
}

TEST_CASE("Thinning keeps ends, peaks and gaps", "[drawing]") {
    std::vector<double> values(10000);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::sin(0.001 * static_cast<double>(i));
    }
    values[4321] = 7.0;
    values[6789] = -7.0;
    for (std::size_t i = 8000; i < 9000; ++i) {
        values[i] = none;
    }
    const std::vector<std::size_t> kept = thinned(values, 300);
    CHECK(kept.size() <= 302);
    CHECK(kept.front() == 0);
    CHECK(kept.back() == 9999);
    CHECK(std::is_sorted(kept.begin(), kept.end()));
    CHECK(std::find(kept.begin(), kept.end(), 4321u) != kept.end());
    CHECK(std::find(kept.begin(), kept.end(), 6789u) != kept.end());
    CHECK(std::any_of(kept.begin(), kept.end(), [&](std::size_t i) { return std::isnan(values[i]); }));
    CHECK(thinned(std::vector<double>{1.0, 2.0, 3.0}, 300).size() == 3);
    CHECK(thinned({}, 300).empty());
}

TEST_CASE("Curves and bands break where nothing is defined, a single point is a dash", "[drawing]") {
    const std::vector<double> x{0.0, 1.0, 2.0, 3.0, 4.0, 5.0};
    const std::vector<double> low{1.0, 2.0, none, 3.0, none, 1.0};
    const std::vector<double> high{2.0, 3.0, none, 4.0, none, 2.0};
    const Plot plot = plot_in({0.0, 0.0, 100.0, 100.0}, {0.0, 5.0}, {0.0, 5.0});
    Canvas canvas(100.0, 100.0, "t", "d");
    curve(canvas, plot, x, low, {"#000000"});
    CHECK(count_of(canvas.document(), "<path") == 3);
    CHECK(canvas.document().find("M0 80l20 -20\"") != std::string::npos);
    CHECK(canvas.document().find("M56 40l8 0\"") != std::string::npos);
    band(canvas, plot, x, {low, high}, {"#000000", 0.2});
    CHECK(count_of(canvas.document(), "<path") == 6);
    CHECK(canvas.document().find("M0 80l20 -20 0 -20 -20 20z\" fill=\"#000000\" fill-opacity=\"0.20\"") !=
          std::string::npos);
}

TEST_CASE("Of many values as many dots as asked are drawn, and none of undefined ones", "[drawing]") {
    const Plot plot = plot_in({0.0, 0.0, 100.0, 100.0}, {0.0, 1.0}, {0.0, 1000.0});
    std::vector<double> values(1000, none);
    Canvas empty(100.0, 100.0, "", "");
    dots(empty, plot, 5.0, values, look_of(0));
    CHECK(count_of(empty.document(), "<path") == 0);
    for (std::size_t i = 0; i < 900; ++i) {
        values[i] = static_cast<double>(i);
    }
    Canvas canvas(100.0, 100.0, "", "");
    dots(canvas, plot, 5.0, values, look_of(1), 50);
    CHECK(count_of(canvas.document(), "z") == 50); // one closed square a dot
}

TEST_CASE("Looks differ in colour, dash and marker", "[drawing]") {
    for (std::size_t a = 0; a < most_looks; ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            CHECK(look_of(a).colour != look_of(b).colour);
            CHECK(look_of(a).dash != look_of(b).dash);
            CHECK(look_of(a).marker != look_of(b).marker);
        }
    }
}

TEST_CASE("Letters on viridis have a contrast of 4.5 everywhere", "[drawing]") {
    const auto luminance = [](const std::string& colour) {
        double sum = 0.0;
        for (const auto& [at, weight] : {std::pair{1u, 0.2126}, {3u, 0.7152}, {5u, 0.0722}}) {
            const double part = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
            sum += weight * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    };
    for (int k = 0; k <= 1000; ++k) {
        const double ground = luminance(viridis(0.001 * k)) + 0.05;
        const double letters = luminance(letters_on_viridis(0.001 * k)) + 0.05;
        INFO(k);
        CHECK(std::max(ground, letters) / std::min(ground, letters) >= 4.5);
    }
}

TEST_CASE("Viridis gets lighter all the way", "[drawing]") {
    const auto lightness = [](const std::string& colour) {
        const auto part = [&](std::size_t at) { return std::stoi(colour.substr(at, 2), nullptr, 16); };
        return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    };
    CHECK(viridis(0.0) == "#440154");
    CHECK(viridis(1.0) == "#fde725");
    CHECK(viridis(-3.0) == viridis(0.0));
    CHECK(viridis(none) == "#e4e4e4");
    for (int k = 0; k < 100; ++k) {
        CHECK(lightness(viridis(0.01 * k)) < lightness(viridis(0.01 * (k + 1))));
    }
}

TEST_CASE("A picture says what it is, scales, and holds nothing that is run or loaded", "[drawing]") {
    Canvas canvas(200.0, 100.5, "A <title>", "A & description");
    canvas.text({1.0, 2.0}, "<script>alert(1)</script>");
    const std::string document = canvas.document();
    CHECK(document.find("viewBox=\"0 0 200 100.5\"") != std::string::npos);
    CHECK(document.find("<title>A &lt;title&gt;</title>\n<desc>A &amp; description</desc>") != std::string::npos);
    CHECK(document.find("<script") == std::string::npos);
    CHECK(document.find("role=\"img\"") != std::string::npos);
}

TEST_CASE("A triangle puts mixes where their shares say", "[drawing]") {
    const std::vector<Cell> cells{{{1.0, 0.0, 0.0}, 0.0, "0"},
                                  {{0.0, 0.9, 0.0}, 1.0, "1"},
                                  {{0.0, 0.0, 0.2}, none, ""},
                                  {{0.0, 0.0, 0.0}, 1.0, "no share, and no room"}};
    Canvas canvas(300.0, 300.0, "", "");
    triangle(canvas, {0.0, 0.0, 300.0, 300.0}, cells, {0.0, 1.0}, {"top", "right", "left"});
    const std::string document = canvas.document();
    CHECK(count_of(document, "fill=\"#440154\"") == 1);
    CHECK(count_of(document, "fill=\"#fde725\"") == 2);
    CHECK(count_of(document, "fill=\"#e4e4e4\"") == 1);
    CHECK(document.find(">no share, and no room<") == std::string::npos); // no room for it
    CHECK(document.find("M150 56l94 162.8 -188 0 94 -162.8") != std::string::npos);
}

} // namespace test_drawing
