#include "render/letter_message.hpp"

#include <gmime/gmime.h>

#include <chrono>
#include <memory>
#include <new>

#include "render/letter_mail.hpp"
#include "render/letter_pdf.hpp"

namespace saldo::render {

namespace {

struct Unref {
  void operator()(void* object) const { ::g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

template <class T>
Owned<T> own(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return Owned<T>(object);
}

/// GMime wants it once a process.
void require_gmime() {
  static const bool ready = (::g_mime_init(), true);
  static_cast<void>(ready);
}

/// What `=_` begins stands in no body: after '=' quoted-printable has a figure or a line's end.
Owned<GMimeMultipart> multipart(const char* subtype, const std::string& boundary) {
  auto part = own(::g_mime_multipart_new_with_subtype(subtype));
  ::g_mime_multipart_set_boundary(part.get(), ("=_" + boundary).c_str());
  return part;
}

void add(GMimeMultipart* to, GMimeObject* part) { ::g_mime_multipart_add(to, part); }

void set_content(GMimePart* part, const std::string& bytes, GMimeContentEncoding encoding) {
  const auto stream = own(::g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const auto content =
      own(::g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  ::g_mime_part_set_content(part, content.get());
  ::g_mime_part_set_content_encoding(part, encoding);
}

/// As bytes: given as text, GMime would choose a character set by itself, and another than the one
/// that the HTML names.
void add_text(GMimeMultipart* to, const char* subtype, const std::string& text) {
  const auto part = own(::g_mime_part_new_with_type("text", subtype));
  ::g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  set_content(part.get(), text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  add(to, GMIME_OBJECT(part.get()));
}

void add_pdf(GMimeMultipart* to, const std::string& bytes, const std::string& name) {
  const auto part = own(::g_mime_part_new_with_type("application", "pdf"));
  set_content(part.get(), bytes, GMIME_CONTENT_ENCODING_BASE64);
  ::g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
  ::g_mime_part_set_filename(part.get(), name.c_str());
  add(to, GMIME_OBJECT(part.get()));
}

void set_date(GMimeMessage* message, Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  GDateTime* date = ::g_date_time_new_from_unix_utc(seconds);
  ::g_mime_message_set_date(message, date);
  ::g_date_time_unref(date);
}

/// All that GMime writes here is encoded, so that every line end is one of the mail's own.
std::string with_crlf(const char* text) {
  std::string out;
  for (const char* c = text; *c != '\0'; ++c) {
    if (*c == '\n') out += '\r';
    if (*c != '\r') out += *c;
  }
  return out;
}

}  // namespace

std::string letter_message(const Letter& letter, const MailHeader& header) {
  require_gmime();
  const auto message = own(::g_mime_message_new(/*pretty_headers=*/TRUE));
  ::g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM, header.from_name.c_str(),
                               header.from_address.c_str());
  ::g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_TO, nullptr,
                               header.to_address.c_str());
  ::g_mime_message_set_subject(message.get(), letter.subject.c_str(), "utf-8");
  set_date(message.get(), header.date);
  ::g_mime_message_set_message_id(message.get(), header.message_id.c_str());
  GMimeObject* const top = GMIME_OBJECT(message.get());
  ::g_mime_object_set_header(top, "Auto-Submitted", "auto-generated", nullptr);
  ::g_mime_object_set_header(top, "Content-Language", letter.language.c_str(), nullptr);

  const auto bodies = multipart("alternative", "bodies");
  add_text(bodies.get(), "plain", letter_text(letter));
  if (header.html) add_text(bodies.get(), "html", letter_html(letter));
  const auto whole = multipart("mixed", "letter");
  add(whole.get(), GMIME_OBJECT(bodies.get()));
  add_pdf(whole.get(), letter_pdf(letter), header.attachment);
  ::g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(whole.get()));

  const std::unique_ptr<char, decltype(&::g_free)> text(::g_mime_object_to_string(top, nullptr),
                                                        &::g_free);
  if (!text) throw std::bad_alloc();
  return with_crlf(text.get());
}

}  // namespace saldo::render
