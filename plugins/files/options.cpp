#include "options.hpp"

#include <charconv>

namespace saldo::files {
namespace {

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view remedy) {
  throw Stop(SALDO_E_CONFIG, "option " + std::string(option) + ": '" + std::string(value) + "' " +
                                 std::string(remedy));
}

std::string text(const Host& host, std::string_view option, std::string_view otherwise) {
  return host.option(option).value_or(std::string(otherwise));
}

bool flag(const Host& host, std::string_view option) {
  const std::string value = text(host, option, "false");
  if (value == "true" || value == "yes" || value == "on") return true;
  if (value == "false" || value == "no" || value == "off") return false;
  refuse(option, value, "is neither true nor false");
}

/// A folder below the root: no way out of it, and not hidden, so that people find their files.
std::string folder(const Host& host, std::string_view option) {
  std::string value = text(host, option, option);
  while (!value.empty() && value.back() == '/') value.pop_back();
  for (std::size_t start = 0;;) {
    const std::size_t end = value.find('/', start);
    const auto part = std::string_view(value).substr(start, end - start);
    if (part.empty() || part.front() == '.')
      refuse(option, value, "must be the name of a folder below the directory, such as 'done'");
    if (end == std::string::npos) return value;
    start = end + 1;
  }
}

Pattern pattern(const Host& host) {
  try {
    return Pattern(text(host, "pattern", "*"));
  } catch (const FormatError& e) {
    throw Stop(SALDO_E_CONFIG, "option pattern: " + std::string(e.what()));
  }
}

}  // namespace

std::int64_t parse_duration_ns(std::string_view option, std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
  std::int64_t ns = 0;
  if (unit == "ms") ns = 1'000'000;
  if (unit == "s") ns = 1'000'000'000;
  if (unit == "m" || unit == "min") ns = 60'000'000'000;
  if (unit == "h") ns = 3'600'000'000'000;
  if (unit == "d") ns = 86'400'000'000'000;
  constexpr std::int64_t kYear = 365LL * 86'400'000'000'000;
  if (error != std::errc() || number < 0 || ns == 0 || number > kYear / ns)
    refuse(option, text, "is not a duration of up to a year such as 500ms, 2s, 5m or 1h");
  return number * ns;
}

Options read_options(const Host& host) {
  Options o{.pattern = pattern(host),
            .settled_for_ns = parse_duration_ns("settled_for", text(host, "settled_for", "2s")),
            .done_marker = text(host, "done_marker", ""),
            .recursive = flag(host, "recursive"),
            .poll_ns = parse_duration_ns("poll", text(host, "poll", "60s")),
            .done = folder(host, "done"),
            .failed = folder(host, "failed")};
  if (o.done == o.failed)
    refuse("failed", o.failed, "is also the folder for done files; name two folders");
  if (o.done_marker.find('/') != std::string::npos)
    refuse("done_marker", o.done_marker, "must be the end of a file name, such as '.done'");
  // Without a pause between looks the source would never rest.
  constexpr std::int64_t kPollMin = 1'000'000'000;
  if (o.poll_ns < kPollMin) refuse("poll", text(host, "poll", "60s"), "is shorter than 1s");
  return o;
}

}  // namespace saldo::files
