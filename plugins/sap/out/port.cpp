#include "out/port.hpp"

#include "out/advice.hpp"
#include "out/credit.hpp"
#include "out/dunning.hpp"
#include "out/idoc_status.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

constexpr std::string_view kClearing = "application/vnd.saldo.clearing+json",
                           kDunning = "application/vnd.saldo.dunning+json",
                           kCredit = "application/vnd.saldo.credit+json",
                           kStatus = "application/vnd.saldo.idoc-status+json";
constexpr std::size_t kShownReply = 200;

/// The key with every byte that a file name may not hold as %XX, so that no two keys share one.
std::string file_name(std::string_view key) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string name;
  for (const char c : key) {
    if (kPlain.find(c) != std::string_view::npos) {
      name += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      name += {'%', kHex[byte / 16], kHex[byte % 16]};
    }
  }
  return name;
}

}  // namespace

Port::Port(Host its_host) : Sink(its_host) {
  if (host.option("directory")) directory_.emplace(host, "directory");
  if (host.option("server")) server_.emplace(host, "server");
  flat_ = host.option("form").value_or("xml") == "flat";
}

std::string Port::option(const char* name, std::size_t longest) const {
  std::string value = host.option(name).value_or("");
  if (value.empty() || value.size() > longest)
    throw Stop(SALDO_E_CONFIG, std::string("option ") + name + " is " + text::quoted(value) +
                                   "; it has 1 to " + std::to_string(longest) + " characters");
  return value;
}

OutControl Port::control() const {
  OutControl control{.client = option("client", 3)};
  if (control.client.size() != 3 || !text::all_digits(control.client))
    throw Stop(SALDO_E_CONFIG, "option client is " + text::quoted(control.client) +
                                   "; use the three digits of an SAP client");
  control.sender = option("sender", 10);
  control.sender_port = option("sender_port", 10);
  control.receiver = option("receiver", 10);
  control.receiver_port = option("receiver_port", 10);
  return control;
}

bool Port::is_second(const char* name, std::string_view first, std::string_view second) const {
  const std::string value = host.option(name).value_or(std::string(first));
  if (value != first && value != second)
    throw Stop(SALDO_E_CONFIG, std::string("option ") + name + " is " + text::quoted(value) +
                                   "; use " + std::string(first) + " or " + std::string(second));
  return value == second;
}

std::optional<Posting> Port::posting() const {
  if (!is_second("clearing_as", "pexr2002", "fidccp02")) return std::nullopt;
  if (flat_)
    throw Stop(SALDO_E_CONFIG,
               "the places of FIDCCP02's fields in flat files are not known; remove 'form: flat' "
               "or 'clearing_as: fidccp02'");
  const auto account = [&](const char* name) {
    return host.option(name) ? option(name, 10) : std::string();
  };
  return Posting{.document_type = option("document_type", 2),
                 .local_currency = option("local_currency", 3),
                 .banks = read_bank_accounts(host.option("bank_accounts").value_or("")),
                 .discounts = account("discount_account"),
                 .write_offs = account("write_off_account"),
                 .names_documents = is_second("clearing_reference", "assignment", "document")};
}

void Port::check() {
  if (directory_.has_value() == server_.has_value())
    throw Stop(SALDO_E_CONFIG,
               "give either 'directory' or 'server': the file port's directory, or "
               "the address of the XML-HTTP port");
  is_second("form", "xml", "flat");
  if (server_ && flat_)
    throw Stop(SALDO_E_CONFIG, "an XML-HTTP port takes XML; remove 'form: flat'");
  control();
  option("customer_type", 30);
  option("customer_message", 30);
  tells_outbound_codes();
  posting();
  if (directory_) directory_->list();
}

/// The day of the message rather than today: what is delivered again is the same, byte for byte.
OutIdoc Port::idoc(const std::string& number, const std::string& key, Date created) const {
  OutIdoc out{.control = control(), .segments = {}};
  out.control.number = number;
  out.control.archive_key = key;
  out.control.created_on = sap_day(created);
  out.control.created_at = "000000";
  return out;
}

OutIdoc Port::clearing(std::string_view body) const {
  const ClearingProposal proposal = read_proposal(body);
  OutIdoc out = idoc(proposal.number, proposal.key, proposal.created);
  if (const auto as_document = posting()) {
    out.control.basic_type = "FIDCCP02";
    out.control.message = "FIDCC2";
    out.segments = payment_document_of(proposal, *as_document);
  } else {
    out.control.basic_type = "PEXR2002";
    out.control.message = "REMADV";
    out.segments = advice_of(proposal);
  }
  return out;
}

template <class Change>
OutIdoc Port::customer_change(const Change& change) const {
  OutIdoc out = idoc(change.number, change.key, change.created);
  out.control.basic_type = option("customer_type", 30);
  out.control.message = option("customer_message", 30);
  out.segments = customer_change_of(change);
  return out;
}

OutIdoc Port::dunning(std::string_view body) const { return customer_change(read_dunning(body)); }

OutIdoc Port::credit(std::string_view body) const {
  return customer_change(read_credit_change(body));
}

OutIdoc Port::status(std::string_view body) const {
  const IdocStatus status = read_idoc_status(body);
  OutIdoc out = idoc(status.number, status.key, status.created);
  if (status.client != out.control.client || status.sender != out.control.receiver)
    throw Rejected("status.system",
                   "IDoc " + status.idoc + " came from " + status.sender + " in client " +
                       status.client + ", while this port leads to " + out.control.receiver +
                       " in client " + out.control.client +
                       ": there the number is another IDoc's; give that system a connector of its "
                       "own");
  out.control.basic_type = "SYSTAT01";
  out.control.message = "STATUS";
  const bool posted = status.status == "53";
  out.segments =
      status_record_of(status, tells_outbound_codes() ? (posted ? "16" : "17") : status.status);
  return out;
}

std::string Port::deliver(const saldo_message& message) {
  const std::string_view type = from_abi(message.media_type), body = from_abi(message.body);
  const OutIdoc out = type == kClearing  ? clearing(body)
                      : type == kDunning ? dunning(body)
                      : type == kCredit  ? credit(body)
                      : type == kStatus
                          ? status(body)
                          : throw Rejected("message.kind", "SAP gets no " + text::quoted(type));
  const std::string idoc =
      flat_ ? write_flat(out.control, out.segments) : write_xml(out.control, out.segments);
  return directory_ ? to_file(std::string(from_abi(message.idempotency_key)), idoc)
                    : to_server(out.control.number, idoc);
}

std::string Port::to_file(const std::string& key, const std::string& idoc) {
  std::string name = file_name(key) + (flat_ ? ".idoc" : ".xml");
  const std::string aside = "staged/" + name, note = "handed-over/" + file_name(key);
  if (!directory_->find(aside)) {
    if (directory_->find(note)) return name;  // an earlier delivery came this far
    directory_->write(aside, idoc);
  }
  if (!directory_->find(note)) directory_->write(note, name + "\n");
  directory_->move(aside, name);
  return name;
}

std::string Port::to_server(const std::string& number, const std::string& idoc) {
  const Transfer::Reply reply = server_->send({.method = "POST",
                                               .target = "",
                                               .headers = "Content-Type: text/xml; charset=utf-8\n",
                                               .body = idoc});
  const auto answer = [&] {
    return "(" + std::to_string(reply.status) +
           "): " + server_->read_all(64u << 10).substr(0, kShownReply);
  };
  if (reply.status == 400 || reply.status == 422)
    throw Rejected("message.refused", "SAP refuses the IDoc " + answer());
  // So a receiver that knows what it has answers a repetition, whose first answer got lost.
  if (reply.status == 409)
    throw Rejected("message.in_doubt",
                   "SAP finds a conflict, perhaps because it has the IDoc already " + answer() +
                       "; look for IDoc " + number + " there before it is sent again");
  if (reply.status == 423)
    throw Stop(SALDO_E_RETRY,
               "SAP is locked for IDoc " + number + " " + answer() + "; it is tried again");
  reply.require_success("POST of IDoc " + number);
  return "IDoc " + number;
}

}  // namespace saldo::sap
