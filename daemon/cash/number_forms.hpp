#pragma once

#include <set>
#include <string>
#include <string_view>

namespace saldo::cash {

/// The shapes of our own item numbers, learnt from them: how many letters and digits in which
/// order. Built once a run, then only read; safe to read from several threads.
class NumberForms {
 public:
  /// Learns from an item number's key.
  void add(std::string_view number_key) { shapes_.insert(shape(number_key)); }

  /// Whether a number of ours could have this key.
  bool matches(std::string_view number_key) const { return shapes_.contains(shape(number_key)); }
  /// Whether it could be one of ours with a digit too many, too few or mistyped.
  bool resembles(std::string_view number_key) const;

 private:
  /// "RE20260012" → "AA########"
  static std::string shape(std::string_view number_key);
  std::set<std::string, std::less<>> shapes_;
};

}  // namespace saldo::cash
