#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Drawing on the pages of a PDF. Lengths are millimetres from the top left corner of the page.
namespace saldo::render {

struct Style {
  double size = 10;  ///< of the font, in points
  bool bold = false;
  double grey = 0;  ///< 0 black, 1 white
};

enum class Align { left, right };

/// A document of A4 pages that is written to memory. Not thread-safe.
class Pages {
 public:
  static constexpr double kWidth = 210, kHeight = 297;

  Pages(const std::string& title, const std::string& language);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  void next_page();
  int pages() const { return pages_; }

  /// Text in a box of this width, lines wrapped between words; the height it takes. `draw` false:
  /// measures only.
  double text(double x, double y, double width, std::string_view utf8, const Style& style = {},
              Align align = Align::left, bool draw = true);
  /// The width of the text's longest line, unwrapped.
  double width_of(std::string_view utf8, const Style& style = {});
  void line(double x1, double y1, double x2, double y2, double thickness = 0.2, double grey = 0);

  /// A square of black and white, row by row, `pixels` wide. As a picture: drawing each of a code's
  /// hundreds of modules would take longer than all else on a page.
  void bitmap(double x, double y, double width, std::size_t pixels, const std::vector<bool>& dark);

  /// Ends the document; its bytes. Throws FailureException when Cairo failed.
  std::string finish();

 private:
  void set_up(std::string_view utf8, const Style& style, double width, Align align);

  std::string bytes_;
  std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface_;
  std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo_;
  std::unique_ptr<PangoLayout, decltype(&g_object_unref)> layout_;
  std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font_;
  int pages_ = 1;
};

}  // namespace saldo::render
