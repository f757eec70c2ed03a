#include "render/xml_writer.hpp"

#include "base/assert.hpp"

namespace saldo::render {

namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '\r')
      out += "&#13;";  // as it is it would be read as a line feed
    else
      out += c;
  }
}

}  // namespace

void XmlWriter::start(const char* name, std::string_view attributes) {
  if (on_own_line()) out_.append(open_.size(), ' ');
  out_.append("<").append(name);
  if (!attributes.empty()) out_.append(" ").append(attributes);
  out_ += '>';
}

void XmlWriter::open(const char* name, std::string_view attributes) {
  start(name, attributes);
  open_.push_back(name);
  if (on_own_line()) out_ += '\n';
}

void XmlWriter::close() {
  SALDO_ASSERT(!open_.empty());
  const char* name = open_.back();
  const bool parts_in_lines = on_own_line();
  open_.pop_back();
  if (parts_in_lines) out_.append(open_.size(), ' ');
  end(name);
}

void XmlWriter::end(const char* name) {
  out_.append("</").append(name).append(">");
  if (on_own_line()) out_ += '\n';
}

void XmlWriter::element(const char* name, std::string_view text, std::string_view attributes) {
  start(name, attributes);
  append_escaped(out_, text);
  end(name);
}

void XmlWriter::path(std::initializer_list<const char*> names, std::string_view text) {
  const char* const* last = names.end() - 1;
  for (const char* const* name = names.begin(); name != last; ++name) open(*name);
  element(*last, text);
  for (const char* const* name = names.begin(); name != last; ++name) close();
}

std::string XmlWriter::finish() {
  SALDO_ASSERT(open_.empty());
  return std::move(out_);
}

}  // namespace saldo::render
