#include "mt940/fields.hpp"

/// What charset a field's bytes are in.
namespace saldo::bank::mt940 {

namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Where lines were wrapped by bytes, a line end may stand within a character: moves it behind.
/// False if the bytes are no UTF-8 even so.
bool heal_wrapped_utf8(std::string& bytes) {
  std::string healed;
  healed.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    std::string sequence(1, bytes[i++]);
    const auto first = static_cast<unsigned char>(sequence[0]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    bool wrapped = false;
    while (sequence.size() < size && i < bytes.size()) {
      if (bytes[i] == '\n' && !wrapped)
        wrapped = true;
      else
        sequence += bytes[i];
      ++i;
    }
    healed += sequence;
    if (wrapped) healed += '\n';
  }
  if (text::find_invalid_utf8(healed) != text::npos) return false;
  bytes = std::move(healed);
  return true;
}

/// Between letters these bytes are letters in CP437, CP850 and CP852 (ü é â ä å ç ê ë ì É ö í ó ú
/// ñ), but quotes, marks and signs in CP1252.
bool is_dos_letter(char c) {
  static constexpr std::string_view kLetters =
      "\x81\x82\x83\x84\x86\x87\x88\x89\x8D\x8F\x90\x94\xA1\xA2\xA3\xA4";
  return kLetters.find(c) != kLetters.npos;
}

/// Nothing where no letter tells.
std::optional<text::Charset> guess(std::string_view bytes) {
  std::size_t dos = 0, windows = 0;
  for (std::size_t i = 1; i + 1 < bytes.size(); ++i) {
    if (!is_letter(bytes[i - 1]) || !is_letter(bytes[i + 1])) continue;
    if (is_dos_letter(bytes[i])) ++dos;
    // 0xE1 is 'ß' in DOS charsets and 'á' in CP1252: it tells nothing.
    if (static_cast<unsigned char>(bytes[i]) >= 0xC0 && bytes[i] != '\xE1') ++windows;
  }
  if (windows != 0) return text::Charset::kCp1252;
  return dos == 0 ? std::nullopt : std::optional(text::Charset::kCp850);
}

}  // namespace

void TextDecoder::decode(std::string& bytes) {
  if (!charset_ && heal_wrapped_utf8(bytes)) return;
  if (!charset_) told_ = guess(bytes).value_or(told_);
  bytes = text::to_utf8(bytes, charset_.value_or(told_));
}

}  // namespace saldo::bank::mt940
