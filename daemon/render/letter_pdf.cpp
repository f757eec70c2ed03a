#include "render/letter_pdf.hpp"

#include <algorithm>

#include "base/result.hpp"
#include "render/page.hpp"
#include "render/payment_code.hpp"

namespace saldo::render {

namespace {

// Where things stand on the sheet, in millimetres (DIN 5008:2020, form B).
constexpr double kLeft = 25, kRight = 190, kTextWidth = kRight - kLeft;
constexpr double kWindowTop = 57, kReturnTop = 51, kWindowWidth = 80;
constexpr std::size_t kWindowLines = 6;
constexpr double kFactsLeft = 125, kFactsTop = 50, kFactsWidth = 75, kFactLabelMax = 30;
constexpr double kBodyTop = 103, kNextPageTop = 25, kBottom = 262, kFooterTop = 270;
constexpr double kFolds[] = {105, 210}, kPunch = 148.5;
constexpr double kGap = 4.5;  // between paragraphs
constexpr double kCellGap = 3;
constexpr double kQrWidth = 32;

constexpr Style kText{.size = 10}, kFact{.size = 9}, kSmall{.size = 7.5, .grey = 0.3},
    kTable{.size = 9}, kTableTitle{.size = 9, .bold = true}, kSubject{.size = 11, .bold = true},
    kSender{.size = 13, .bold = true}, kSenderLine{.size = 8.5, .grey = 0.25};

/// One pass over a letter, which prints how many pages there are: a first one goes by one page, as
/// most letters have, and tells whether there are more.
class Typesetter {
 public:
  Typesetter(const Letter& letter, int pages_in_all)
      : letter_(letter), pages_(letter.subject, letter.language), in_all_(pages_in_all) {}

  void set() {
    letterhead();
    address();
    facts();
    y_ = kBodyTop;
    y_ += pages_.text(kLeft, y_, kTextWidth, letter_.subject, kSubject) + 2 * kGap;
    for (const LetterBlock& block : letter_.body)
      std::visit([this](const auto& b) { add(b); }, block);
    end_page();
  }
  int pages() const { return pages_.pages(); }
  std::string finish() { return pages_.finish(); }

 private:
  void letterhead() {
    double y = 15;
    for (const std::string& line : letter_.sender)
      y += pages_.text(kLeft, y, kTextWidth, line,
                       &line == letter_.sender.data() ? kSender : kSenderLine);
  }

  void address() {
    if (letter_.recipient.size() > kWindowLines)
      throw FailureException({.kind = FailureKind::invalid,
                              .message = "the recipient's address has " +
                                         std::to_string(letter_.recipient.size()) +
                                         " lines; the window of an envelope shows 6"});
    std::string sender;
    for (const std::string& line : letter_.sender) sender += (sender.empty() ? "" : " · ") + line;
    pages_.text(kLeft, kReturnTop, kWindowWidth, sender, {.size = 6.5, .grey = 0.3});
    double y = kWindowTop;
    for (const std::string& line : letter_.recipient)
      y += pages_.text(kLeft, y, kWindowWidth, line, kText);
  }

  /// Labels have the width that they need, so that long dates stay in one line.
  void facts() {
    double labels = 0;
    for (const auto& [label, value] : letter_.facts)
      labels = std::max(labels, pages_.width_of(label, kSmall) + kCellGap);
    labels = std::min(labels, kFactLabelMax);
    double y = kFactsTop;
    for (const auto& [label, value] : letter_.facts) {
      const double labelled = pages_.text(kFactsLeft, y, labels, label, kSmall);
      y += std::max(labelled,
                    pages_.text(kFactsLeft + labels, y - 0.4, kFactsWidth - labels, value, kFact)) +
           0.8;
    }
  }

  void end_page() {
    for (const double fold : kFolds) pages_.line(4, fold, 8, fold, 0.15, 0.5);
    pages_.line(4, kPunch, 10, kPunch, 0.15, 0.5);
    pages_.line(kLeft, kFooterTop - 2, kRight, kFooterTop - 2, 0.15, 0.6);
    std::string footer;
    for (const std::string& line : letter_.footer) footer += (footer.empty() ? "" : "\n") + line;
    pages_.text(kLeft, kFooterTop, kTextWidth - 30, footer, kSmall);
    pages_.text(kRight - 30, kFooterTop, 30, page_number(), kSmall, Align::right);
  }

  std::string page_number() const {
    std::string text = letter_.page;
    for (const auto& [name, number] :
         {std::pair("{page}", pages_.pages()), std::pair("{pages}", in_all_)})
      if (const auto at = text.find(name); at != text.npos)
        text.replace(at, std::string_view(name).size(), std::to_string(number));
    return text;
  }

  /// Goes on to the next page where so much doesn't fit on this one.
  bool make_room(double height) {
    if (y_ + height <= kBottom) return false;
    end_page();
    pages_.next_page();
    y_ = kNextPageTop;
    return true;
  }

  void add(const Paragraph& p) {
    const double height = pages_.text(kLeft, y_, kTextWidth, p.text, kText, Align::left, false);
    make_room(height);
    y_ += pages_.text(kLeft, y_, kTextWidth, p.text, kText) + kGap;
  }

  // ---- the table of items

  /// Figures have the width that they need, texts share what is left.
  std::vector<double> widths_of(const Table& table) {
    std::vector<double> widths;
    double used = 0;
    std::size_t texts = 0;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      double width = pages_.width_of(table.columns[c].title, kTableTitle);
      for (const auto& row : table.rows) width = std::max(width, pages_.width_of(row[c], kTable));
      if (c + 1 == table.columns.size())
        for (const auto& [label, amount] : table.totals)
          width = std::max(width, pages_.width_of(amount, kTableTitle));
      widths.push_back(width + kCellGap);
      used += widths.back();
      texts += table.columns[c].figures ? 0 : 1;
    }
    if (texts == 0) return widths;
    const double more = (kTextWidth + kCellGap - used) / static_cast<double>(texts);
    for (std::size_t c = 0; c < widths.size(); ++c)
      if (!table.columns[c].figures) widths[c] = std::max(widths[c] + more, 15.0);
    return widths;
  }

  template <class TextOf>
  double row_height(const Table& table, const std::vector<double>& widths, const Style& style,
                    bool draw, TextOf text_of) {
    double height = 0, x = kLeft;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Align align = table.columns[c].figures ? Align::right : Align::left;
      height = std::max(height,
                        pages_.text(x, y_, widths[c] - kCellGap, text_of(c), style, align, draw));
      x += widths[c];
    }
    return height;
  }

  void titles(const Table& table, const std::vector<double>& widths) {
    y_ += row_height(table, widths, kTableTitle, true,
                     [&](std::size_t c) { return table.columns[c].title; }) +
          0.8;
    pages_.line(kLeft, y_, kRight, y_, 0.3);
    y_ += 1.2;
  }

  void add(const Table& table) {
    const auto widths = widths_of(table);
    make_room(15);
    titles(table, widths);
    for (const auto& row : table.rows) {
      const auto text_of = [&](std::size_t c) { return row[c]; };
      if (make_room(row_height(table, widths, kTable, false, text_of))) titles(table, widths);
      y_ += row_height(table, widths, kTable, true, text_of) + 0.8;
    }
    // A sum never stands alone on a page without its titles.
    if (make_room(6.0 * static_cast<double>(table.totals.size()))) titles(table, widths);
    for (const auto& [label, amount] : table.totals) {
      const bool sum = &amount == &table.totals.back().second;
      const Style& style = sum ? kTableTitle : kTable;
      if (sum) pages_.line(kLeft, y_, kRight, y_, 0.3);
      if (sum) y_ += 1;
      pages_.text(kLeft, y_, kTextWidth - widths.back(), label, style, Align::right);
      y_ += pages_.text(kLeft, y_, kTextWidth, amount, style, Align::right) + 0.8;
    }
    y_ += kGap;
  }

  // ---- how to pay

  void add(const PaymentDetails& p) {
    constexpr double kLabelsMin = 38, kLabelsMax = 60;
    constexpr Style kLabel{.size = 9, .grey = 0.3};
    const double code_height = p.code.empty() ? 0 : kQrWidth + 6;
    make_room(std::max(code_height, 6.0 * static_cast<double>(p.lines.size() + 1)));
    const double top = y_;
    y_ += pages_.text(kLeft, y_, kTextWidth, p.title, {.size = 10, .bold = true}) + 1;
    double labels = kLabelsMin;
    for (const auto& [label, value] : p.lines)
      labels = std::max(labels, pages_.width_of(label, kLabel) + kCellGap);
    labels = std::min(labels, kLabelsMax);
    const double width = kTextWidth - labels - (p.code.empty() ? 0 : kQrWidth + 5);
    for (const auto& [label, value] : p.lines) {
      const double labelled = pages_.text(kLeft, y_, labels, label, kLabel);
      y_ += std::max(labelled, pages_.text(kLeft + labels, y_, width, value, kTable)) + 0.6;
    }
    if (!p.code.empty()) draw_code(p, top);
    y_ = std::max(y_, top + code_height) + kGap;
  }

  void draw_code(const PaymentDetails& p, double top) {
    const QrCode code = qr_code(p.code);
    constexpr double x = kRight - kQrWidth;
    pages_.bitmap(x, top, kQrWidth, code.width, code.dark);
    pages_.text(x, top + kQrWidth + 1, kQrWidth, p.code_hint, {.size = 6.5, .grey = 0.3});
  }

  const Letter& letter_;
  Pages pages_;
  int in_all_;
  double y_ = 0;
};

}  // namespace

std::string letter_pdf(const Letter& letter) {
  Typesetter single(letter, 1);
  single.set();
  if (single.pages() == 1) return single.finish();
  Typesetter fair(letter, single.pages());
  fair.set();
  return fair.finish();
}

}  // namespace saldo::render
