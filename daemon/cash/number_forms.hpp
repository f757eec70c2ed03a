#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::cash {

/// The shapes of our own item numbers, learnt from them: how many letters and digits in which
/// order, and from where to where they have been given out. Built once a run, then only read; safe
/// to read from several threads.
class NumberForms {
 public:
  /// Learns from an item number's key.
  void add(std::string_view number_key);

  /// A form that none of the book's numbers may have yet: "SI27-#####", where '#' is a digit.
  void add_form(std::string_view form);

  /// Whether a number of ours could have this key.
  bool matches(std::string_view number_key) const { return shapes_.contains(shape(number_key)); }
  /// Whether it could be one of ours with a digit too many, too few or mistyped.
  bool resembles(std::string_view number_key) const;
  /// The key of ours that this one is when letters that look like digits are read as such where
  /// ours have digits, and the other way round: "SI26OO882" is SI2600882. Nothing where it has none
  /// of our shapes then, or more than one.
  std::optional<std::string> read_as_ours(std::string_view number_key) const;
  /// The keys that digits without letters may stand for where ours begin with letters: "71052026"
  /// for FV0071052026. Empty for short numbers, and for companies with many different beginnings.
  std::vector<std::string> with_letters(std::string_view digits) const;
  /// Whether it may be an item's that is still to arrive: a little beyond the newest of its shape.
  bool may_be_to_come(std::string_view number_key) const;

 private:
  struct Range {
    bool seen = false;                           ///< a number of it is known
    std::uint64_t first = 0, last = 0;           ///< of the digits at the end
    std::set<std::string, std::less<>> letters;  ///< at the beginning; a few, then no more
  };
  static void add_letters(std::string_view number_key, Range& range);
  /// "RE20260012" → "AA########"
  static std::string shape(std::string_view number_key);
  std::map<std::string, Range, std::less<>> shapes_;
};

}  // namespace saldo::cash
