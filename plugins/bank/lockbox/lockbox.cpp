#include "lockbox/lockbox.hpp"

#include "lockbox/file.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

constexpr std::size_t kUsualWidth = 80;
constexpr std::size_t kHead = 2048;

bool is_ebcdic(std::string_view head) {
  return !head.empty() && static_cast<unsigned char>(head[0]) >= 0xF0 &&
         static_cast<unsigned char>(head[0]) <= 0xF9;
}

/// The head as ASCII; EBCDIC's line ends become LF.
std::string readable(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  if (!is_ebcdic(head)) return std::string(head);
  std::string bytes(head);
  for (char& c : bytes)
    if (c == '\x15') c = '\x25';
  return text::to_utf8(bytes, text::Charset::kIbm037);
}

std::string_view part(std::string_view s, std::size_t begin, std::size_t size) {
  return s.substr(std::min(begin, s.size()), size);
}

/// How wide records without line ends are: the service record says it, where it stands itself.
std::size_t width_of(std::string_view head) {
  for (std::size_t width = 40; width < 1000 && width < head.size(); ++width) {
    const auto size = part(head, width + 34, 3);
    if (head[width] == '2' && text::all_digits(size) && size.size() == 3 &&
        static_cast<std::size_t>(Money::parse_minor(size, 0)) == width)
      return width;
  }
  return kUsualWidth;
}

bool is_header(std::string_view record) {
  return record.starts_with('1') && part(record, 1, 1) == "0" &&
         text::all_digits(part(record, 2, 1)) && text::all_digits(part(record, 23, 6)) &&
         part(record, 23, 6).size() == 6 &&
         part(record, 34, 6) != "094101";  // of an ACH file, which looks alike
}

bool is_service(std::string_view record) {
  return record.starts_with('2') && part(record, 31, 3) == "400";
}

std::string layout_option(const Host& host) { return host.option("layout").value_or(""); }

Currency currency_option(const Host& host) {
  const std::string code = host.option("currency").value_or("USD");
  if (const auto currency = Currency::find(code)) return *currency;
  throw Stop(SALDO_E_CONFIG, "option currency is " + text::quoted(code) +
                                 ", which is not an ISO 4217 code; use USD or CAD");
}

/// Puts what was read to look at in front of the rest.
InputWindow::Read with_head(const Host& host, Input& input, std::string head) {
  return [rest = reader_of(host, input), head = std::move(head), at = std::size_t{0}](
             char* buffer, std::size_t size) mutable {
    if (at == head.size()) return rest(buffer, size);
    const std::size_t n = head.copy(buffer, size, at);
    at += n;
    return n;
  };
}

}  // namespace

int Lockbox::identify(std::string_view head, std::string_view) const {
  const std::string text = readable(head.substr(0, kHead));
  std::vector<std::string_view> records;
  std::string_view rest = text;
  const bool in_lines = rest.find_first_of("\r\n") != rest.npos;
  const std::size_t width = in_lines ? 0 : width_of(rest);
  while (!rest.empty() && records.size() < 3) {
    const auto end =
        in_lines ? std::min(rest.find_first_of("\r\n"), rest.size()) : std::min(width, rest.size());
    if (!text::trim(rest.substr(0, end)).empty()) records.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + (in_lines ? 1 : 0)));
  }
  if (records.empty()) return 0;
  if (is_service(records[0])) return 80;  // its header is missing
  if (!is_header(records[0])) return 0;
  if (records.size() == 1) return text::all_digits(part(records[0], 29, 4)) ? 80 : 0;
  if (is_service(records[1])) return 95;
  if (records.size() < 3) return 0;
  const std::string types{records[1][0], records[2][0]};
  for (const char* known : {"25", "56", "57", "67", "64", "66", "68"})
    if (types == known) return 85;
  return 0;
}

void Lockbox::check() {
  lockbox::Layout().change(layout_option(host));
  currency_option(host);
  bank::wants_lenient(host);
}

void Lockbox::decode(Input& input, Records& records) {
  lockbox::Layout layout;
  layout.change(layout_option(host));
  std::string head(kHead, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    const std::size_t got = input.read(head.data() + size, head.size() - size);
    if (got == 0) break;
    size += got;
  }
  head.resize(size);
  const std::string text = readable(head);
  const bool in_lines = text.find_first_of("\r\n") != text.npos;
  FixedRecords in(with_head(host, input, std::move(head)), in_lines ? kUsualWidth : width_of(text),
                  text::Charset::kCp1252);
  lockbox::File file(host, layout, currency_option(host), in, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(file.money());
    throw;
  }
}

}  // namespace saldo::bank
