#include "analysis/report/language.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "sim/core/error.hpp"

namespace actorhood::analysis::report {

namespace {

constexpr auto table = std::to_array<Wording>({
    // Phrases by probability (phrases.hpp), also in the middle of a sentence.
    {"phrase_almost_certainly", "almost certainly", "presque certainement"},
    {"phrase_very_probably", "very probably", "très probablement"},
    {"phrase_probably", "probably", "probablement"},
    {"phrase_rather", "more likely than not", "un peu plus probablement que non"},
    {"between", "; ", " ; "},
    {"interval", "{1} to {2}", "{1} à {2}"},

    {"span", "{1} to {2}", "{1} à {2}"},
    {"month_1", "January", "janvier"},
    {"month_2", "February", "février"},
    {"month_3", "March", "mars"},
    {"month_4", "April", "avril"},
    {"month_5", "May", "mai"},
    {"month_6", "June", "juin"},
    {"month_7", "July", "juillet"},
    {"month_8", "August", "août"},
    {"month_9", "September", "septembre"},
    {"month_10", "October", "octobre"},
    {"month_11", "November", "novembre"},
    {"month_12", "December", "décembre"},

    // Question and answer: one run.
    {"question_run", "What happens in “{1}”?", "Que se passe-t-il dans « {1} » ?"},
    {"run_mean", "{1}: {2} on average in {3}; {4} of the replicates lie at {5}.",
     "{1} : {2} en moyenne en {3} ; {4} des répliques sont de {5}."},
    {"run_single", "{1}: {2} in {3}, in a single replicate, which says nothing about chance.",
     "{1} : {2} en {3}, dans une seule réplique, qui ne dit rien du hasard."},
    {"run_undefined", "{1} is not defined in {2}.", "{1} : rien n'est défini en {2}."},
    {"run_alone", "One scenario alone says nothing about what a policy changes: add a second one to compare.",
     "Un scénario seul ne dit rien de ce qu'une politique change : ajoutez-en un second pour comparer."},

    // Two runs.
    {"question_pair", "What does “{1}” change in {3}, against “{2}”?",
     "Que change « {1} » par rapport à « {2} » : {3} ?"},
    {"pair_higher", "{1}, {2} is higher in {3} than in {4}: by {5}, interval of {6}.",
     "{1}, pour {2}, {3} est au-dessus de {4} : de {5}, intervalle à {6}."},
    {"pair_lower", "{1}, {2} is lower in {3} than in {4}: by {5}, interval of {6}.",
     "{1}, pour {2}, {3} est en dessous de {4} : de {5}, intervalle à {6}."},
    {"pair_open", "In {1}, {2} and {3} cannot be told apart: the difference is {4}, interval of {5}.",
     "Pour {1}, {2} et {3} ne se distinguent pas : la différence est de {4}, intervalle à {5}."},
    {"pair_identical", "In {1}, {2} and {3} are the same in every replicate.",
     "Pour {1}, {2} et {3} sont identiques dans chaque réplique."},
    {"pair_undecidable", "In {1}, {4} replicates are too few, or too rarely different, to tell {2} from {3}.",
     "Pour {1}, {4} répliques sont trop peu, ou diffèrent trop rarement, pour distinguer {2} de {3}."},
    {"pair_carried", "Yet {1} of {2} replicates decide this.", "Mais {1} répliques sur {2} en décident."},
    {"pair_else", "What else changes: {1}.", "Ce qui change aussi : {1}."},
    {"pair_nothing_else", "Nothing else was compared.", "Rien d'autre n'a été comparé."},
    {"change_higher", "{1} higher, {2}", "{1} : hausse, {2}"},
    {"change_lower", "{1} lower, {2}", "{1} : baisse, {2}"},
    {"change_carried", " (few replicates decide)", " (peu de répliques en décident)"},
    {"change_identical", "{1} the same", "{1} : identique"},
    {"change_open", "{1} not told apart", "{1} : pas de différence sûre"},
    {"change_undecidable", "{1} cannot be judged", "{1} : impossible à juger"},

    // Several runs.
    {"question_several", "Which of these {1} scenarios has the highest {2}?",
     "Lequel de ces {1} scénarios a la valeur la plus élevée : {2} ?"},
    {"question_several_lower", "Which of these {1} scenarios has the lowest {2}?",
     "Lequel de ces {1} scénarios a la valeur la plus basse : {2} ?"},
    {"several_first", "{1}, {2} comes first, with {3} on average in {4}: it is first in {5} of what chance allows.",
     "{1}, {2} vient en tête, avec {3} en moyenne en {4} : en tête dans {5} de ce que le hasard permet."},
    {"several_open", "Chance leaves open which comes first: {1} leads with a probability of {2}, {3} with {4}.",
     "Le hasard laisse ouvert lequel vient en tête : {1} avec une probabilité de {2}, {3} de {4}."},
    {"several_undecidable",
     "With {1} replicates nothing can be said about which comes first; {2} has the leading mean, {3}.",
     "Avec {1} répliques, rien ne peut être dit sur celui qui vient en tête ; {2} a la première moyenne, {3}."},
    {"several_no_order", "In {1} there is no order: it is the same everywhere, or not defined.",
     "Pour {1}, il n'y a pas d'ordre : la valeur est partout la même, ou n'est pas définie."},
    {"several_else", "In other outcomes: {1}.", "Pour le reste : {1}."},
    {"elsewhere_highest", "{1}: {2} highest in {3}", "{1} : {2} au plus haut dans {3}"},
    {"elsewhere_lowest", "{1}: {2} lowest in {3}", "{1} : {2} au plus bas dans {3}"},
    {"elsewhere_open", "{1}: open", "{1} : ouvert"},

    // Sweeps.
    {"question_ranking", "Which of {1} choices has the highest {2}, whatever of {3} sets of assumptions holds?",
     "Lequel de {1} choix a la valeur la plus élevée, quel que soit celui de {3} jeux d'hypothèses : {2} ?"},
    {"question_ranking_lower", "Which of {1} choices has the lowest {2}, whatever of {3} sets of assumptions holds?",
     "Lequel de {1} choix a la valeur la plus basse, quel que soit celui de {3} jeux d'hypothèses : {2} ?"},
    {"question_one_set", "Which of {1} choices has the highest {2}?",
     "Lequel de {1} choix a la valeur la plus élevée : {2} ?"},
    {"question_one_set_lower", "Which of {1} choices has the lowest {2}?",
     "Lequel de {1} choix a la valeur la plus basse : {2} ?"},
    {"ranking_first",
     "{1}, {2} is best: with a probability of {3} over assumptions and chance (by the number of "
     "sets: {4} to {5}).",
     "{1}, {2} est le meilleur : probabilité {3} sur les hypothèses et le hasard (selon le nombre de jeux : {4} à "
     "{5})."},
    {"ranking_first_one_set",
     "{1}, {2} is best: with a probability of {3}, by chance alone under one set of "
     "assumptions.",
     "{1}, {2} est le meilleur : probabilité {3}, selon le hasard seul sous un seul jeu d'hypothèses."},
    {"ranking_open",
     "No choice is best under most of the assumptions: {1} is so with a probability of {2}, {3} with "
     "{4}.",
     "Aucun choix n'est le meilleur sous la plupart des hypothèses : {1} l'est avec une probabilité de {2}, {3} de "
     "{4}."},
    {"ranking_regret", "{1} loses least against the best: {2} expected, {3} at most.",
     "{1} perd le moins par rapport au meilleur : {2} en moyenne, {3} au plus."},
    {"flip", "What turns the first place: {1} (below {2} most often {3}, else {4}).",
     "Ce qui change la première place : {1} (sous {2} le plus souvent {3}, sinon {4})."},
    {"flip_options", "What turns the first place: {1} (with {2} most often {3}, else {4}).",
     "Ce qui change la première place : {1} (avec {2} le plus souvent {3}, sinon {4})."},
    {"flip_none", "No single assumption surely turns the first place.",
     "Aucune hypothèse seule ne change sûrement la première place."},
    {"question_sensitivity", "What decides {1}?", "Qu'est-ce qui décide : {1} ?"},
    {"sensitivity_first", "{1} decides most on {2}: {3}.", "{1} décide le plus, pour {2} : {3}."},
    {"sensitivity_open", "Whether {1} or {2} decides more on {3} is open; {1} has {4}.",
     "Il reste ouvert si {1} ou {2} décide le plus, pour {3} ; {1} a {4}."},
    {"sensitivity_nothing", "Nothing can be said about {1}: it does not vary, or is not defined.",
     "Rien ne peut être dit pour {1} : la valeur ne varie pas, ou n'est pas définie."},
    {"sensitivity_chance", "Chance makes {1} of the variance of a single run.",
     "Le hasard fait {1} de la variance d'un passage."},
    {"sensitivity_no_chance", "With one replicate a point, chance cannot be told from the parameters.",
     "Avec une réplique par point, le hasard ne se distingue pas des paramètres."},

    // What it rests on.
    {"rests", "What this rests on", "Sur quoi cela repose"},
    {"rests_simulated", "Simulated, not observed: {1}.", "Simulé, non observé : {1}."},
    {"rests_replicates", "{1} replicates of each scenario, which share their draws: differences are paired.",
     "{1} répliques de chaque scénario, aux mêmes tirages : les différences sont appariées."},
    {"rests_unpaired", "{1} replicates, with draws of their own: differences are between independent samples.",
     "{1} répliques, aux tirages propres : les différences sont entre échantillons indépendants."},
    {"rests_single", "{1} replicates of one scenario.", "{1} répliques d'un scénario."},
    {"rests_chance_only",
     "Intervals hold chance alone. Assumptions that no evidence fixes are as the scenarios set them; others may turn "
     "the order.",
     "Les intervalles ne contiennent que le hasard. Les hypothèses qu'aucune donnée ne fixe sont celles des "
     "scénarios ; d'autres peuvent changer l'ordre."},
    {"rests_sets", "{1} choices under {2} sets of assumptions, {3} replicates each.",
     "{1} choix sous {2} jeux d'hypothèses, {3} répliques chacun."},
    {"rests_one_set", "{1} choices under one set of assumptions, {3} replicates each.",
     "{1} choix sous un seul jeu d'hypothèses, {3} répliques chacun."},
    {"rests_assumed", "What is assumed varies over the ranges of the experiment: {1}. All else is as in its base.",
     "Ce qui est supposé varie sur les intervalles de l'expérience : {1}. Tout le reste est comme dans sa base."},
    {"rests_points", "{1} blocks of points, {2} replicates each; design “{3}”.",
     "{1} blocs de points, {2} répliques chacun ; plan « {3} »."},
    {"rests_when", "Values are those of {1}.", "Les valeurs sont celles de {1}."},
    {"rests_misses", "The model is known to miss {1} of {2} patterns and figures it was compared with.",
     "Le modèle manque {1} des {2} régularités et chiffres auxquels il a été comparé."},

    // Frame of the page.
    {"report", "Report of simulations", "Rapport de simulations"},
    {"contents", "On this page", "Sur cette page"},
    {"answer", "Answer", "Réponse"},
    {"skip", "To the content", "Aller au contenu"},
    {"in_english", "Names and notes from the results are in English.",
     "Les noms et remarques tirés des résultats sont en anglais."},
    {"table_of", "Numbers of this figure", "Nombres de cette figure"},
    {"csv", "Save as CSV", "Enregistrer en CSV"},
    {"table_cut", "{1} more rows stand in the CSV file.", "{1} lignes de plus sont dans le fichier CSV."},
    {"more_results", "Drawn are the first {1} of {2} results; tables and the other figures hold all.",
     "Sont dessinés les {1} premiers de {2} résultats ; tableaux et autres figures les contiennent tous."},

    // Sections.
    {"section_time", "How it unfolds", "Évolution"},
    {"section_differences", "What differs, and how sure that is", "Ce qui diffère, et avec quelle certitude"},
    {"section_choices", "What was chosen, what was assumed", "Ce qui a été choisi, ce qui a été supposé"},
    {"section_firm", "One firm", "Une entreprise"},
    {"firm_intro", "{1} in the model, over all replicates.", "{1} dans le modèle, sur toutes les répliques."},
    {"firm_caveat",
     "The paths show how the model moves one firm. They forecast nothing about a real firm of that name: the rules "
     "were set "
     "for many firms together.",
     "Ces parcours montrent comment le modèle fait évoluer une entreprise. Ils ne prévoient rien pour une entreprise "
     "réelle "
     "de ce nom : les règles ont été fixées pour un grand nombre d'entreprises."},
    {"firm_others", "Paths are also recorded of: {1}. Another is shown with --firm.",
     "Les parcours de ces entreprises sont aussi enregistrés : {1}. L'option --firm en montre une autre."},
    {"firm_where", "Where the firm is, share of the replicates", "Où est l'entreprise, part des répliques"},
    {"firm_place", "Member of", "Membre de"},
    {"firm_outside", "no cluster", "aucun cluster"},
    {"firm_gone", "closed, or not founded", "fermée, ou pas fondée"},
    {"firm_first", "At the start", "Au début"},
    {"firm_last", "At the end", "À la fin"},
    {"firm_practices", "Practices in use in {1}, share of the replicates in which the firm is there",
     "Pratiques utilisées dans {1}, part des répliques où l'entreprise existe"},
    {"firm_practice", "Practice", "Pratique"},
    {"section_cost", "What an additional year of a practice costs", "Ce que coûte une année-pratique de plus"},
    {"section_first", "Who is first, and how surely", "Qui vient en tête, et avec quelle certitude"},
    {"section_best", "How probable it is to be best", "Probabilité d'être le meilleur"},
    {"section_regret", "What may be lost", "Ce que l'on risque de perdre"},
    {"section_flips", "Which assumptions turn the first place", "Quelles hypothèses changent la première place"},
    {"section_drivers", "What drives it", "Ce qui en décide"},
    {"section_map", "Map of the mixes", "Carte des dosages"},
    {"section_misses", "Where the model misses", "Où le modèle se trompe"},
    {"section_limits", "What this report does not say", "Ce que ce rapport ne dit pas"},
    {"section_definitions", "What the words mean", "Ce que les mots veulent dire"},
    {"section_repeat", "How to repeat it", "Comment le refaire"},
    {"section_notes", "Notes on the numbers", "Remarques sur les nombres"},

    // Below figures.
    {"note_fan",
     "Line: median of the replicates. Dark and light band: 50 % and 90 % of them. Marks at the right: the "
     "last value of each replicate.",
     "Ligne : médiane des répliques. Bande foncée et claire : 50 % et 90 % d'entre elles. Marques à droite : "
     "dernière "
     "valeur de chaque réplique."},
    {"note_single", "One replicate: a single course, which says nothing about chance.",
     "Une réplique : un seul cours, qui ne dit rien du hasard."},
    {"note_differences",
     "Mean difference to {1}, {2}, with its interval of {3}. An interval that holds 0 says that "
     "chance may have made the difference.",
     "Différence moyenne par rapport à {1}, {2}, avec son intervalle à {3}. Un intervalle qui contient 0 dit que le "
     "hasard a pu faire la différence."},
    {"note_first", "Probability that the scenario would be highest with other replicates, by chance alone.",
     "Probabilité que le scénario soit au plus haut avec d'autres répliques, selon le hasard seul."},
    {"note_first_lower", "Probability that the scenario would be lowest with other replicates, by chance alone.",
     "Probabilité que le scénario soit au plus bas avec d'autres répliques, selon le hasard seul."},
    {"note_best",
     "Probability of being best over {1} sets of assumptions and chance. Line: its interval of {2}, as the "
     "sets are a sample.",
     "Probabilité d'être le meilleur sur {1} jeux d'hypothèses et le hasard. Ligne : son intervalle à {2}, les jeux "
     "étant un échantillon."},
    {"note_regret",
     "Mark: what is lost on average against the best of the same assumptions. Line: up to the largest "
     "loss.",
     "Marque : perte moyenne par rapport au meilleur sous les mêmes hypothèses. Ligne : jusqu'à la plus grande "
     "perte."},
    {"note_flips",
     "A border that parts the sets in which the first choice leads from the others. p: how often chance "
     "alone would part them as well, over all assumptions; above 0.1 it may be chance. Where both sides name the "
     "same choice, only how often it leads changes.",
     "Une limite qui sépare les jeux où le premier choix est en tête des autres. p : combien de fois le hasard seul "
     "les "
     "séparerait aussi bien, sur toutes les hypothèses ; au-dessus de 0,1 ce peut être le hasard. Où les deux côtés "
     "nomment le même choix, seule change la fréquence à laquelle il est en tête."},
    {"flips_by_chance", "Assumptions that part them no better than chance may",
     "Hypothèses qui ne les séparent pas mieux que le hasard"},
    {"note_drivers", "Index “{1}” of each parameter with its interval of {2}.",
     "Indice « {1} » de chaque paramètre avec son intervalle à {2}."},
    {"note_map",
     "A cell is a mix; at a corner the share named there is largest. Numbers: probability of being best in "
     "per cent.",
     "Une cellule est un dosage ; à un coin, la part nommée est la plus grande. Nombres : probabilité d'être le "
     "meilleur, en pour cent."},
    {"note_cost",
     "Difference in money over difference in practice-years to {1}, in paired replicates, with Fieller's "
     "interval of {2}. Where the difference in practice-years may be 0, no cost can be given. Practice-years are "
     "those "
     "of members; what programmes bring to firms outside clusters is not in them.",
     "Différence d'argent sur différence d'années-pratique par rapport à {1}, en répliques appariées, avec "
     "l'intervalle "
     "de Fieller à {2}. Là où la différence d'années-pratique peut être 0, aucun coût ne peut être donné. Les "
     "années-pratique sont celles des membres ; ce que des programmes apportent aux entreprises hors des clusters "
     "n'y est "
     "pas."},

    // Heads of tables and words in figures.
    {"head_scenario", "Scenario", "Scénario"},
    {"head_choice", "Choice", "Choix"},
    {"head_time", "Time", "Temps"},
    {"head_mean", "Mean", "Moyenne"},
    {"head_range", "{1} of replicates", "{1} des répliques"},
    {"head_replicates", "Replicates", "Répliques"},
    {"head_difference", "Difference", "Différence"},
    {"head_interval", "Interval of {1}", "Intervalle à {1}"},
    {"head_higher", "Higher in", "Au-dessus dans"},
    {"head_verdict", "Verdict", "Verdict"},
    {"head_median", "Median", "Médiane"},
    {"head_low", "{1} below", "{1} en dessous"},
    {"head_output", "Output", "Grandeur"},
    {"head_parameter", "Parameter", "Paramètre"},
    {"head_meaning", "Meaning", "Sens"},
    {"head_unit", "Unit", "Unité"},
    {"head_source", "Source", "Source"},
    {"head_first", "First", "En tête"},
    {"head_last", "Last", "Dernier"},
    {"head_best", "Best", "Meilleur"},
    {"head_worst", "Worst", "Pire"},
    {"head_by_sets", "by sets", "selon les jeux"},
    {"head_by_chance", "by chance", "selon le hasard"},
    {"head_regret", "Expected loss", "Perte moyenne"},
    {"head_largest", "Largest loss", "Plus grande perte"},
    {"head_threshold", "Where", "Où"},
    {"head_low_leader", "leads there", "en tête là"},
    {"head_high_leader", "leads else", "en tête sinon"},
    {"head_values", "Values", "Valeurs"},
    {"head_p", "p", "p"},
    {"head_index", "Index {1}", "Indice {1}"},
    {"head_money", "Money", "Argent"},
    {"head_units", "Practice-years", "Années-pratique"},
    {"head_cost", "Cost", "Coût"},
    {"head_reading", "Reading", "Lecture"},
    {"cost_open", "cannot be given", "ne peut être donné"},
    {"cost_pays", "{1} for each more", "{1} pour chacune de plus"},
    {"cost_saves", "{1} saved for each less", "{1} épargnés par chacune de moins"},
    {"cost_zero", "{1}, may be 0", "{1}, peut être 0"},
    {"cost_worse", "more money, less practice", "plus d'argent, moins de pratique"},
    {"cost_better", "less money, more practice", "moins d'argent, plus de pratique"},
    {"head_name", "Name", "Nom"},
    {"verdict_higher", "higher", "au-dessus"},
    {"verdict_lower", "lower", "en dessous"},
    {"verdict_indistinguishable", "not told apart", "pas de différence sûre"},
    {"verdict_identical", "the same", "identique"},
    {"verdict_undecidable", "cannot be judged", "impossible à juger"},
    {"reference", "reference", "référence"},
    {"of_pairs", "{1} of {2}", "{1} sur {2}"},
    {"axis_difference", "difference to {1}", "différence avec {1}"},
    {"axis_probability", "probability [%]", "probabilité [%]"},
    {"axis_loss", "loss against the best", "perte par rapport au meilleur"},
    {"axis_index", "index {1}", "indice {1}"},
    {"per_year", "a year", "par an"},
    {"per_month", "a month", "par mois"},
    {"million", "million", "millions"},
    {"billion", "billion", "milliards"},
    {"nothing_drawn", "not defined at these times", "non défini à ces dates"},

    // What was chosen.
    {"choices_policies", "Policies and choices", "Politiques et choix"},
    {"choices_assumptions", "Assumptions", "Hypothèses"},
    {"choices_unsorted", "Parameters", "Paramètres"},
    {"choices_none", "The scenarios do not differ in any parameter.",
     "Les scénarios ne diffèrent par aucun paramètre."},
    {"choices_note", "Only what differs between the scenarios; “-” is not there. All other parameters are equal.",
     "Seulement ce qui diffère entre les scénarios ; « - » n'y est pas. Tous les autres paramètres sont égaux."},
    {"choices_one", "All parameters stand in the result: actorhood scenario {1}",
     "Tous les paramètres sont dans le résultat : actorhood scenario {1}"},

    {"choices_cut", "{1} more: actorhood compare names all.", "{1} de plus : actorhood compare les nomme tous."},

    {"definitions_note", "Equations, and what sources such as “model 7.3” stand for: {1}.",
     "Équations, et ce que désignent des sources comme « model 7.3 » : {1}."},

    // Where it misses.
    {"misses_words",
     "Of {2} comparisons with patterns and figures known from outside {1} are missed. A conclusion that rests on one "
     "of them is weak.",
     "Sur {2} comparaisons avec des régularités et chiffres connus, {1} sont manquées. Une conclusion qui repose sur "
     "l'une d'elles est faible."},
    {"head_pattern", "Measured", "Mesuré"},
    {"head_stated", "Known", "Connu"},
    {"head_simulated", "Simulated", "Simulé"},

    // What it does not say.
    {"limits_1", "It is no forecast: it says what follows from the rules and numbers of the model.",
     "Ce n'est pas une prévision : il dit ce qui suit des règles et des nombres du modèle."},
    {"limits_2",
     "Intervals hold chance, and assumptions only where sets of them were simulated. They do not hold that "
     "the model may be wrong.",
     "Les intervalles contiennent le hasard, et les hypothèses seulement là où des jeux ont été simulés. Ils ne "
     "contiennent pas l'erreur possible du modèle."},
    {"limits_3", "“Not told apart” does not mean “equal”: more replicates may tell.",
     "« Pas de différence sûre » ne veut pas dire « égal » : plus de répliques peuvent en montrer une."},
    {"limits_4", "Of many differences some look sure by chance: about {1} of those without any.",
     "Parmi de nombreuses différences, certaines semblent sûres par hasard : environ {1} de celles qui n'existent "
     "pas."},
    {"limits_5", "What the model leaves out (single persons, firms of a real place, politics) has no number here.",
     "Ce que le modèle laisse de côté (les personnes, les entreprises d'un lieu réel, la politique) n'a pas de "
     "nombre "
     "ici."},

    // How to repeat.
    {"repeat_report", "This page: {1}", "Cette page : {1}"},
    {"repeat_result", "Simulate a result again and compare: {1}", "Simuler à nouveau un résultat et comparer : {1}"},
    {"repeat_numbers", "All numbers: {1}", "Tous les nombres : {1}"},
    {"head_seed", "Seed", "Graine"},
    {"head_hash", "Parameters hash", "Empreinte des paramètres"},
    {"head_version", "Program", "Programme"},
    {"head_commit", "Commit", "Commit"},
    {"head_title", "Title", "Titre"},
    {"head_times", "Recorded", "Enregistré"},
});

std::size_t ends_at(std::string_view text, std::size_t open) { return text.find('}', open); }

/// A blank at which no line breaks.
constexpr std::string_view no_break = "\xc2\xa0";

/// True for a blank at which no line should end: before a sign that stands apart in French, and before "%".
bool stays_together(std::string_view text, std::size_t at) {
    constexpr std::string_view signs = "%?:;!";
    constexpr std::string_view opening = "\xc2\xab";
    constexpr std::string_view closing = "\xc2\xbb";
    const std::string_view behind = text.substr(at + 1);
    return text[at] == ' ' && ((!behind.empty() && signs.find(behind[0]) != std::string_view::npos) ||
                               behind.starts_with(closing) || text.substr(0, at).ends_with(opening));
}

} // namespace

const char* language_code(Language language) { return language == Language::english ? "en" : "fr"; }

Language language_of(const std::string& code) {
    if (code == "en") {
        return Language::english;
    }
    if (code != "fr") {
        throw sim::Error(sim::ExitCode::usage, "--language: '" + code + "' is none; there is: en, fr");
    }
    return Language::french;
}

std::span<const Wording> wordings() { return table; }

std::string Words::operator()(std::string_view name, std::initializer_list<std::string_view> parts) const {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Wording& one) { return one.name == name; });
    if (found == table.end()) {
        throw std::logic_error("there is no text '" + std::string(name) + "' in reports");
    }
    const std::string_view text = language_ == Language::english ? found->english : found->french;
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end = text[at] == '{' ? ends_at(text, at) : std::string_view::npos;
        if (end == std::string_view::npos) {
            made += stays_together(text, at) ? no_break : text.substr(at, 1);
            continue;
        }
        const auto number = static_cast<std::size_t>(text[at + 1] - '1');
        made += number < parts.size() ? std::string(parts.begin()[number]) : "";
        at = end;
    }
    return made;
}

std::string Words::number(std::string_view english) const {
    std::string made;
    for (std::size_t at = 0; at < english.size(); ++at) {
        if (stays_together(english, at)) {
            made += no_break;
        } else if (english[at] == ',' && language_ != Language::english) {
            made += "\xe2\x80\xaf"; // a narrow blank at which no line breaks
        } else {
            made += english[at] == '.' && language_ != Language::english ? ',' : english[at];
        }
    }
    return made;
}

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    }
    return text;
}

} // namespace actorhood::analysis::report
