#include "in/imap_options.hpp"

#include <algorithm>
#include <charconv>

#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kMebibyte = 1u << 20;

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view remedy) {
  throw Stop(SALDO_E_CONFIG, "option " + std::string(option) + ": " + text::quoted(value) + " " +
                                 std::string(remedy));
}

std::string value_of(const Host& host, std::string_view option, std::string_view otherwise) {
  return host.option(option).value_or(std::string(otherwise));
}

std::vector<std::string> folders_in(const std::string& list) {
  std::vector<std::string> folders;
  for (std::string_view rest = list; !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto name = text::trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (name.empty()) refuse("folders", list, "has an empty name; write INBOX, or A, B");
    folders.emplace_back(name);
  }
  if (folders.empty()) refuse("folders", list, "names no folder; write INBOX");
  return folders;
}

std::int64_t poll_ns(const std::string& value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
  const std::int64_t seconds = unit == "s"                    ? 1
                               : unit == "m" || unit == "min" ? 60
                               : unit == "h"                  ? 3600
                                                              : 0;
  constexpr std::int64_t kDay = 86'400;
  if (error != std::errc() || seconds == 0 || number < 1 || number > kDay / seconds)
    refuse("poll", value, "is not a duration from 1s to 24h, such as 60s or 5m");
  return number * seconds * kSecondNs;
}

std::uint64_t largest_bytes(const std::string& value) {
  constexpr std::uint64_t kMost = 1024;
  std::uint64_t mib = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), mib);
  if (error != std::errc() || end != value.data() + value.size() || mib == 0 || mib > kMost)
    refuse("largest", value, "is no number of MiB from 1 to 1024");
  return mib * kMebibyte;
}

}  // namespace

ImapOptions read_imap_options(const Host& host) {
  ImapOptions o{.folders = folders_in(value_of(host, "folders", "INBOX")),
                .done = value_of(host, "done", "Processed"),
                .failed = value_of(host, "failed", "Failed"),
                .largest_bytes = largest_bytes(value_of(host, "largest", "25")),
                .poll_ns = poll_ns(value_of(host, "poll", "60s"))};
  const std::string after = value_of(host, "after", "move");
  if (after != "move" && after != "seen") refuse("after", after, "is neither move nor seen");
  o.move = after == "move";
  if (!o.move) return o;
  if (o.done == o.failed) refuse("failed", o.failed, "is also the folder 'done'; name two");
  for (const std::string& folder : o.folders)
    if (folder == o.done || folder == o.failed)
      refuse("folders", folder, "is also where mails are moved to; they would come again for ever");
  return o;
}

}  // namespace saldo::mail
