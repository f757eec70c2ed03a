#include "camt/camt.hpp"

#include "camt/statement.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

/// The kind of a message's root; empty for other names. Version 01 put "V01" behind them.
std::string_view kind_of_message(std::string_view name) {
  if (name.ends_with("V01")) name.remove_suffix(3);
  if (name == "BkToCstmrStmt") return "booked";
  if (name == "BkToCstmrAcctRpt") return "intraday";
  if (name == "BkToCstmrDbtCdtNtfctn") return "notification";
  return {};
}

bool is_statement(std::string_view name) {
  return name == "Stmt" || name == "Rpt" || name == "Ntfctn";
}

bool contains(std::string_view in, std::string_view what) { return in.find(what) != in.npos; }

/// Reads one file: walks the outer elements and hands statements to their reader.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : slices_(reader_of(host, input),
                {"Document", "BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn",
                 "BkToCstmrStmtV01", "BkToCstmrAcctRptV01", "BkToCstmrDbtCdtNtfctnV01", "Stmt",
                 "Rpt", "Ntfctn"}),
        statements_(host, records) {}

  void read() {
    for (;;) {
      const XmlEvent& event = statements_.next_of(slices_);
      switch (event.kind) {
        case XmlEvent::Kind::kOpened:
          opened(event);
          break;
        case XmlEvent::Kind::kSubtree:
          subtree(event);
          break;
        case XmlEvent::Kind::kClosed:
          closed(event);
          break;
        case XmlEvent::Kind::kEnd:
          return finish(event.at);
      }
    }
  }
  std::optional<Money> held() { return statements_.held(); }

 private:
  void opened(const XmlEvent& event) {
    if (const auto kind = kind_of_message(event.name); !kind.empty()) {
      kind_ = kind;
      page_ = {};
      ++messages_;
      return;
    }
    if (!is_statement(event.name)) return;
    if (kind_.empty() || in_statement_)
      throw Rejected("xml.root", xml::where(event.at) + "<" + std::string(event.name) +
                                     "> doesn't stand directly in an account message")
          .at_place(event.at);
    in_statement_ = true;
    statements_.begin(kind_, event.at, page_);
  }

  void subtree(const XmlEvent& event) {
    if (in_statement_) return statements_.take(slices_, event);
    if (event.name == "GrpHdr" && !kind_.empty())
      page_ = statements_.read_page(slices_, event, "MsgPgntn");
    const bool header = event.name == "AppHdr" || event.name == "GrpHdr";
    if (!kind_.empty() || header) return;
    throw Rejected("xml.root", xml::where(event.at) + text::quoted(event.name) +
                                   " is no account message; this decoder reads camt.052, camt.053 "
                                   "and camt.054")
        .at_place(event.at)
        .figures("BkToCstmrStmt, BkToCstmrAcctRpt or BkToCstmrDbtCdtNtfctn",
                 std::string(event.name));
  }

  void closed(const XmlEvent& event) {
    if (is_statement(event.name) && in_statement_) {
      in_statement_ = false;
      statements_.end();
    } else if (!kind_of_message(event.name).empty()) {
      kind_ = {};
    }
  }

  void finish(Place end) {
    if (statements_.count() == 0)
      throw Rejected("document.empty",
                     xml::where(end) + (messages_ == 0 ? "the file holds no account message"
                                                       : "the message holds no statement"))
          .at_place(end);
    statements_.finish();
  }

  XmlSlices slices_;
  camt::StatementReader statements_;
  camt::Page page_;  // of the message
  std::string_view kind_;
  std::int64_t messages_ = 0;
  bool in_statement_ = false;
};

}  // namespace

int Camt::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  if (!text::trim(head).starts_with('<')) return 0;
  for (const char* name : {"BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"})
    for (const char* before : {"<", ":"})
      if (contains(head, std::string(before) + name)) return 95;
  for (const char* space : {":camt.052.001.", ":camt.053.001.", ":camt.054.001."})
    if (contains(head, space)) return 95;
  return 0;
}

void Camt::check() { camt::StatementReader::check_options(host); }

void Camt::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(file.held());
    throw;
  }
}

}  // namespace saldo::bank
