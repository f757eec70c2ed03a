#include "render/page.hpp"

#include <cairo-pdf.h>

#include <cstring>

#include "base/result.hpp"

namespace saldo::render {

namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;
/// Found on every system with Debian's fonts-dejavu-core; it has the letters of all languages here.
constexpr const char* kFont = "DejaVu Sans";

cairo_status_t append(void* to, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Pages::Pages(const std::string& title, const std::string& language)
    : surface_(cairo_pdf_surface_create_for_stream(&append, &bytes_, kWidth * kPointsPerMm,
                                                   kHeight * kPointsPerMm),
               &cairo_surface_destroy),
      cairo_(cairo_create(surface_.get()), &cairo_destroy),
      layout_(pango_cairo_create_layout(cairo_.get()), &g_object_unref),
      font_(pango_font_description_from_string(kFont), &pango_font_description_free) {
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATOR, "saldo");
  // The time of writing would make every copy of a letter another document.
  cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                 "2000-01-01T00:00:00Z");
  cairo_scale(cairo_.get(), kPointsPerMm, kPointsPerMm);
  pango_context_set_language(pango_layout_get_context(layout_.get()),
                             pango_language_from_string(language.c_str()));
  // Glyphs stand where their widths say, whatever screen the machine has.
  pango_context_set_round_glyph_positions(pango_layout_get_context(layout_.get()), FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(pango_layout_get_context(layout_.get()), options);
  cairo_font_options_destroy(options);
}

Pages::~Pages() = default;

void Pages::next_page() {
  cairo_show_page(cairo_.get());
  ++pages_;
}

void Pages::set_up(std::string_view utf8, const Style& style, double width, Align align) {
  // The page's unit is the millimetre, so is the font's.
  pango_font_description_set_absolute_size(font_.get(), style.size / kPointsPerMm * PANGO_SCALE);
  pango_font_description_set_weight(font_.get(),
                                    style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout_.get(), font_.get());
  pango_layout_set_text(layout_.get(), utf8.data(), static_cast<int>(utf8.size()));
  pango_layout_set_width(layout_.get(), width < 0 ? -1 : static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout_.get(),
                             align == Align::right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
}

double Pages::text(double x, double y, double width, std::string_view utf8, const Style& style,
                   Align align, bool draw) {
  set_up(utf8, style, width, align);
  if (draw) {
    cairo_set_source_rgb(cairo_.get(), style.grey, style.grey, style.grey);
    cairo_move_to(cairo_.get(), x, y);
    pango_cairo_show_layout(cairo_.get(), layout_.get());
  }
  int height = 0;
  pango_layout_get_size(layout_.get(), nullptr, &height);
  return static_cast<double>(height) / PANGO_SCALE;
}

double Pages::width_of(std::string_view utf8, const Style& style) {
  set_up(utf8, style, -1, Align::left);
  int width = 0;
  pango_layout_get_size(layout_.get(), &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

void Pages::line(double x1, double y1, double x2, double y2, double thickness, double grey) {
  cairo_set_source_rgb(cairo_.get(), grey, grey, grey);
  cairo_set_line_width(cairo_.get(), thickness);
  cairo_move_to(cairo_.get(), x1, y1);
  cairo_line_to(cairo_.get(), x2, y2);
  cairo_stroke(cairo_.get());
}

void Pages::bitmap(double x, double y, double width, std::size_t pixels,
                   const std::vector<bool>& dark) {
  // So many dots for each pixel, for viewers that smooth what they enlarge.
  constexpr std::size_t kDots = 4;
  const auto side = static_cast<int>(pixels * kDots);
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> picture(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side), &cairo_surface_destroy);
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(picture.get()));
  unsigned char* const data = cairo_image_surface_get_data(picture.get());
  for (std::size_t row = 0; row < pixels * kDots; ++row)
    for (std::size_t column = 0; column < pixels * kDots; ++column)
      std::memset(data + row * stride + 4 * column,
                  dark[row / kDots * pixels + column / kDots] ? 0x00 : 0xFF, 4);
  cairo_surface_mark_dirty(picture.get());
  cairo_save(cairo_.get());
  cairo_translate(cairo_.get(), x, y);
  cairo_scale(cairo_.get(), width / side, width / side);
  cairo_set_source_surface(cairo_.get(), picture.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo_.get()), CAIRO_FILTER_NEAREST);
  cairo_paint(cairo_.get());
  cairo_restore(cairo_.get());
}

std::string Pages::finish() {
  cairo_surface_finish(surface_.get());
  const cairo_status_t status = cairo_surface_status(surface_.get());
  if (status != CAIRO_STATUS_SUCCESS)
    throw FailureException(
        {.kind = FailureKind::broken,
         .message = std::string("the PDF can't be written: ") + cairo_status_to_string(status)});
  return std::move(bytes_);
}

}  // namespace saldo::render
