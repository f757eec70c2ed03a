#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// The XML-HTTP receiver: IDocs that a system pushes are durable before they are answered, and take
/// effect once however often they are sent.
namespace saldo::receive {

/// One IDoc of a request's body, as far as its identity goes.
struct PushedIdoc {
  std::string client, number, sender;  ///< MANDT, DOCNUM, SNDPRN; empty where it has none
  std::size_t begin = 0, end = 0;      ///< the element <IDOC>, in bytes of the body
  /// Of what it says, as hex: message type, basic type and segments without the blanks between
  /// them. A re-send differs in its control record's times and says the same.
  std::string content_sha256;

  /// Whether it can be told from others: a number of zeros is none.
  bool has_identity() const { return number.find_first_not_of('0') != std::string::npos; }
};

struct Envelope {
  std::vector<PushedIdoc> idocs;  ///< at least one
  std::size_t head_end = 0;       ///< up to here the body is what stands before all IDocs
  std::size_t tail_begin = 0;     ///< from here on it is what stands behind them
};

/// Finds the IDocs in a body as SAP's XML-HTTP port sends it. Bounded work, one pass, nothing is
/// interpreted but the control record; entities and document types are refused. Fails (invalid)
/// with the place and the reason for what is no IDoc. Pure.
Result<Envelope> find_idocs(std::string_view body);

/// One IDoc of a body with several, as a body of its own.
std::string alone(std::string_view body, const Envelope& envelope, const PushedIdoc& idoc);

}  // namespace saldo::receive
