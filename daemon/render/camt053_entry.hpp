#pragma once

#include <span>

#include "render/camt053_margin.hpp"
#include "render/xml_writer.hpp"
#include "saldo/records.hpp"

namespace saldo::render::camt053 {

/// Writes Ntry elements. Not thread-safe.
class EntryWriter {
 public:
  EntryWriter(XmlWriter& xml, const Warn& warn) : xml_(xml), warn_(warn) {}

  /// The lines of one entry, as Batches gives them; amounts must fit.
  void write(std::span<const Transaction> lines);

 private:
  void head(const Transaction& first, const Money& amount, const std::string& bank_reference);
  void single(const Transaction& t);
  void batch(std::span<const Transaction> lines);
  void batch_information(const Transaction& t, Margin& margin);
  void codes(const Transaction& t, Margin& margin);
  void charges(const Transaction& t, Margin& margin);
  void instructed(const Transaction& t, Margin& margin);

  // camt053_details.cpp
  struct Detail {
    bool own_amount = false;  ///< and what else only members of a batch say
    bool own_codes = false;
    bool own_bank_reference = false;
  };
  void detail(const Transaction& t, const Detail& of, Margin& margin);
  void references(const Transaction& t, bool own_bank_reference, Margin& margin);
  void parties(const Transaction& t, Margin& margin);
  void party(const char* name, const std::string& text);
  void creditor(const std::string& name, const std::string& scheme_id);
  void account(const char* name, const Transaction& t, Margin& margin);
  void remittance(const Transaction& t, Margin& margin);
  void document(const RemittedDocument& d, Margin& margin);
  void creditor_reference(const std::string& reference);
  void returned(const std::string& code, const std::vector<std::string>& reasons);

  void amount(const char* name, const Money& amount);
  void mark(const Money& amount);
  void text(const char* name, const std::string& text) {
    if (!text.empty()) xml_.element(name, text);
  }

  XmlWriter& xml_;
  const Warn& warn_;
};

/// FinInstnId: a BIC, or the number of a bank in its country.
void write_bank(XmlWriter& xml, std::string_view bank, std::string_view field, Margin& margin);
/// Id of an account: IBAN or Othr.
void write_account_id(XmlWriter& xml, const std::string& iban, const std::string& number);

}  // namespace saldo::render::camt053
