#include "render/letter_mail.hpp"

#include <algorithm>

#include "saldo/text.hpp"

namespace saldo::render {

namespace {

template <class... F>
struct Visitor : F... {
  using F::operator()...;
};
template <class... F>
Visitor(F...) -> Visitor<F...>;

// ---- plain text

void pad(std::string& out, std::size_t from, std::size_t to) {
  if (from < to) out.append(to - from, ' ');
}

void add_cell(std::string& out, const std::string& text, std::size_t width, bool to_the_right) {
  const std::size_t size = text::count_characters(text);
  if (to_the_right) pad(out, size, width);
  out += text;
  if (!to_the_right) pad(out, size, width);
}

std::vector<std::size_t> widths_of(const Table& table) {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t width = text::count_characters(table.columns[c].title);
    for (const auto& row : table.rows) width = std::max(width, text::count_characters(row[c]));
    if (c + 1 == table.columns.size())
      for (const auto& [label, amount] : table.totals)
        width = std::max(width, text::count_characters(amount));
    widths.push_back(width);
  }
  return widths;
}

void end_line(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

void add_text(std::string& out, const Table& table) {
  const auto widths = widths_of(table);
  std::size_t whole = 0;
  for (const std::size_t width : widths) whole += width + 2;
  const auto add_row = [&](const auto& text_of) {
    for (std::size_t c = 0; c < widths.size(); ++c) {
      add_cell(out, text_of(c), widths[c], table.columns[c].figures);
      out += "  ";
    }
    end_line(out);
  };
  add_row([&](std::size_t c) { return table.columns[c].title; });
  out.append(whole - 2, '-');
  out += '\n';
  for (const auto& row : table.rows) add_row([&](std::size_t c) { return row[c]; });
  if (table.totals.empty()) return;
  out.append(whole - 2, '-');
  out += '\n';
  for (const auto& [label, amount] : table.totals) {
    add_cell(out, label, whole - 4 - widths.back(), true);
    out += "  ";
    add_cell(out, amount, widths.back(), true);
    end_line(out);
  }
}

void add_lines(std::string& out, const std::vector<std::pair<std::string, std::string>>& labelled) {
  std::size_t width = 0;
  for (const auto& [label, value] : labelled)
    width = std::max(width, text::count_characters(label));
  for (const auto& [label, value] : labelled) {
    add_cell(out, label + ":", width + 2, false);
    out += value + "\n";
  }
}

// ---- HTML

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "<br>\n";
    else
      out += c;
  }
  return out;
}

constexpr const char* kCell = "padding:3px 12px 3px 0;";
constexpr const char* kFigures = "padding:3px 0 3px 12px;text-align:right;white-space:nowrap;";

std::string cell(const char* element, const std::string& text, bool figures,
                 const std::string& more = {}) {
  return "<" + std::string(element) + " style=\"" + (figures ? kFigures : kCell) + more + "\">" +
         escaped(text) + "</" + element + ">";
}

void add_html(std::string& out, const Table& table) {
  out += "<table style=\"border-collapse:collapse;margin:16px 0\">\n<tr>";
  for (const Table::Column& column : table.columns)
    out += cell(
        "th", column.title, column.figures,
        std::string(column.figures ? "" : "text-align:left;") + "border-bottom:1px solid #444;");
  out += "</tr>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      out += cell("td", row[c], table.columns[c].figures);
    out += "</tr>\n";
  }
  for (const auto& [label, amount] : table.totals) {
    const bool sum = &amount == &table.totals.back().second;
    const std::string weight = sum ? "font-weight:bold;border-top:1px solid #444;" : "";
    out += "<tr><td colspan=\"" + std::to_string(table.columns.size() - 1) + "\" style=\"" +
           kFigures + weight + "\">" + escaped(label) + "</td>" + cell("td", amount, true, weight) +
           "</tr>\n";
  }
  out += "</table>\n";
}

void add_html_lines(std::string& out,
                    const std::vector<std::pair<std::string, std::string>>& labelled) {
  out += "<table style=\"border-collapse:collapse;margin:8px 0\">\n";
  for (const auto& [label, value] : labelled)
    out += "<tr>" + cell("td", label, false, "color:#555;") + cell("td", value, false) + "</tr>\n";
  out += "</table>\n";
}

}  // namespace

std::string letter_text(const Letter& letter) {
  std::string out;
  for (const LetterBlock& block : letter.body) {
    if (!out.empty()) out += '\n';
    std::visit(Visitor{[&](const Paragraph& p) { out += p.text + "\n"; },
                       [&](const Table& t) { add_text(out, t); },
                       [&](const PaymentDetails& p) {
                         out += p.title + "\n";
                         add_lines(out, p.lines);
                       }},
               block);
  }
  if (!letter.footer.empty()) out += "\n-- \n";
  for (const std::string& line : letter.footer) out += line + "\n";
  return out;
}

std::string letter_html(const Letter& letter) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + escaped(letter.language) +
                    "\"><head><meta charset=\"utf-8\"><title>" + escaped(letter.subject) +
                    "</title></head>\n<body style=\"font-family:sans-serif;font-size:14px;"
                    "color:#111;max-width:720px\">\n";
  for (const LetterBlock& block : letter.body)
    std::visit(Visitor{[&](const Paragraph& p) { out += "<p>" + escaped(p.text) + "</p>\n"; },
                       [&](const Table& t) { add_html(out, t); },
                       [&](const PaymentDetails& p) {
                         out += "<p style=\"font-weight:bold;margin-bottom:4px\">" +
                                escaped(p.title) + "</p>\n";
                         add_html_lines(out, p.lines);
                       }},
               block);
  if (!letter.footer.empty()) {
    out += "<p style=\"color:#555;font-size:12px;border-top:1px solid #ccc;padding-top:8px\">";
    for (const std::string& line : letter.footer)
      out += escaped(line) + (&line == &letter.footer.back() ? "" : "<br>\n");
    out += "</p>\n";
  }
  return out + "</body></html>\n";
}

}  // namespace saldo::render
