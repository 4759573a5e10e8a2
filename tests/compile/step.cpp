// Steps that must not compile, one case a macro; without any, the list compiles. The messages are in CMakeLists.txt.
#include "sim/run/contents.hpp"
#include "sim/run/sequence.hpp"

#ifdef UNKNOWN_ARGUMENT
#include "models/context.hpp"
#endif

namespace {

using namespace actorhood::sim;

template <class T>
using Column = std::vector<T>;

template <template <class> class Of>
struct MoneyColumns {
    Of<double> money;
    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("money", self.money);
    }
};
using Money = MoneyColumns<Column>;

template <template <class> class Of>
struct SkillColumns {
    Of<float> skill;
    template <class Self, class F>
    static void each(Self& self, F&& f) {
        f("skill", self.skill);
    }
};
using Skill = SkillColumns<Column>;

struct Firms : Money, Skill {};
struct Prices {
    double level{};
};
struct Tax {
    double paid{};
};
struct Nowhere {};

namespace trade {
inline constexpr Stream stream{1, "sales"};
void set_prices(Prices& prices, const Firms& firms) { prices.level = firms.money.at(0); }
void sell(const Prices& prices, Rows<Money, const Skill> firms, Sum<Tax> tax) {
    for (std::uint32_t row = firms.block.begin; row < firms.block.end; ++row) {
        firms.money[row] += prices.level * static_cast<double>(firms.skill[row]);
        tax->paid += 1.0;
    }
}
void collect(const Sums<Tax>& tax, Prices& prices) { prices.level += tax.parts().front().paid; }
inline constexpr Mechanism<> about{{.name = "trade", .title = "Trade", .streams = {&stream}}};
} // namespace trade

namespace school {
inline constexpr Stream stream{2, "lessons"};
void teach(Rows<Skill> firms) { firms.skill[firms.block.begin] = 1.0f; }
inline constexpr Mechanism<> about{{.name = "school", .title = "School", .streams = {&stream, &trade::stream}}};
} // namespace school

namespace bad {
void writes_what_blocks_share(Prices& prices, Rows<const Money>) { prices.level = 0.0; }
void reads_whole(const Skill&, Rows<Money>) {}
void reads_all_firms(const Firms&, Rows<const Money>) {}
void reads_sums(const Sums<Tax>&, Rows<const Money>) {}
void takes_nine(int&, char&, long&, short&, float&, double&, bool&, unsigned&, Prices&) {}
void takes_unknown(const Nowhere&) {}
#ifdef CONST_ROW
void writes_const_row(Rows<const Money> firms) { firms.money[0] = 1.0; }
#endif
#ifdef SAME_STREAM
inline constexpr Stream stream{1, "another purpose"};
#else
inline constexpr Stream stream{3, "another purpose"};
#endif
#ifdef SAME_NAME
inline constexpr Mechanism<> about{{.name = "trade", .title = "Another trade", .streams = {&stream}}};
#elif defined(BAD_NAME)
inline constexpr Mechanism<> about{{.name = "Bad trade", .title = "Trade with a blank", .streams = {&stream}}};
#else
inline constexpr Mechanism<> about{{.name = "bad", .title = "Bad trade", .streams = {&stream}}};
#endif
} // namespace bad

template <class... Parts>
using Month = Sequence<Step<trade::about, trade::set_prices>,
                       OnePass<Step<trade::about, trade::sell>, Step<school::about, school::teach>, Parts...>,
                       Step<trade::about, trade::collect>, Step<bad::about, bad::takes_unknown>>;

#if defined(WRITES_SHARED)
using List = Month<Step<bad::about, bad::writes_what_blocks_share>>;
#elif defined(READS_WHOLE)
using List = Month<Step<bad::about, bad::reads_whole>>;
#elif defined(READS_ALL_FIRMS)
using List = Month<Step<bad::about, bad::reads_all_firms>>;
#elif defined(READS_SUMS)
using List = Month<Step<bad::about, bad::reads_sums>>;
#elif defined(NINE_ARGUMENTS)
using List = Sequence<Step<bad::about, bad::takes_nine>>;
#else
using List = Month<>;
#endif

static_assert(Contents<List>::count > 0);

#ifdef UNKNOWN_ARGUMENT
void run(actorhood::models::Context& context) { Step<bad::about, bad::takes_unknown>::run(context); }
#endif

} // namespace
