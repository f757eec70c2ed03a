#include <cairo-pdf.h>

#include <cstdio>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

#include "render/letter_pdf.hpp"
#include "render/notice_letter.hpp"

/// How many letters a second one core writes, from a notice's figures to the bytes of its PDF,
/// beside a bare Cairo page: one page on which Cairo alone shows the same texts, line by line.
namespace saldo::bench {
namespace {

Money eur(std::int64_t minor) { return {minor, Currency::parse("EUR")}; }

render::NoticeFacts facts(int number) {
  render::NoticeFacts f{
      .reference = "M" + std::to_string(number),
      .customer_number = std::to_string(100'000 + number),
      .recipient = {"Alvarez Alimentación S.L.", "Calle Mayor 1", "28013 Madrid", "ESPAÑA"},
      .date = Date::parse_iso("2026-03-31"),
      .pay_by = Date::parse_iso("2026-04-10"),
      .items = {},
      .amount = eur(0),
      .fee = eur(500),
      .payment_reference = std::to_string(100'000 + number) + " M"};
  for (int i = 0; i < 5; ++i) {
    f.items.push_back({.number = std::to_string(90'000'000 + 5 * number + i),
                       .document_date = Date::parse_iso("2026-01-15").plus_days(i),
                       .due_date = Date::parse_iso("2026-02-14").plus_days(i),
                       .days_overdue = 45 - i,
                       .amount = eur(12'345 + number)});
    f.amount += f.items.back().amount;
  }
  return f;
}

render::Letter letter(const render::Wordings& wordings, int number) {
  return render::notice_letter(wordings, "de", "DE", "demand", facts(number),
                               {.name = "Nordlicht Handel GmbH",
                                .address = {"Hafenstraße 12", "20457 Hamburg"},
                                .footer = {"Amtsgericht Hamburg HRB 000000"},
                                .iban = "DE75512108001245126199",
                                .bic = "SOGEDEFF"});
}

/// All that the letter says, a line for each text.
std::vector<std::string> texts_of(const render::Letter& letter) {
  std::vector<std::string> texts = letter.sender;
  const auto add = [&](const std::vector<std::string>& more) {
    texts.insert(texts.end(), more.begin(), more.end());
  };
  add(letter.recipient);
  add({letter.subject});
  for (const auto& [label, value] : letter.facts) add({label, value});
  for (const render::LetterBlock& block : letter.body) {
    if (const auto* p = std::get_if<render::Paragraph>(&block)) add({p->text});
    if (const auto* table = std::get_if<render::Table>(&block)) {
      for (const auto& column : table->columns) add({column.title});
      for (const auto& row : table->rows) add(row);
      for (const auto& [label, amount] : table->totals) add({label, amount});
    }
    if (const auto* pay = std::get_if<render::PaymentDetails>(&block))
      for (const auto& [label, value] : pay->lines) add({label, value});
  }
  add(letter.footer);
  return texts;
}

cairo_status_t append(void* to, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

std::string bare_page(const std::vector<std::string>& texts) {
  std::string bytes;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(&append, &bytes, 595, 842);
  cairo_t* cairo = cairo_create(surface);
  cairo_select_font_face(cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo, 9);
  double y = 20;
  for (const std::string& text : texts) {
    cairo_move_to(cairo, 20, y += 10);
    cairo_show_text(cairo, text.c_str());
  }
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  return bytes;
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Seconds of a core for one call, fonts loaded before.
template <class Make>
double seconds_for_one(int letters, Make make) {
  make(0);
  const double began = cpu_seconds();
  for (int i = 1; i <= letters; ++i)
    if (make(i).size() < 1000) throw std::runtime_error("a letter is empty");
  return (cpu_seconds() - began) / letters;
}

int run(int letters) {
  const render::Wordings wordings(SALDO_SOURCE_DIR "/configs/letters");
  const double whole =
      seconds_for_one(letters, [&](int i) { return render::letter_pdf(letter(wordings, i)); });
  std::vector<std::vector<std::string>> texts;
  for (int i = 0; i <= letters; ++i) texts.push_back(texts_of(letter(wordings, i)));
  const double bare = seconds_for_one(
      letters, [&](int i) { return bare_page(texts[static_cast<std::size_t>(i)]); });
  std::printf(
      "letters: %.0f PDF/s a core, %.2f ms each; a bare Cairo page of the same texts %.2f "
      "ms: %.2f of it\n",
      1 / whole, whole * 1e3, bare * 1e3, bare / whole);
  return 0;
}

}  // namespace
}  // namespace saldo::bench

int main(int argc, char** argv) {
  try {
    return saldo::bench::run(
        argc == 3 && std::strcmp(argv[1], "--letters") == 0 ? std::atoi(argv[2]) : 1000);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench: %s\n", e.what());
    return 1;
  }
}
