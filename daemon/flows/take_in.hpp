#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/archive.hpp"
#include "connect/child.hpp"
#include "flows/environment.hpp"

namespace saldo::flows {

/// Takes documents in, one at a time: into the archive and durable there, then into the book, where
/// they wait for being decoded. What was there already is noted as delivered again.
class TakeIn {
 public:
  struct From {
    std::string connector, actor;
    std::int64_t container = 0;  ///< the document within which they lie; 0: none
  };
  TakeIn(const Environment& environment, From from)
      : environment_(environment), from_(std::move(from)) {}

  Result<void> begin(const connect::DocumentOffer& offer);
  Result<void> write(std::string_view bytes);
  struct Taken {
    std::string sha256;
    bool is_known = false;  ///< was there already and isn't waiting: nothing is left to be done
  };
  /// Returns when the document is durable.
  Result<Taken> finish();

 private:
  const Environment& environment_;
  From from_;
  connect::DocumentOffer offer_;
  std::optional<archive::Writer> writer_;
};

}  // namespace saldo::flows
