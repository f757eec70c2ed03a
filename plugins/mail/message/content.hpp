#pragma once

#include <string_view>

namespace saldo::mail {

/// What an attachment is by its first bytes, whatever its name and media type say.
struct Content {
  std::string_view kind;  ///< pdf | image | program | tnef | office | archive | text | empty | data
  bool decodable = false;  ///< a decoder may be able to read it
};
Content content_of(std::string_view bytes);

}  // namespace saldo::mail
