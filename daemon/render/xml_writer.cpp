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
    else
      out += c;
  }
}

}  // namespace

void XmlWriter::start(const char* name, std::string_view attributes) {
  out_.append(open_.size(), ' ');
  out_.append("<").append(name);
  if (!attributes.empty()) out_.append(" ").append(attributes);
  out_ += '>';
}

void XmlWriter::open(const char* name, std::string_view attributes) {
  start(name, attributes);
  out_ += '\n';
  open_.push_back(name);
}

void XmlWriter::close() {
  SALDO_ASSERT(!open_.empty());
  const char* name = open_.back();
  open_.pop_back();
  out_.append(open_.size(), ' ');
  out_.append("</").append(name).append(">\n");
}

void XmlWriter::element(const char* name, std::string_view text, std::string_view attributes) {
  start(name, attributes);
  append_escaped(out_, text);
  out_.append("</").append(name).append(">\n");
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
