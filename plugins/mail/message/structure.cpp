#include "structure.hpp"

#include "charset.hpp"
#include "gmime_ptr.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::size_t kPartsMax = 1000;
constexpr int kDepthMax = 30;
constexpr std::size_t kNameMax = 255;

std::string parameter(GMimeObject* object, const char* name) {
  const char* value = ::g_mime_object_get_content_type_parameter(object, name);
  return value == nullptr ? std::string() : lower(value);
}

std::string written(GMimeStream* stream) {
  const GByteArray* bytes = ::g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string content_of(GMimePart* part) {
  GMimeDataWrapper* const content = ::g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const GMimePtr<GMimeStream> stream(::g_mime_stream_mem_new());
  ::g_mime_data_wrapper_write_to_stream(content, stream.get());
  return written(stream.get());
}

std::string bytes_of(GMimeMessage* message) {
  const GMimePtr<GMimeStream> stream(::g_mime_stream_mem_new());
  ::g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, stream.get());
  return written(stream.get());
}

/// The last part of a path, so that nobody's folders are named.
std::string file_name(const char* name) {
  if (name == nullptr) return {};
  const std::string text = header_text(name);
  const std::string_view base = std::string_view(text).substr(text.find_last_of("/\\") + 1);
  return std::string(beginning(base, kNameMax));
}

class Walk {
 public:
  explicit Walk(Structure& found) : found_(found) {}

  void see(GMimeObject* object, int depth, bool in_report, int alternative) {
    if (object == nullptr) return;
    if (depth > kDepthMax || found_.parts.size() >= kPartsMax)
      throw Rejected("mail.parts", "the mail has more than " + std::to_string(kPartsMax) +
                                       " parts, or parts within each other more than " +
                                       std::to_string(kDepthMax) + " times; nothing of it is read")
          .at_place({1, 0});
    if (GMIME_IS_MULTIPART(object))
      multipart(GMIME_MULTIPART(object), depth, in_report, alternative);
    else
      part(object, in_report, alternative);
  }

 private:
  void multipart(GMimeMultipart* parts, int depth, bool in_report, int alternative) {
    const GMimeContentType* type = ::g_mime_object_get_content_type(GMIME_OBJECT(parts));
    const std::string kind = lower(type->subtype == nullptr ? "" : type->subtype);
    if (kind == "report") {
      in_report = true;
      if (found_.report_type.empty())
        found_.report_type = parameter(GMIME_OBJECT(parts), "report-type");
    }
    if (kind == "alternative") alternative = ++alternatives_;
    const int n = ::g_mime_multipart_get_count(parts);
    for (int i = 0; i < n; ++i)
      see(::g_mime_multipart_get_part(parts, i), depth + 1, in_report, alternative);
  }

  void part(GMimeObject* object, bool in_report, int alternative) {
    const GMimeContentType* type = ::g_mime_object_get_content_type(object);
    Part part{.charset = parameter(object, "charset"),
              .in_report = in_report,
              .flowed = parameter(object, "format") == "flowed",
              .delsp = parameter(object, "delsp") == "yes",
              .alternative = alternative};
    part.media_type = header_text(lower(type->type == nullptr ? "" : type->type) + "/" +
                                  lower(type->subtype == nullptr ? "" : type->subtype));
    const char* disposition = ::g_mime_object_get_disposition(object);
    const std::string placed = disposition == nullptr ? "" : lower(disposition);
    if (GMIME_IS_MESSAGE_PART(object)) {
      GMimeMessage* const inner = ::g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
      part.media_type = "message/rfc822";
      const char* name = ::g_mime_object_get_content_disposition_parameter(object, "filename");
      part.name = file_name(name);
      part.attached = true;
      if (inner != nullptr) part.bytes = bytes_of(inner);
    } else if (GMIME_IS_PART(object)) {
      part.name = file_name(::g_mime_part_get_filename(GMIME_PART(object)));
      part.attached = placed == "attachment" || !part.name.empty();
      part.embedded =
          placed != "attachment" && ::g_mime_part_get_content_id(GMIME_PART(object)) != nullptr;
      part.bytes = content_of(GMIME_PART(object));
    }
    found_.parts.push_back(std::move(part));
  }

  Structure& found_;
  int alternatives_ = 0;
};

}  // namespace

void require_gmime() {
  static const bool ready = (::g_mime_init(), true);
  static_cast<void>(ready);
}

Structure take_apart(std::string_view mail) {
  require_gmime();
  Structure found{.header = HeaderFields(mail.substr(0, body_begin(mail)))};
  const GMimePtr<GMimeStream> stream(::g_mime_stream_mem_new_with_buffer(mail.data(), mail.size()));
  const GMimePtr<GMimeParser> parser(::g_mime_parser_new_with_stream(stream.get()));
  const GMimePtr<GMimeMessage> message(::g_mime_parser_construct_message(parser.get(), nullptr));
  if (message) Walk(found).see(::g_mime_message_get_mime_part(message.get()), 0, false, 0);
  if (found.parts.empty())  // no structure that can be read: then what stands there is its text
    found.parts.push_back(
        {.media_type = "text/plain", .bytes = std::string(mail.substr(body_begin(mail)))});
  return found;
}

}  // namespace saldo::mail
