#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saldo/date.hpp"
#include "saldo/money.hpp"
#include "saldo/plugin.h"

/// The records that connectors bring. A new field is also described in record_descriptions.hpp.
///
/// Amounts are signed from our account's view: money in is positive. An empty text, an empty date,
/// an unset optional mean "the document doesn't say".
namespace saldo {

struct Place {
  std::uint64_t line = 0;    ///< from 1; 0 is unknown
  std::uint64_t offset = 0;  ///< in bytes, from 0
  friend bool operator==(const Place&, const Place&) = default;
};

struct Balance {
  std::optional<Money> amount;
  Date date;
};

/// A bank's statement of one account (ISO 20022 BkToCstmrStmt; SWIFT MT940). A decoder emits it
/// after its transactions, when its own controls have been proved.
struct Statement {
  static constexpr std::uint16_t kKind = SALDO_RECORD_STATEMENT;
  Place at;
  std::int64_t index = 0;  ///< which statement of the document, from 1
  std::string kind;        ///< booked | intraday | notification
  std::string account_iban, account_number, account_bank, account_currency, account_name;
  std::string id, sequence;
  Balance opening, closing;
  std::optional<std::int64_t> transactions;
  std::optional<Money> total_credit, total_debit;  ///< both positive
  Date from, to;
  bool unbalanced = false;  ///< read leniently although its controls don't hold
};

/// A document that a payment names (ISO 20022 RfrdDocInf).
struct RemittedDocument {
  std::string number;
  Date date;
  std::optional<Money> amount;
};

struct Charge {
  std::optional<Money> amount;
};

/// One entry of a statement, or one transaction of a batch entry.
struct Transaction {
  static constexpr std::uint16_t kKind = SALDO_RECORD_TRANSACTION;
  Place at;
  std::int64_t statement = 0;  ///< index of its statement in the document
  std::int64_t index = 0;      ///< position in the statement, from 1
  Date booking_date, value_date;
  std::optional<Money> amount;
  std::string status;  ///< booked | pending | info
  bool reversal = false;
  std::string bank_reference, customer_reference, end_to_end_id, mandate_id, creditor_id;
  std::string code_domain, code_family, code_sub_family, code_proprietary;
  std::string counterparty_name, counterparty_iban, counterparty_account, counterparty_bic;
  std::string ultimate_counterparty_name;
  std::string creditor_reference;
  std::vector<std::string> remittance;
  std::vector<RemittedDocument> remitted_documents;
  std::optional<Money> instructed;
  std::vector<Charge> charges;
  std::string return_code, return_text;
  std::string batch_id;
  std::optional<std::int64_t> batch_index, batch_count;
};

struct Contact {
  std::string kind;  ///< email | phone | …
  std::string value;
};

/// What a customer has in one dunning area; the default area has no name (SAP KNB5).
struct DunningArea {
  std::string area, procedure, block;
  std::optional<std::int64_t> level;
  Date last;  ///< dunned
};

/// Who owes: master data of one company code (SAP KNA1, KNB1, KNB5, KNBK, KNKK).
struct Customer {
  static constexpr std::uint16_t kKind = SALDO_RECORD_CUSTOMER;
  Place at;
  std::string number, name, company_code, country, language, tax_id;
  std::vector<std::string> ibans;
  std::string payment_terms;
  std::string dunning_procedure, dunning_block;
  std::optional<std::int64_t> dunning_level;
  std::optional<Money> credit_limit;
  std::vector<Contact> contacts;
  std::string alternative_payer, payment_block, payment_methods;
  Date dunning_last, dunning_legal;        ///< last dunned; legal dunning procedure since
  std::vector<DunningArea> dunning_areas;  ///< where there are others than the default one
  std::string risk_class;
  bool credit_blocked = false;
  std::string insurer, insurance_policy, insurance_own_share;  ///< own share in per cent
  std::optional<Money> insured;
  Date insured_until;
  bool partial = false;  ///< a change: what it doesn't say stays as it was
};

/// One tier of payment terms: `percent` discount within `days` of the baseline date; percent 0 is
/// net.
struct Term {
  std::optional<std::int64_t> days;
  std::string percent;  ///< decimal number
};

struct Reference {
  std::string kind;  ///< purchase_order | delivery | billing | assignment | reference
  std::string value;
};

/// One receivable line (SAP BSID/BSAD). Invoices are positive, credit memos negative.
struct Item {
  static constexpr std::uint16_t kKind = SALDO_RECORD_ITEM;
  Place at;
  std::string kind;  ///< invoice | credit_memo | debit_memo | down_payment_request | payment
  std::string number, customer, company_code;
  Date document_date, posting_date, baseline_date, due_date;
  std::optional<Money> amount, open_amount;  ///< open_amount unset: all of it is open
  std::vector<Term> terms;
  std::vector<Reference> references;
  std::string dunning_block, dunning_area;
  std::optional<std::int64_t> dunning_level;
  Date dunning_last;
  std::string payment_method;     ///< SAP ZLSCH, e.g. direct debit
  std::string special_gl;         ///< SAP UMSKZ: kept apart from the other items, never netted
  std::string related;            ///< the item that this one belongs to (SAP REBZG)
  std::string payment_reference;  ///< the structured one that a payer should give (SAP KIDNO)
  std::string cleared_by;         ///< the document that cleared it; open_amount is 0
  Date cleared_on;
  std::optional<std::int64_t> fiscal_year;
};

struct AdviceLine {
  std::string document;
  std::optional<Money> amount, discount, deduction;
  std::string deduction_reason;
};

/// What a payer says it pays (SAP AVIK/AVIP, UBL RemittanceAdvice).
struct RemittanceAdvice {
  static constexpr std::uint16_t kKind = SALDO_RECORD_REMITTANCE_ADVICE;
  Place at;
  std::string number, customer;
  Date payment_date;
  std::optional<Money> amount;
  std::vector<AdviceLine> lines;
};

/// A statement of the document that is set aside while the rest goes on: its transactions, already
/// emitted or not, are void. For formats in which the next statement can be found again; a fault
/// that costs the whole document is thrown as Rejected instead.
struct Refusal {
  static constexpr std::uint16_t kKind = SALDO_RECORD_REFUSAL;
  Place at;
  std::int64_t statement = 0;                  ///< its index; no Statement record has the same
  std::string rule, message, expected, found;  ///< as in saldo_error
  std::optional<Money> held;                   ///< the money that it holds up
};

/// One payment that we order: a line of a credit transfer or direct debit initiation (ISO 20022
/// pain.001 CdtTrfTxInf, pain.008 DrctDbtTxInf).
struct PaymentInstruction {
  static constexpr std::uint16_t kKind = SALDO_RECORD_PAYMENT_INSTRUCTION;
  Place at;
  std::string kind;                  ///< credit_transfer | direct_debit
  std::string message_id, batch_id;  ///< MsgId; PmtInfId
  std::string instruction_id, end_to_end_id;
  Date execution_date;           ///< requested: of execution, or of collection
  std::string scheme, sequence;  ///< LclInstrm (CORE, B2B …), SeqTp (FRST, RCUR, FNAL, OOFF)
  std::optional<Money> amount;   ///< from our account's view: a direct debit is positive
  std::string own_name, own_iban, own_account, own_bic;
  std::string counterparty_name, counterparty_iban, counterparty_account, counterparty_bic;
  std::string ultimate_counterparty_name;
  std::string creditor_id, mandate_id;
  Date mandate_date;  ///< of signature
  std::string creditor_reference;
  std::vector<std::string> remittance;
};

struct StatusReason {
  std::string code, text;
};

/// What a receiver says of what we sent: a bank of payments (pain.002), SAP of IDocs (ALEAUD).
struct PaymentStatus {
  static constexpr std::uint16_t kKind = SALDO_RECORD_PAYMENT_STATUS;
  Place at;
  std::string level;  ///< group | batch | transaction (payments) | message (IDocs)
  std::string message_id;
  std::string original_message_id, original_message_kind;  ///< e.g. "pain.008.001.02"
  std::string original_batch_id, original_instruction_id, original_end_to_end_id;
  std::string status;  ///< ACCP, ACSC, RJCT …; empty where only the levels below have one
  std::vector<StatusReason> reasons;
  std::optional<std::int64_t> payments;  ///< how many the level has, as it says
  std::optional<Money> amount;           ///< of the original payment
  std::string counterparty_name, counterparty_iban, mandate_id;
};

/// A row of an extract that is known by its key alone: its record was refused.
struct ExtractKey {
  std::string company_code, number;
  std::optional<std::int64_t> fiscal_year;
};

/// Says of the document's items, or customers, that they are one part of an extract: what the ERP
/// listed at one time, under one condition. It may stand anywhere in the document.
///
/// An extract proves what it doesn't list only when it is `full`, when all its parts are in the
/// book up to the one marked `last`, and when they have as many rows as the ERP counted throughout.
/// Then items of its company codes that the book has open and it doesn't list are cleared in the
/// ERP. The rows of such a document stand for themselves: one that is refused costs itself only.
struct Extract {
  static constexpr std::uint16_t kKind = SALDO_RECORD_EXTRACT;
  Place at;
  std::string id;       ///< the same in all its documents, and in no other extract
  std::string content;  ///< open_items | customers
  std::string extent;   ///< full | changes
  std::string began;    ///< when the ERP was first asked, UTC: 2026-03-01T12:00:00Z
  std::vector<std::string> company_codes;  ///< which were asked for; none: all there are
  std::int64_t part = 0;                   ///< from 1
  bool last = false;
  std::int64_t rows = 0;              ///< of this part, refused ones too
  std::optional<std::int64_t> total;  ///< of the whole extract, as the ERP counted with this part
  std::vector<ExtractKey> refused;    ///< rows of this part that no record was made of
  /// Nothing is cleared where more of a company code's open items than so many per cent are absent:
  /// rather than paid they are hidden, from a user who may not see them.
  std::int64_t absent_percent = 100;
};

/// What a mail system says of one recipient of a mail that was sent (RFC 3464).
struct DeliveryReport {
  std::string recipient;
  std::string action;  ///< failed | delayed | delivered | relayed | expanded
  std::string status;  ///< RFC 3463: "5.1.1"; empty where the mail system doesn't say
  /// What it was: address (there is no such mailbox), mailbox_full, policy (refused for what it is
  /// or whom it comes from), temporary, or unknown.
  std::string reason;
  std::string diagnostic;  ///< the mail system's words
};

struct Attachment {
  std::string name, media_type;  ///< as the mail says
  std::string content;           ///< as its first bytes say: pdf, image, program, archive, text …
  std::int64_t size = 0;         ///< in bytes
  bool handed_on = false;        ///< is a document of its own now
};

/// A mail that came in (RFC 5322). Addresses are `local@domain`, message ids go without brackets.
struct Correspondence {
  static constexpr std::uint16_t kKind = SALDO_RECORD_CORRESPONDENCE;
  Place at;
  /// reply (to a mail), auto_reply (nobody has read it: RFC 3834), bounce (a mail system on the
  /// delivery of a mail), report (a read receipt, a complaint), other.
  std::string classification;
  std::string evidence;    ///< what decided that
  bool automated = false;  ///< no person wrote it
  std::string message_id, in_reply_to;
  std::vector<std::string> references;  ///< the oldest first
  std::string from_address, from_name;
  std::vector<std::string> to;            ///< To and Cc
  std::vector<std::string> delivered_to;  ///< whom the envelope named, as far as it is told
  std::string sent_at;                    ///< UTC: 2026-03-01T12:00:00Z
  std::string subject, text;              ///< text without what it quotes
  bool cut = false;                       ///< the text is longer
  std::vector<DeliveryReport> deliveries;
  std::string returned_message_id;   ///< of the mail that a bounce or report is about
  std::string returned_envelope_id;  ///< that it was sent with (RFC 3461 ENVID)
  std::vector<Attachment> attachments;
};

}  // namespace saldo
