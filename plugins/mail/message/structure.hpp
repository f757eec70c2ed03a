#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "header_fields.hpp"

namespace saldo::mail {

/// A part of a mail that has no parts of its own, or a whole mail within the mail.
struct Part {
  std::string media_type;  ///< "text/plain", in small letters
  std::string name, charset;
  std::string bytes;                   ///< decoded
  bool attached = false;               ///< it says so, or it has a name
  bool embedded = false;               ///< shown within another part, as a picture in HTML
  bool in_report = false;              ///< of a multipart/report
  bool flowed = false, delsp = false;  ///< RFC 3676
  int alternative = 0;                 ///< parts of one number other than 0 say the same
};

struct Structure {
  HeaderFields header;
  std::string report_type;  ///< of a multipart/report, in small letters
  std::vector<Part> parts;
};

/// Takes a mail apart by GMime. Throws Rejected("mail.parts") for more parts than a mail of people
/// or programs has.
Structure take_apart(std::string_view mail);

}  // namespace saldo::mail
