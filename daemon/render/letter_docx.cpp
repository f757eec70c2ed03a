#include "render/letter_docx.hpp"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "base/result.hpp"
#include "render/payment_code.hpp"
#include "render/word_template.hpp"
#include "render/zip_parts.hpp"

namespace saldo::render {

namespace {

constexpr const char* kDocument = "word/document.xml";
constexpr std::string_view kFootnotes = "word/footnotes.xml", kEndnotes = "word/endnotes.xml";
constexpr const char* kMacros = "word/vbaProject.bin";
constexpr std::string_view kCodeMark = "{{payment_code}}";

using Row = WordValues::Row;
using Pairs = std::vector<std::pair<std::string, std::string>>;

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw FailureException({.kind = FailureKind::invalid, .message = name + ": " + what});
}

// ---- what the letter says

std::vector<Row> lines_of(const std::vector<std::string>& lines) {
  std::vector<Row> rows;
  rows.reserve(lines.size());
  for (const std::string& line : lines) rows.push_back({{"line", line}});
  return rows;
}

std::vector<Row> pairs_of(const Pairs& pairs, const char* first, const char* second) {
  std::vector<Row> rows;
  rows.reserve(pairs.size());
  for (const auto& [label, value] : pairs) rows.push_back({{first, label}, {second, value}});
  return rows;
}

/// "Page {page} of {pages}" in three parts, for Word counts its pages itself.
Row page_of(const std::string& text) {
  constexpr std::string_view kPage = "{page}", kPages = "{pages}";
  const auto page = text.find(kPage), pages = text.find(kPages);
  if (page == text.npos || pages == text.npos || pages < page)
    refuse("the label 'page'", "it has to name {page} and then {pages}, not '" + text + "'");
  const auto between = page + kPage.size();
  return {{"before", text.substr(0, page)},
          {"between", text.substr(between, pages - between)},
          {"after", text.substr(pages + kPages.size())}};
}

class Values {
 public:
  explicit Values(const Letter& letter) {
    out_.texts = letter.values;
    out_.texts["subject"] = letter.subject;
    out_.lists = {{"sender", lines_of(letter.sender)},
                  {"recipient", lines_of(letter.recipient)},
                  {"footer", lines_of(letter.footer)},
                  {"facts", pairs_of(letter.facts, "label", "value")},
                  {"page", std::vector<Row>{page_of(letter.page)}}};
    out_.forms = {{"paragraph", "paragraph"},
                  {"items", "items"},
                  {"totals", "items"},
                  {"payment", "payment"},
                  {"code_hint", "payment"}};
    for (const LetterBlock& block : letter.body)
      std::visit([this](const auto& b) { add(b); }, block);
  }
  WordValues take() { return std::move(out_); }

 private:
  void add(const Paragraph& p) {
    out_.body.push_back({"paragraph", {{"paragraph", std::vector<Row>{Row{{"text", p.text}}}}}});
  }
  void add(const Table& table) {
    std::vector<Row> rows;
    for (const auto& cells : table.rows) {
      Row& row = rows.emplace_back();
      for (std::size_t c = 0; c < table.columns.size(); ++c) row[table.columns[c].name] = cells[c];
    }
    for (const Table::Column& column : table.columns)
      out_.texts["title_" + column.name] = column.title;
    out_.body.push_back(
        {table.name,
         {{table.name, std::move(rows)}, {"totals", pairs_of(table.totals, "label", "amount")}}});
  }
  void add(const PaymentDetails& p) {
    out_.texts["payment_title"] = p.title;
    std::vector<std::string> hint;
    if (!p.code.empty()) hint.push_back(p.code_hint);
    out_.body.push_back(
        {"payment",
         {{"payment", pairs_of(p.lines, "label", "value")}, {"code_hint", lines_of(hint)}}});
  }

  WordValues out_;
};

// ---- the document

class Document {
 public:
  Document(const Letter& letter, const std::string& name, std::string_view bytes)
      : letter_(letter), name_(name), parts_(read_zip(name, bytes)) {
    if (find(kDocument) == nullptr)
      refuse(name_, "is no Word document; it has no " + std::string(kDocument));
    if (find(kMacros) != nullptr)
      refuse(name_, "has macros, which nobody should get with a letter; save it as .docx");
  }

  std::string fill() {
    const WordValues values = Values(letter_).take();
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (has_text(parts_[i].name)) fill_part(parts_[i], values);
    return write_zip(parts_);
  }

 private:
  static bool has_text(std::string_view part) {
    return part == kDocument || part == kFootnotes || part == kEndnotes ||
           (part.ends_with(".xml") &&
            (part.starts_with("word/header") || part.starts_with("word/footer")));
  }
  ZipPart* find(std::string_view part) {
    const auto found = std::ranges::find(parts_, part, &ZipPart::name);
    return found == parts_.end() ? nullptr : &*found;
  }

  void parse(const ZipPart& part, pugi::xml_document& document) const {
    const auto parsed =
        document.load_buffer(part.bytes.data(), part.bytes.size(),
                             pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_declaration);
    if (!parsed)
      refuse(name_ + ", " + part.name, std::string("is no XML: ") + parsed.description());
  }

  void fill_part(ZipPart& part, const WordValues& values) {
    pugi::xml_document document;
    parse(part, document);
    fill_word_part(document.document_element(), name_ + ", " + part.name, values);
    set_codes(document, part.name);
    // Whatever it was read in.
    for (pugi::xml_node declaration : document.children())
      if (declaration.type() == pugi::node_declaration)
        declaration.attribute("encoding").set_value("UTF-8");
    std::ostringstream out;
    document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
    part.bytes = std::move(out).str();
  }

  // ---- the payment code's picture

  std::string code() const {
    for (const LetterBlock& block : letter_.body)
      if (const auto* payment = std::get_if<PaymentDetails>(&block)) return payment->code;
    return {};
  }

  void set_codes(pugi::xml_document& document, const std::string& part) {
    const auto marked = [](const pugi::xml_node& n) {
      return std::string_view(n.name()) == "wp:docPr" &&
             std::string_view(n.attribute("descr").value()) == kCodeMark;
    };
    while (pugi::xml_node picture = document.find_node(marked)) {
      picture.attribute("descr").set_value("EPC QR");
      pugi::xml_node run = picture;
      while (run && std::string_view(run.name()) != "w:r") run = run.parent();
      if (!run) refuse(name_ + ", " + part, "the payment code's picture stands outside of a text");
      if (const std::string text = code(); text.empty())
        run.parent().remove_child(run);
      else
        set_picture(run, part, png_of(qr_code(text)));
    }
  }

  /// Puts the bytes in the place of the file that the picture within the run shows.
  void set_picture(const pugi::xml_node& run, const std::string& part, std::string png) {
    const pugi::xml_node blip = run.find_node(
        [](const pugi::xml_node& n) { return std::string_view(n.name()) == "a:blip"; });
    const std::string id = blip.attribute("r:embed").value();
    const auto slash = part.rfind('/') + 1;
    const std::string folder = part.substr(0, slash);
    const ZipPart* links = find(folder + "_rels/" + part.substr(slash) + ".rels");
    std::string target;
    if (links != nullptr) {
      pugi::xml_document document;
      parse(*links, document);
      target = document.document_element()
                   .find_child_by_attribute("Relationship", "Id", id.c_str())
                   .attribute("Target")
                   .value();
    }
    const std::string file = target.starts_with('/') ? target.substr(1) : folder + target;
    ZipPart* picture = find(file);
    if (target.empty() || picture == nullptr || !file.ends_with(".png"))
      refuse(name_ + ", " + part,
             "the picture with the alternative text {{payment_code}} has to be a PNG that is kept "
             "in the document, not '" +
                 target + "'");
    picture->bytes = std::move(png);
  }

  const Letter& letter_;
  const std::string& name_;
  std::vector<ZipPart> parts_;
};

}  // namespace

std::string letter_docx(const Letter& letter, const std::string& name, std::string_view bytes) {
  return Document(letter, name, bytes).fill();
}

}  // namespace saldo::render
