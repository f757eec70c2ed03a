#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "saldo/money.hpp"

namespace saldo {

/// Why something didn't work, as a class that says what the caller does next.
enum class FailureKind {
  invalid,      ///< the input is wrong: a person has to change it
  not_found,    ///< what was named doesn't exist
  conflict,     ///< it contradicts what is already in the book
  unavailable,  ///< try again later
  denied,       ///< the caller may not
  cancelled,    ///< somebody stopped it
  broken,       ///< a bug, or damage on disk
};

/// A failure that a person can act on: what, where, which value, which figures.
struct Failure {
  FailureKind kind = FailureKind::invalid;
  std::string message;          ///< one sentence; names the value and the remedy
  std::string file;             ///< document or configuration file
  std::uint64_t line = 0;       ///< from 1; 0 is unknown
  std::uint64_t column = 0;     ///< from 1; 0 is unknown
  std::uint64_t offset = 0;     ///< in bytes
  std::string rule;             ///< the rule that was broken, e.g. "statement.balance"
  std::string expected, found;  ///< both figures, as text
  std::optional<Money> held;    ///< the money that this holds up

  /// "file:line:column: message", leaving out what is unknown.
  std::string to_string() const;
};

/// Thrown to abandon a unit of work; caught at the top of a flow, a job, a request.
class FailureException : public std::runtime_error {
 public:
  explicit FailureException(Failure f) : std::runtime_error(f.to_string()), failure(std::move(f)) {}
  Failure failure;
};

[[noreturn]] inline void throw_exception_from_error(const Failure& f,
                                                    const boost::source_location&) {
  throw FailureException(f);
}

/// A value or a Failure. `value()` throws FailureException when there is none.
template <class T>
using Result = boost::system::result<T, Failure>;

}  // namespace saldo
