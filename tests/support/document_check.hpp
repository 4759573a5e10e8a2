// What documents say about the program, held against the program: names of parameters, files, counts, links.
//
// Looked at are the code spans (`like this`), the fenced blocks, the links and the plain text of a Markdown document:
//
//     `accountability.effort`        a dotted name that begins with a section or list: must be declared; "*" stands for
//                                    anything, an upper-case word for a name of the user's choice (practice.NAME.cost)
//     [mechanisms], [[practice]]     a code span that is all table: must be a section or list
//     models/firms/firms.hpp         a path below a folder of the repository: must exist; "*" stands for anything,
//                                    the ending may be left out
//     `MODEL.md`                     a bare file name: must exist somewhere in the repository
//     [text](file#heading)           a link: file and heading must exist
//     actorhood run FILE --seed 2    a call of the program: command and options must be those that its help lists
//     171 variables                  a number before a thing that can be counted: must be the present number, unless
//                                    the sentence says "at most"
//     ```toml                        a block of TOML: must be accepted, as a scenario or as an experiment
//
// Blocks of C++ are only searched for paths, blocks in other languages not at all. A worked example names files that
// do not exist; the document lists them once:  <!-- examples: models/mechanisms/campaign.hpp demo.toml -->
#pragma once

#include <string>
#include <vector>

#include "tests/support/document_facts.hpp"

namespace actorhood::tests {

/// What a document says that is not so, each as "NAME:LINE: ...". `name` is its path from the top of the repository.
[[nodiscard]] std::vector<std::string> false_statements(const std::string& name, const std::string& text,
                                                        const DocumentFacts& facts);

} // namespace actorhood::tests
