#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flows/environment.hpp"

namespace saldo::flows {

/// A level whose letter isn't there in a language that customers have.
struct WordingGap {
  std::string procedure;
  int level = 0;  ///< 0: the legal stage
  std::string wording, language;
  std::int64_t customers = 0;  ///< with this language and a dunning procedure
  std::string instead;         ///< the language that they get; empty: no letter can be written
  std::string file;            ///< where the wording would stand

  /// "procedure 'standard', level 2: there is no wording 'demand' in 'fi', …; write it as FILE"
  std::string to_string() const;
};

/// Looks through every level of the procedures that jobs use, or of one by its name, in every
/// language of the book's customers; those whose record names none get `letters.language`. Ordered
/// by procedure, level and language. Throws FailureException (not_found) for a procedure that isn't
/// configured.
std::vector<WordingGap> lint_wordings(const Environment& environment, const std::string& procedure);

}  // namespace saldo::flows
