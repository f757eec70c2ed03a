#pragma once

#include <string>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* mail_entry();

namespace saldo::mail {

/// A mail as the decoder reads it.
class Reading {
 public:
  explicit Reading(const std::string& mail) : result_(host.decode(mail)) {}
  /// The record; an empty one where the mail was refused.
  Correspondence record() const {
    const auto all = result_.of<Correspondence>();
    return all.empty() ? Correspondence{} : all[0];
  }
  std::string rule() const { return result_.status == SALDO_OK ? "" : result_.error.rule; }
  const Decoded& result() const { return result_; }

  TestHost host{mail_entry(), "mail"};

 private:
  Decoded result_;
};

/// A mail of these header lines and this text.
inline std::string mail_of(const std::string& header, const std::string& text = "text\n") {
  return "From: Ana <ana@buyer.example>\nTo: ar@seller.example\nMessage-ID: <1@buyer.example>\n" +
         header + "\n" + text;
}

}  // namespace saldo::mail
