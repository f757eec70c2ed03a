#pragma once

#include <string>
#include <vector>

#include "saldo/xml_slices.hpp"

/// Runs XmlSlices over a text, for the tests.
namespace saldo::xml_reading {

inline InputWindow::Read from(const std::string& bytes, std::size_t piece = SIZE_MAX) {
  return [bytes, piece, at = std::size_t{0}](char* buffer, std::size_t capacity) mutable {
    const std::size_t n = std::min({capacity, piece, bytes.size() - at});
    bytes.copy(buffer, n, at);
    at += n;
    return n;
  };
}

/// An event as one line: "+Stmt@2:10", "Ntry@3:20 <Ntry>…</Ntry>", "-Stmt@9:99".
inline std::string line_of(const XmlEvent& event) {
  const std::string at =
      "@" + std::to_string(event.at.line) + ":" + std::to_string(event.at.offset);
  switch (event.kind) {
    case XmlEvent::Kind::kOpened:
      return "+" + std::string(event.name) + at;
    case XmlEvent::Kind::kClosed:
      return "-" + std::string(event.name) + at;
    case XmlEvent::Kind::kSubtree:
      return std::string(event.name) + at + " " + std::string(event.xml);
    case XmlEvent::Kind::kEnd:
      break;
  }
  return "end" + at;
}

/// All events; the last line is the fault, if there was one: "rule: message".
inline std::vector<std::string> events(const std::string& bytes,
                                       std::vector<std::string> outer = {"Stmt"},
                                       std::size_t chunk = InputWindow::kChunk) {
  std::vector<std::string> lines;
  XmlSlices slices(from(bytes), std::move(outer), chunk);
  try {
    do lines.push_back(line_of(slices.next()));
    while (!lines.back().starts_with("end@"));
  } catch (const Rejected& fault) {
    lines.push_back(fault.rule + ": " + fault.message);
  }
  return lines;
}

}  // namespace saldo::xml_reading
