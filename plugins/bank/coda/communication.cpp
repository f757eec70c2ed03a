#include "coda/communication.hpp"

#include "saldo/text.hpp"

namespace saldo::bank::coda {

namespace {

/// Takes fields by their widths in characters. What is behind the end is blank.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}
  std::string_view take(std::size_t characters) {
    std::size_t bytes = 0;
    while (bytes < rest_.size()) {
      const bool begins = (static_cast<unsigned char>(rest_[bytes]) & 0xC0) != 0x80;
      if (begins && characters-- == 0) break;
      ++bytes;
    }
    const std::string_view field = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return text::trim(field);
  }
  std::string_view rest() const { return text::trim(rest_); }

 private:
  std::string_view rest_;
};

void add_text(Transaction& line, std::string_view text) {
  std::string collapsed = text::collapse(text);
  if (!collapsed.empty()) line.remittance.push_back(std::move(collapsed));
}

/// A reference of twelve digits; other contents of its place are text.
void add_reference(Transaction& line, std::string_view digits) {
  if (digits.size() == 12 && text::all_digits(digits) && line.creditor_reference.empty())
    line.creditor_reference = digits;
  else
    add_text(line, digits);
}

/// Fifteen digits with three decimals; nothing where that doesn't fit the currency.
std::optional<Money> amount_of(std::string_view digits, std::string_view code) {
  const auto currency = Currency::find(code);
  if (!currency || digits.size() < 4 || !text::all_digits(digits)) return std::nullopt;
  std::string number(digits);
  number.insert(number.size() - 3, 1, '.');
  try {
    return Money::parse(number, *currency);
  } catch (const FormatError&) {
    return std::nullopt;
  }
}

void set_instructed(Transaction& line, std::string_view digits, std::string_view code) {
  const auto amount = amount_of(digits, code);
  if (!amount || amount->minor == 0) return;
  line.instructed = line.amount && line.amount->minor < 0 ? -*amount : *amount;
}

/// Why a direct debit was not paid (types 107 and 127).
void set_refusal(Transaction& line, std::string_view digit) {
  static constexpr std::string_view kWhy[] = {"technical problem", "reason not specified",
                                              "debtor disagrees", "debtor's account problem"};
  if (digit.size() == 1 && digit[0] >= '1' && digit[0] <= '4' && line.return_text.empty())
    line.return_text = kWhy[digit[0] - '1'];
}

void read_original_amount(Fields in, Transaction& line) {
  in.take(15);  // in the account's currency
  const auto amount = in.take(15);
  in.take(12);  // rate
  set_instructed(line, amount, in.take(3));
  add_reference(line, in.take(12));
}

void read_dom80(Fields in, Transaction& line) {
  line.mandate_id = in.take(12);
  in.take(6);  // pivot date
  const auto text = in.take(30);
  set_refusal(line, in.take(1));
  line.creditor_id = in.take(11);
  add_text(line, text);
}

void read_sepa_debit(Fields in, Transaction& line) {
  in.take(6);  // settlement date
  in.take(2);  // type, scheme
  const auto refused = in.take(1);
  line.creditor_id = in.take(35);
  line.mandate_id = in.take(35);
  const auto text = in.take(62);
  const auto kind = in.take(1);
  const auto reason = in.take(4);
  if (!kind.empty() && !name_of_return(kind[0]).empty()) line.return_text = name_of_return(kind[0]);
  if (!reason.empty()) line.return_code = reason;
  set_refusal(line, refused);
  add_text(line, text);
  if (line.creditor_reference.empty()) line.creditor_reference = find_vcs(text);
}

void read_card_debit(Fields in, Transaction& line) {
  add_text(line, in.take(16 + 1 + 6 + 6 + 6 + 4 + 1 + 26));  // card, terminal, time, place
  const auto amount = in.take(15);
  in.take(12);  // rate
  set_instructed(line, amount, in.take(3));
}

void read_card_credit(Fields in, Transaction& line) {
  add_text(line, in.take(1 + 6 + 3 + 6 + 6 + 4 + 1 + 26));  // terminal, time, place
  const auto reference = in.take(16);
  if (line.customer_reference.empty())
    line.customer_reference = reference;
  else
    add_text(line, reference);
}

void read_cash_deposit(Fields in, Transaction& line) {
  add_text(line, in.take(16 + 1 + 6 + 6 + 6 + 4 + 6 + 6));  // card, terminal, times
  in.take(15 + 1);                                          // as the customer gave it, conformity
  add_text(line, in.take(26));                              // place
  add_reference(line, in.take(12));
}

/// 006: what a part of the movement was for, and how much.
void read_detail_amount(Fields in, Transaction& line) {
  std::string text = text::collapse(in.take(30));
  const auto code = in.take(3);
  const auto amount = amount_of(in.take(15), code);
  const auto sign = in.take(1);
  if (!amount) return add_text(line, text);
  text += (text.empty() ? "" : " ") + (sign == "1" ? -*amount : *amount).to_string() + " ";
  add_text(line, text.append(code));
}

/// 106: how the bank computed a tax or a fee: "1.68 EUR: 21% of 8.00 EUR".
void read_calculation(Fields in, Transaction& line) {
  const auto code = line.amount->currency.code();
  const auto result = amount_of(in.take(15), code), base = amount_of(in.take(15), code);
  std::string percent(in.take(12));
  if (!result || !base || percent.size() != 12 || !text::all_digits(percent)) return;
  percent.insert(4, 1, '.');
  percent.erase(0, std::min(percent.find_first_not_of('0'), std::size_t{3}));
  percent.erase(percent.find_last_not_of('0') + 1);
  if (percent.back() == '.') percent.pop_back();
  add_text(line, result->to_string() + " " + std::string(code) + ": " + percent + "% of " +
                     base->to_string() + " " + std::string(code));
}

void read_structured(std::string_view text, Transaction& line) {
  Fields in(text);
  const auto type = in.take(3);
  if (type == "100") {
    line.creditor_reference = in.take(25);
  } else if (type == "101" || type == "102") {
    add_reference(line, in.take(12));
    add_text(line, in.rest());
  } else if (type == "105") {
    read_original_amount(in, line);
  } else if (type == "106") {
    read_calculation(in, line);
  } else if (type == "107") {
    read_dom80(in, line);
  } else if (type == "113") {
    read_card_debit(in, line);
  } else if (type == "114") {
    read_card_credit(in, line);
  } else if (type == "115") {
    read_cash_deposit(in, line);
  } else if (type == "127") {
    read_sepa_debit(in, line);
  } else {
    add_text(line, in.rest());
  }
}

}  // namespace

std::string_view name_of_return(char kind) {
  static constexpr std::string_view kNames[] = {"reject", "return", "refund", "reversal",
                                                "cancellation"};
  return kind >= '1' && kind <= '5' ? kNames[kind - '1'] : std::string_view();
}

std::string find_vcs(std::string_view text) {
  for (const std::string_view fence : {"+++", "***"})
    for (auto at = text.find(fence); at != text.npos; at = text.find(fence, at + 1)) {
      if (at + 20 > text.size()) break;
      const auto body = text.substr(at + 3, 14);
      if (text.substr(at + 17, 3) != fence || body[3] != '/' || body[8] != '/') continue;
      std::string digits(body.substr(0, 3));
      digits.append(body.substr(4, 4)).append(body.substr(9, 5));
      if (text::all_digits(digits)) return digits;
    }
  return {};
}

void read_communication(std::string_view text, bool structured, Transaction& line) {
  if (structured) return read_structured(text, line);
  add_text(line, text);
  if (line.creditor_reference.empty()) line.creditor_reference = find_vcs(text);
}

void read_information(std::string_view text, Transaction& line) {
  Fields in(text);
  const auto type = in.take(3);
  if (type == "006") return read_detail_amount(in, line);
  const auto name = in.take(70);
  const bool credit = line.amount && line.amount->minor >= 0;
  if (type == "001") {
    // Record 2.3 has 35 characters of the name, this one all.
    const bool longer = text::collapse(name).starts_with(line.counterparty_name);
    if (!name.empty() && longer) line.counterparty_name = text::collapse(name);
  } else if (type == (credit ? "009" : "008")) {
    if (!name.empty()) line.ultimate_counterparty_name = text::collapse(name);
  } else {
    add_text(line, name);
    add_text(line, in.rest());
  }
}

}  // namespace saldo::bank::coda
