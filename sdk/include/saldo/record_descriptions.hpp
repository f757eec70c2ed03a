#pragma once

#include "saldo/records.hpp"

/// describe(visitor, record) names every field of a record with its id and its path in JSON, in the
/// order in which fields travel. Encoding, decoding and printing are visitors over it, so a field
/// that is added here exists everywhere. Ids are never reused; a new field takes the next id of its
/// kind.
namespace saldo {

// Visitor: text, texts, date, money (amount alone), money_of (amount and currency), flag, integer,
// number (optional integer), rows (a list of parts, itself described).

template <class V, class R>
void describe_statement(V& v, R& s) {
  v.integer(1, "index", s.index);
  v.text(2, "kind", s.kind);
  v.text(3, "account.iban", s.account_iban);
  v.text(4, "account.number", s.account_number);
  v.text(5, "account.bank", s.account_bank);
  v.text(6, "account.currency", s.account_currency);
  v.text(7, "account.name", s.account_name);
  v.text(8, "id", s.id);
  v.text(9, "sequence", s.sequence);
  v.money(10, "opening.amount", s.opening.amount);
  v.date(11, "opening.date", s.opening.date);
  v.money(12, "closing.amount", s.closing.amount);
  v.date(13, "closing.date", s.closing.date);
  v.number(14, "transactions", s.transactions);
  v.money(15, "total_credit", s.total_credit);
  v.money(16, "total_debit", s.total_debit);
  v.date(17, "from", s.from);
  v.date(18, "to", s.to);
  v.flag(19, "unbalanced", s.unbalanced);
}

template <class V, class R>
void describe_transaction(V& v, R& t) {
  v.integer(1, "statement", t.statement);
  v.integer(2, "index", t.index);
  v.date(3, "booking_date", t.booking_date);
  v.date(4, "value_date", t.value_date);
  v.money_of(5, "amount", "currency", t.amount);
  v.text(6, "status", t.status);
  v.flag(7, "reversal", t.reversal);
  v.text(8, "bank_reference", t.bank_reference);
  v.text(9, "customer_reference", t.customer_reference);
  v.text(10, "end_to_end_id", t.end_to_end_id);
  v.text(11, "mandate_id", t.mandate_id);
  v.text(12, "creditor_id", t.creditor_id);
  v.text(13, "code.domain", t.code_domain);
  v.text(14, "code.family", t.code_family);
  v.text(15, "code.sub_family", t.code_sub_family);
  v.text(16, "code.proprietary", t.code_proprietary);
  v.text(17, "counterparty.name", t.counterparty_name);
  v.text(18, "counterparty.iban", t.counterparty_iban);
  v.text(19, "counterparty.account", t.counterparty_account);
  v.text(20, "counterparty.bic", t.counterparty_bic);
  v.text(21, "ultimate_counterparty.name", t.ultimate_counterparty_name);
  v.text(22, "creditor_reference", t.creditor_reference);
  v.texts(23, "remittance", t.remittance);
  v.rows(24, 26, "remitted_documents", t.remitted_documents, [](V& w, auto& d) {
    w.text(24, "number", d.number);
    w.date(25, "date", d.date);
    w.money(26, "amount", d.amount);
  });
  v.money_of(27, "instructed.amount", "instructed.currency", t.instructed);
  v.rows(28, 28, "charges", t.charges,
         [](V& w, auto& c) { w.money_of(28, "amount", "currency", c.amount); });
  v.text(29, "return_reason.code", t.return_code);
  v.text(30, "return_reason.text", t.return_text);
  v.text(31, "batch.id", t.batch_id);
  v.number(32, "batch.index", t.batch_index);
  v.number(33, "batch.count", t.batch_count);
}

template <class V, class R>
void describe_customer(V& v, R& c) {
  v.text(1, "number", c.number);
  v.text(2, "name", c.name);
  v.text(3, "company_code", c.company_code);
  v.text(4, "country", c.country);
  v.text(5, "language", c.language);
  v.text(6, "tax_id", c.tax_id);
  v.texts(7, "ibans", c.ibans);
  v.text(8, "payment_terms", c.payment_terms);
  v.text(9, "dunning.procedure", c.dunning_procedure);
  v.number(10, "dunning.level", c.dunning_level);
  v.text(11, "dunning.block", c.dunning_block);
  v.money_of(12, "credit_limit.amount", "credit_limit.currency", c.credit_limit);
  v.rows(13, 14, "contacts", c.contacts, [](V& w, auto& p) {
    w.text(13, "kind", p.kind);
    w.text(14, "value", p.value);
  });
  v.text(15, "alternative_payer", c.alternative_payer);
  v.text(16, "payment_block", c.payment_block);
  v.text(17, "payment_methods", c.payment_methods);
  v.date(18, "dunning.last", c.dunning_last);
  v.date(19, "dunning.legal", c.dunning_legal);
  v.rows(20, 24, "dunning_areas", c.dunning_areas, [](V& w, auto& a) {
    w.text(20, "area", a.area);
    w.text(21, "procedure", a.procedure);
    w.number(22, "level", a.level);
    w.text(23, "block", a.block);
    w.date(24, "last", a.last);
  });
  v.text(25, "risk_class", c.risk_class);
  v.flag(26, "credit_blocked", c.credit_blocked);
  v.text(27, "insurance.insurer", c.insurer);
  v.text(28, "insurance.policy", c.insurance_policy);
  v.text(29, "insurance.own_share", c.insurance_own_share);
  v.money_of(30, "insurance.amount", "insurance.currency", c.insured);
  v.date(31, "insurance.until", c.insured_until);
  v.flag(32, "partial", c.partial);
}

template <class V, class R>
void describe_item(V& v, R& i) {
  v.text(1, "kind", i.kind);
  v.text(2, "number", i.number);
  v.text(3, "customer", i.customer);
  v.text(4, "company_code", i.company_code);
  v.date(5, "document_date", i.document_date);
  v.date(6, "posting_date", i.posting_date);
  v.date(7, "baseline_date", i.baseline_date);
  v.date(8, "due_date", i.due_date);
  v.money_of(9, "amount", "currency", i.amount);
  v.money(10, "open_amount", i.open_amount);
  v.rows(11, 12, "terms", i.terms, [](V& w, auto& t) {
    w.number(11, "days", t.days);
    w.text(12, "percent", t.percent);
  });
  v.rows(13, 14, "references", i.references, [](V& w, auto& r) {
    w.text(13, "kind", r.kind);
    w.text(14, "value", r.value);
  });
  v.text(15, "dunning.block", i.dunning_block);
  v.text(16, "dunning.area", i.dunning_area);
  v.number(17, "dunning.level", i.dunning_level);
  v.date(18, "dunning.last", i.dunning_last);
  v.text(19, "payment_method", i.payment_method);
  v.text(20, "special_gl", i.special_gl);
  v.text(21, "related", i.related);
  v.text(22, "payment_reference", i.payment_reference);
  v.text(23, "cleared.by", i.cleared_by);
  v.date(24, "cleared.on", i.cleared_on);
  v.number(25, "fiscal_year", i.fiscal_year);
}

template <class V, class R>
void describe_advice(V& v, R& a) {
  v.text(1, "number", a.number);
  v.text(2, "customer", a.customer);
  v.date(3, "payment_date", a.payment_date);
  v.money_of(4, "amount", "currency", a.amount);
  v.rows(5, 9, "lines", a.lines, [](V& w, auto& l) {
    w.text(5, "document", l.document);
    w.money(6, "amount", l.amount);
    w.money(7, "discount", l.discount);
    w.money(8, "deduction.amount", l.deduction);
    w.text(9, "deduction.reason", l.deduction_reason);
  });
}

template <class V, class R>
void describe_refusal(V& v, R& f) {
  v.integer(1, "statement", f.statement);
  v.text(2, "rule", f.rule);
  v.text(3, "message", f.message);
  v.text(4, "expected", f.expected);
  v.text(5, "found", f.found);
  v.money_of(6, "held.amount", "held.currency", f.held);
}

template <class V, class R>
void describe_instruction(V& v, R& p) {
  v.text(1, "kind", p.kind);
  v.text(2, "message_id", p.message_id);
  v.text(3, "batch_id", p.batch_id);
  v.text(4, "instruction_id", p.instruction_id);
  v.text(5, "end_to_end_id", p.end_to_end_id);
  v.date(6, "execution_date", p.execution_date);
  v.text(7, "scheme", p.scheme);
  v.text(8, "sequence", p.sequence);
  v.money_of(9, "amount", "currency", p.amount);
  v.text(10, "own.name", p.own_name);
  v.text(11, "own.iban", p.own_iban);
  v.text(12, "own.account", p.own_account);
  v.text(13, "own.bic", p.own_bic);
  v.text(14, "counterparty.name", p.counterparty_name);
  v.text(15, "counterparty.iban", p.counterparty_iban);
  v.text(16, "counterparty.account", p.counterparty_account);
  v.text(17, "counterparty.bic", p.counterparty_bic);
  v.text(18, "ultimate_counterparty.name", p.ultimate_counterparty_name);
  v.text(19, "creditor_id", p.creditor_id);
  v.text(20, "mandate_id", p.mandate_id);
  v.date(21, "mandate_date", p.mandate_date);
  v.text(22, "creditor_reference", p.creditor_reference);
  v.texts(23, "remittance", p.remittance);
}

template <class V, class R>
void describe_status(V& v, R& p) {
  v.text(1, "level", p.level);
  v.text(2, "message_id", p.message_id);
  v.text(3, "original.message_id", p.original_message_id);
  v.text(4, "original.message_kind", p.original_message_kind);
  v.text(5, "original.batch_id", p.original_batch_id);
  v.text(6, "original.instruction_id", p.original_instruction_id);
  v.text(7, "original.end_to_end_id", p.original_end_to_end_id);
  v.text(8, "status", p.status);
  v.rows(9, 10, "reasons", p.reasons, [](V& w, auto& r) {
    w.text(9, "code", r.code);
    w.text(10, "text", r.text);
  });
  v.number(11, "payments", p.payments);
  v.money_of(12, "amount", "currency", p.amount);
  v.text(13, "counterparty.name", p.counterparty_name);
  v.text(14, "counterparty.iban", p.counterparty_iban);
  v.text(15, "mandate_id", p.mandate_id);
}

template <class V, class R>
void describe_extract(V& v, R& e) {
  v.text(1, "id", e.id);
  v.text(2, "content", e.content);
  v.text(3, "extent", e.extent);
  v.text(4, "began", e.began);
  v.texts(5, "company_codes", e.company_codes);
  v.integer(6, "part", e.part);
  v.flag(7, "last", e.last);
  v.integer(8, "rows", e.rows);
  v.number(9, "total", e.total);
  v.rows(10, 12, "refused", e.refused, [](V& w, auto& k) {
    w.text(10, "company_code", k.company_code);
    w.text(11, "number", k.number);
    w.number(12, "fiscal_year", k.fiscal_year);
  });
  v.integer(13, "absent_percent", e.absent_percent);
}

template <class V, class R>
void describe_correspondence(V& v, R& c) {
  v.text(1, "class", c.classification);
  v.text(2, "evidence", c.evidence);
  v.flag(3, "automated", c.automated);
  v.text(4, "message_id", c.message_id);
  v.text(5, "in_reply_to", c.in_reply_to);
  v.texts(6, "references", c.references);
  v.text(7, "from.address", c.from_address);
  v.text(8, "from.name", c.from_name);
  v.texts(9, "to", c.to);
  v.texts(10, "delivered_to", c.delivered_to);
  v.text(11, "sent_at", c.sent_at);
  v.text(12, "subject", c.subject);
  v.text(13, "text", c.text);
  v.flag(14, "cut", c.cut);
  v.rows(15, 19, "deliveries", c.deliveries, [](V& w, auto& d) {
    w.text(15, "recipient", d.recipient);
    w.text(16, "action", d.action);
    w.text(17, "status", d.status);
    w.text(18, "reason", d.reason);
    w.text(19, "diagnostic", d.diagnostic);
  });
  v.text(20, "returned.message_id", c.returned_message_id);
  v.text(21, "returned.envelope_id", c.returned_envelope_id);
  v.rows(22, 26, "attachments", c.attachments, [](V& w, auto& a) {
    w.text(22, "name", a.name);
    w.text(23, "media_type", a.media_type);
    w.text(24, "content", a.content);
    w.integer(25, "size", a.size);
    w.flag(26, "handed_on", a.handed_on);
  });
}

template <class V>
void describe(V& v, Statement& r) {
  describe_statement(v, r);
}
template <class V>
void describe(V& v, const Statement& r) {
  describe_statement(v, r);
}
template <class V>
void describe(V& v, Transaction& r) {
  describe_transaction(v, r);
}
template <class V>
void describe(V& v, const Transaction& r) {
  describe_transaction(v, r);
}
template <class V>
void describe(V& v, Customer& r) {
  describe_customer(v, r);
}
template <class V>
void describe(V& v, const Customer& r) {
  describe_customer(v, r);
}
template <class V>
void describe(V& v, Item& r) {
  describe_item(v, r);
}
template <class V>
void describe(V& v, const Item& r) {
  describe_item(v, r);
}
template <class V>
void describe(V& v, RemittanceAdvice& r) {
  describe_advice(v, r);
}
template <class V>
void describe(V& v, const RemittanceAdvice& r) {
  describe_advice(v, r);
}
template <class V>
void describe(V& v, Refusal& r) {
  describe_refusal(v, r);
}
template <class V>
void describe(V& v, const Refusal& r) {
  describe_refusal(v, r);
}
template <class V>
void describe(V& v, PaymentInstruction& r) {
  describe_instruction(v, r);
}
template <class V>
void describe(V& v, const PaymentInstruction& r) {
  describe_instruction(v, r);
}
template <class V>
void describe(V& v, PaymentStatus& r) {
  describe_status(v, r);
}
template <class V>
void describe(V& v, const PaymentStatus& r) {
  describe_status(v, r);
}
template <class V>
void describe(V& v, Extract& r) {
  describe_extract(v, r);
}
template <class V>
void describe(V& v, const Extract& r) {
  describe_extract(v, r);
}
template <class V>
void describe(V& v, Correspondence& r) {
  describe_correspondence(v, r);
}
template <class V>
void describe(V& v, const Correspondence& r) {
  describe_correspondence(v, r);
}

}  // namespace saldo
