#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace saldo::cash {

/// The shapes of our own item numbers, learnt from them: how many letters and digits in which
/// order, and from where to where they have been given out. Built once a run, then only read; safe
/// to read from several threads.
class NumberForms {
 public:
  /// Learns from an item number's key.
  void add(std::string_view number_key);

  /// Whether a number of ours could have this key.
  bool matches(std::string_view number_key) const { return shapes_.contains(shape(number_key)); }
  /// Whether it could be one of ours with a digit too many, too few or mistyped.
  bool resembles(std::string_view number_key) const;
  /// The key of ours that this one is when letters that look like digits are read as such where
  /// ours have digits, and the other way round: "SI26OO882" is SI2600882. Nothing where it has none
  /// of our shapes then, or more than one.
  std::optional<std::string> read_as_ours(std::string_view number_key) const;
  /// Whether it may be an item's that is still to arrive: a little beyond the newest of its shape.
  bool may_be_to_come(std::string_view number_key) const;

 private:
  struct Range {
    std::uint64_t first = 0, last = 0;  ///< of the digits at the end
  };
  /// "RE20260012" → "AA########"
  static std::string shape(std::string_view number_key);
  std::map<std::string, Range, std::less<>> shapes_;
};

}  // namespace saldo::cash
