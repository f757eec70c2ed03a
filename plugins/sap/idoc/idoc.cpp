#include "idoc/idoc.hpp"

#include "idoc/segments.hpp"
#include "saldo/document_reader.hpp"
#include "saldo/held_money.hpp"

namespace saldo::sap {

namespace {

/// "INVOIC02" is a basic type of message type INVOIC.
std::string_view message_of(std::string_view basic_type) {
  while (!basic_type.empty() && basic_type.back() >= '0' && basic_type.back() <= '9')
    basic_type.remove_suffix(1);
  return basic_type;
}

/// Reads one file of IDocs.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : host_(host), records_(records), slices_(reader_of(host, input), {}) {}

  void read() {
    for (;;) {
      const XmlEvent& event = slices_.next();
      if (event.kind == XmlEvent::Kind::kOpened) root_ = event.name;
      if (event.kind == XmlEvent::Kind::kSubtree) read_idoc(event);
      if (event.kind == XmlEvent::Kind::kEnd) return finish(event.at);
    }
  }
  const HeldMoney& held() const { return held_; }

 private:
  void read_idoc(const XmlEvent& event) {
    if (event.name != "IDOC")
      throw Rejected("xml.root", xml::where(event.at) + text::quoted(event.name) +
                                     " stands where an <IDOC> is expected")
          .at_place(event.at)
          .figures("IDOC", std::string(event.name));
    const Node idoc = segments_.parse(slices_, event, ++idocs_);
    count_extensions(idoc);
    const auto message = message_type(idoc);
    if (message == "DEBMAS") {
      customers_.clear();
      read_customers(segments_, idoc, customers_, notes_);
      for (const Customer& customer : customers_) records_.emit(customer);
    } else if (message == "INVOIC") {
      const Item item = read_invoice(segments_, idoc, notes_);
      held_.add(*item.amount);
      records_.emit(item);
    } else {
      throw segments_
          .fault("idoc.message", idoc.child("EDI_DC40") ? idoc.child("EDI_DC40") : idoc, "MESTYP",
                 "message type " + text::quoted(message) + " isn't read",
                 "send it elsewhere; this decoder reads DEBMAS and INVOIC")
          .figures("DEBMAS or INVOIC", std::string(message));
    }
    for (const auto& note : notes_) host_.log(SALDO_LOG_INFO, xml::where(event.at) + note);
    notes_.clear();
  }

  std::string_view message_type(Node idoc) {
    const Node control = idoc.child("EDI_DC40");
    if (const auto type = segments_.field(control, "MESTYP"); !type.empty()) return type;
    if (const auto type = segments_.field(control, "IDOCTYP"); !type.empty())
      return message_of(type);
    return message_of(root_);
  }

  /// Extensions are passed over with all that is in them.
  void count_extensions(Node parent, int level = 0) {
    constexpr int kDeepestLevel = 20;  // SAP's own hierarchies have fewer than ten
    for (const Node child : parent.children()) {
      if (child.type() != pugi::node_element) continue;
      if (is_extension(child)) {
        ++extensions_;
        if (extension_.empty()) extension_ = child.name();
      } else if (level < kDeepestLevel && child.first_child().type() == pugi::node_element) {
        count_extensions(child, level + 1);
      }
    }
  }

  void finish(Place end) {
    if (idocs_ == 0)
      throw Rejected("document.empty", xml::where(end) + "the file holds no IDoc").at_place(end);
    if (extensions_ == 0) return;
    host_.log(SALDO_LOG_INFO, std::to_string(extensions_) +
                                  " segments of extensions were passed over; the first is " +
                                  text::quoted(extension_));
  }

  Host host_;
  Records& records_;
  HeldMoney held_;
  XmlSlices slices_;
  Segments segments_;
  std::string root_;
  std::int64_t idocs_ = 0;
  std::vector<Customer> customers_;
  std::vector<std::string> notes_;
  std::int64_t extensions_ = 0;
  std::string extension_;  // the first one
};

}  // namespace

int Idoc::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  if (!text::trim(head).starts_with('<')) return 0;
  for (const char* idoc : {"<IDOC ", "<IDOC>", ":IDOC ", ":IDOC>"})
    if (head.find(idoc) != head.npos) return 95;
  return 0;
}

void Idoc::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(file.held().sum());
  }
}

}  // namespace saldo::sap
