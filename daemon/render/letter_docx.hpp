#pragma once

#include <string>
#include <string_view>

#include "render/letter.hpp"

namespace saldo::render {

/// The letter in a Word document: the bytes of a .docx, made of the template `bytes` (a .docx) that
/// `name` names in errors. Placeholders stand in its text, its tables, text boxes, headers, footers
/// and notes, written in Word as `{{name}}`; how Word spreads them over runs doesn't matter.
///
/// Texts: `subject`, what the wording may name (`salutation`, `closing`, `company`, `customer`,
/// `customer_name`, `notice`, `date`, `pay_by`, `total`, `fee`, `iban`, `bic`, `payment_reference`,
/// …), `payment_title`, and the titles of the table: `title_document`, `title_due_date` …
/// Lists: `sender.line`, `recipient.line`, `footer.line`, `facts.label`/`.value`, `page.before`/
/// `.between`/`.after` (around the fields for page and pages), and those of the body:
/// `paragraph.text`, `items.document`/`.document_date`/`.due_date`/`.days_overdue`/`.open`,
/// `totals.label`/`.amount`, `payment.label`/`.value`, `code_hint.line`. How lists repeat, and when
/// the body's order is the wording's: see WordValues and fill_word_part. A picture (PNG) whose
/// alternative text is `{{payment_code}}` becomes the payment code, or goes where there is none.
///
/// Throws FailureException (invalid) with the template and what is wrong: a field that the letter
/// doesn't have or that is empty, a document with macros, no document.
std::string letter_docx(const Letter& letter, const std::string& name, std::string_view bytes);

}  // namespace saldo::render
