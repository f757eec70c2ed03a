#include "out/port.hpp"

#include "out/advice.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

constexpr const char* kMediaType = "application/vnd.saldo.clearing+json";
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

std::string day(Date date) {
  std::string text = date.to_string();
  std::erase(text, '-');
  return text;
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
  OutControl control{.client = option("client", 3), .basic_type = "PEXR2002", .message = "REMADV"};
  if (control.client.size() != 3 || !text::all_digits(control.client))
    throw Stop(SALDO_E_CONFIG, "option client is " + text::quoted(control.client) +
                                   "; use the three digits of an SAP client");
  control.sender = option("sender", 10);
  control.sender_port = option("sender_port", 10);
  control.receiver = option("receiver", 10);
  control.receiver_port = option("receiver_port", 10);
  return control;
}

void Port::check() {
  if (directory_.has_value() == server_.has_value())
    throw Stop(SALDO_E_CONFIG,
               "give either 'directory' or 'server': the file port's directory, or "
               "the address of the XML-HTTP port");
  const std::string form = host.option("form").value_or("xml");
  if (form != "xml" && form != "flat")
    throw Stop(SALDO_E_CONFIG, "option form is " + text::quoted(form) + "; use xml or flat");
  if (server_ && flat_)
    throw Stop(SALDO_E_CONFIG, "an XML-HTTP port takes XML; remove 'form: flat'");
  control();
  if (directory_) directory_->list();
}

std::string Port::deliver(const saldo_message& message) {
  if (from_abi(message.media_type) != kMediaType)
    throw Rejected("message.kind", "SAP gets clearing proposals, not " +
                                       text::quoted(from_abi(message.media_type)));
  const ClearingProposal proposal = read_proposal(from_abi(message.body));
  OutControl head = control();
  head.number = proposal.number;
  head.archive_key = proposal.key;
  // The day of the proposal: what is delivered again is the same, byte for byte.
  head.created_on = day(proposal.created);
  head.created_at = "000000";
  const auto segments = advice_of(proposal);
  const std::string idoc = flat_ ? write_flat(head, segments) : write_xml(head, segments);
  return directory_ ? to_file(std::string(from_abi(message.idempotency_key)), idoc)
                    : to_server(proposal.number, idoc);
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
  if (reply.status == 400 || reply.status == 409 || reply.status == 422)
    throw Rejected("message.refused",
                   "SAP refuses the IDoc (" + std::to_string(reply.status) +
                       "): " + server_->read_all(64u << 10).substr(0, kShownReply));
  reply.require_success("POST of IDoc " + number);
  return "IDoc " + number;
}

}  // namespace saldo::sap
