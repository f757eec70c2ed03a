#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saldo::files {

/// File name patterns as a shell has them: `*`, `?`, `[a-z]`, and alternatives in braces or behind
/// commas, `*.{xml,sta}` or `*.xml, *.sta`. Capitals count. Immutable.
class Pattern {
 public:
  /// Throws saldo::FormatError for braces that don't close and for an empty pattern.
  explicit Pattern(std::string_view text);

  /// Whether any alternative fits the whole name (without its folder).
  bool matches(const std::string& name) const;

 private:
  std::vector<std::string> alternatives_;
};

}  // namespace saldo::files
