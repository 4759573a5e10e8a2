// Rankings as text, as tables for spreadsheets, and as JSON.
#pragma once

#include <cstddef>
#include <string>

#include "analysis/ranking.hpp"

namespace actorhood::analysis {

/// Tables for people, with at most so many alternatives each.
[[nodiscard]] std::string ranking_table(const Ranking& ranking, std::size_t most);

/// What a table for spreadsheets has a row for.
enum class RankingRows { alternatives, flips, sets, anchors };
[[nodiscard]] std::string ranking_csv(const Ranking& ranking, RankingRows rows);
[[nodiscard]] std::string ranking_json(const Ranking& ranking);

} // namespace actorhood::analysis
