#include "connect/transfer_rules.hpp"

#include <algorithm>
#include <array>

#include "saldo/text.hpp"

namespace saldo::connect {
namespace {

constexpr std::size_t kTargetMax = 8000;

/// Ours: they say who we are, or where one message ends and the next begins.
constexpr std::array kReserved = {"host",
                                  "authorization",
                                  "proxy-authorization",
                                  "connection",
                                  "transfer-encoding",
                                  "content-length",
                                  "upgrade",
                                  "te",
                                  "trailer",
                                  "proxy-connection",
                                  "keep-alive",
                                  "expect"};

bool is_token(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

/// "." or "..", also percent-encoded.
bool climbs(std::string_view segment) {
  std::string plain;
  const std::string small = lower(segment);
  for (std::size_t i = 0; i < small.size(); ++i) {
    const bool dot = small.compare(i, 3, "%2e") == 0;
    plain += dot ? '.' : small[i];
    if (dot) i += 2;
  }
  return plain == "." || plain == "..";
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string find_in_target(std::string_view target) {
  if (target.size() > kTargetMax) return "the target has more than 8000 characters";
  if (!target.empty() && target.front() != '/' && target.front() != '?')
    return "the target doesn't begin with '/' or '?'";
  for (const char c : target)
    if (c <= ' ' || c == 0x7F || c == '#' || c == '\\' || c == '"' || c == '<' || c == '>')
      return "the target has a character that must be percent-encoded";
  for (std::size_t i = target.find('%'); i != target.npos; i = target.find('%', i + 1)) {
    const int high = i + 2 < target.size() ? hex_digit(target[i + 1]) : -1;
    if (high < 0 || hex_digit(target[i + 2]) < 0)
      return "the target has a '%' that encodes nothing";
    if (high < 2) return "the target hides a control character";
  }
  for (std::string_view path = target.substr(0, target.find('?')); !path.empty();) {
    const auto end = std::min(path.find('/'), path.size());
    if (climbs(path.substr(0, end))) return "the target leaves its folder";
    if (lower(path.substr(0, end)).find("%2f") != std::string::npos)
      return "the target hides a slash";
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return {};
}

std::string find_in_header(std::string_view line) {
  const auto colon = line.find(':');
  const std::string name = lower(line.substr(0, colon));
  if (colon == line.npos || name.empty() || !std::all_of(name.begin(), name.end(), is_token))
    return "a header has no name";
  for (const char c : line)
    if ((c < ' ' && c != '\t') || c == 0x7F)
      return "the header " + name + " has a control character";
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end())
    return "the header " + name + " is set by saldo";
  return {};
}

}  // namespace

std::string find_forbidden(std::string_view method, std::string_view target,
                           std::string_view headers) {
  if (method.empty() || method.size() > 20 ||
      !std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return "the method isn't one";
  if (std::string why = find_in_target(target); !why.empty()) return why;
  std::string why;
  for_each_header(headers, [&](std::string_view line) {
    if (why.empty()) why = find_in_header(line);
  });
  return why;
}

std::string plain_path(std::string_view origin_url, std::string_view target) {
  const auto slash = origin_url.find('/', origin_url.find("://") + 3);
  std::string path(slash == origin_url.npos ? std::string_view() : origin_url.substr(slash));
  path += target;
  if (path.starts_with("/~/"))
    path.erase(0, 3);
  else if (origin_url.starts_with("ftp") && path.starts_with('/'))
    path.erase(0, 1);
  std::string plain;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const int high = i + 2 < path.size() && path[i] == '%' ? hex_digit(path[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(path[i + 2]) : -1;
    plain += low >= 0 ? static_cast<char>(high * 16 + low) : path[i];
    if (low >= 0) i += 2;
  }
  return plain;
}

std::string quoted_path(std::string_view origin_url, std::string_view target) {
  std::string quoted = "\"";
  for (const char c : plain_path(origin_url, target)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string_view header_of(std::string_view headers, std::string_view name) {
  std::string_view value;
  for_each_header(headers, [&](std::string_view line) {
    if (value.empty() && line.starts_with(name) && line.substr(name.size()).starts_with(": "))
      value = line.substr(name.size() + 2);
  });
  return value;
}

bool is_idempotent(std::string_view method) {
  for (const char* known : {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "LIST"})
    if (method == known) return true;
  return false;
}

int retry_after_seconds(std::string_view value) {
  value = text::trim(value);
  if (value.empty() || value.size() > 9 || !text::all_digits(value)) return -1;
  int seconds = 0;
  for (const char c : value) seconds = std::min(seconds * 10 + (c - '0'), 3600);
  return seconds;
}

}  // namespace saldo::connect
