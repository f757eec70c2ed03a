#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "idoc/segments.hpp"
#include "saldo/held_money.hpp"

/// What the message types are, and who reads them.
namespace saldo::sap {

/// What one IDoc says: nothing of it counts before all of it was read.
struct Output {
  using Record =
      std::variant<Customer, Item, RemittanceAdvice, Transaction, Statement, PaymentStatus>;
  std::vector<Record> records;
  HeldMoney held;                  ///< what it holds up if it is refused
  std::vector<std::string> notes;  ///< for the log
  std::int64_t index = 0;          ///< which IDoc of the file, from 1
};

struct Message {
  std::string_view name;  ///< MESTYP
  Family family;
  void (*read)(Segments& idoc, Output& out);  ///< null: refused
  /// Why it isn't read, and what to do; for flat files where the form is named.
  const char *refusal = nullptr, *flat_refusal = nullptr;
};

/// The message type of an IDoc: as its control record says, else by its basic type. Throws
/// idoc.message for those that aren't read; `flat`: the IDoc isn't XML.
const Message& message_of(const Segments& idoc, bool flat);

void read_customers(Segments& idoc, Output& out);
void read_invoice(Segments& idoc, Output& out);
void read_fi_documents(Segments& idoc, Output& out);
void read_advice(Segments& idoc, Output& out);
void read_statement(Segments& idoc, Output& out);
void read_audit(Segments& idoc, Output& out);
void read_status(Segments& idoc, Output& out);

}  // namespace saldo::sap
