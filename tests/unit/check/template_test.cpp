#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "saldo/testing.hpp"

extern "C" const saldo_plugin* template_decoder_entry(void);
extern "C" const saldo_plugin* template_source_entry(void);
extern "C" const saldo_plugin* template_sink_entry(void);

namespace saldo::check {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kGood =
    "OPEN-ITEMS;1000;EUR\n"
    "I;0090000001;0000100001;2026-01-05;2026-02-04;1234.50\n"
    "C;0090000003;0000100001;2026-01-09;2026-01-09;-34.50\n"
    "TRAILER;2;1200.00\n";

Decoded decoded(const std::string& bytes) {
  return TestHost(template_decoder_entry(), "template-name").decode(bytes, 7);
}

TEST(TemplateDecoder, ReadsItsSample) {
  const auto sample =
      read_samples(std::filesystem::path(SALDO_SOURCE_DIR) / "sdk/template/decoder/samples").at(0);
  const auto result = decoded(sample.bytes);
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.items().size(), 3u);
}

TEST(TemplateDecoder, ReadsEveryFieldAndItsPlace) {
  const auto items = decoded(kGood).items();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1].kind, "credit_memo");
  EXPECT_EQ(items[1].amount->to_string(), "-34.50");
  EXPECT_EQ(items[1].company_code, "1000");
  EXPECT_EQ(items[1].due_date.to_string(), "2026-01-09");
  EXPECT_EQ(items[1].at, (Place{3, 74}));
}

TEST(TemplateDecoder, TakesCarriageReturnsAndAMissingLastLineEnd) {
  std::string other;
  for (const char c : kGood) other += c == '\n' ? "\r\n" : std::string(1, c);
  other.resize(other.size() - 2);
  EXPECT_EQ(decoded(other).items().size(), 2u);
}

TEST(TemplateDecoder, RefusesWhatCannotBeProved) {
  const std::vector<std::pair<std::string, std::string>> damages = {
      {"1200.00", "1200.01"},
      {"TRAILER;2", "TRAILER;3"},
      {"TRAILER;2;1200.00\n", ""},
      {"EUR", "EUX"},
      {"2026-01-05", "2026-01-32"},
      {"1234.50", "12E4"},
      {"I;", "X;"},
      {"OPEN-ITEMS", "CLOSED"},
      {"1200.00\n", "1200.00\nmore\n"},
      {"0000100001;2026-01-05", "\xFF;2026-01-05"},
      {"0000100001;2026-01-05", std::string(1, '\0') + ";2026-01-05"}};
  for (const auto& [from, to] : damages) {
    std::string bytes = kGood;
    bytes.replace(bytes.find(from), from.size(), to);
    const auto result = decoded(bytes);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << from << " → " << to;
    EXPECT_NE(result.error.place.line, 0u) << from << " → " << to;
  }
}

TEST(TemplateDecoder, NamesBothFiguresOfATotalThatIsOff) {
  std::string bytes = kGood;
  bytes.replace(bytes.find("1200.00"), 7, "1200.01");
  const auto result = decoded(bytes);
  EXPECT_STREQ(result.error.rule, "file.total");
  EXPECT_STREQ(result.error.expected, "TRAILER;2;1200.00");
  EXPECT_STREQ(result.error.found, "TRAILER;2;1200.01");
}

TEST(TemplateDecoder, RefusesALineBeyond64KiB) {
  EXPECT_THAT(decoded(kGood + std::string(70'000, 'x')).error.rule, HasSubstr("line.length"));
}

/// A directory in memory, and saldo's side of a source's call.
class Folder {
 public:
  explicit Folder(TestHost& host) {
    self = this;
    host.offer(SALDO_SERVICE_FILES, &kFiles);
    host.offer(SALDO_SERVICE_DOCUMENTS, &kDocuments);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::map<std::string, std::string> files;
  std::vector<std::string> documents;  ///< "key=bytes"

 private:
  static inline Folder* self = nullptr;
  static std::string text(saldo_str s) { return std::string(from_abi(s)); }

  static std::uint32_t list(const saldo_host*, saldo_str, saldo_str, void* context,
                            void (*each)(void*, const saldo_file_info*), saldo_error*) {
    for (const auto& [name, bytes] : self->files) {
      const saldo_file_info info{to_abi(name), bytes.size(), 0, SALDO_FILE_REGULAR, 1};
      each(context, &info);
    }
    return SALDO_OK;
  }
  static std::uint32_t open(const saldo_host*, saldo_str, saldo_str name, std::uint64_t* handle,
                            saldo_error*) {
    self->open_ = self->files.at(text(name));
    *handle = 1;
    return SALDO_OK;
  }
  static std::uint32_t read(const saldo_host*, std::uint64_t, char* buffer, std::uint64_t capacity,
                            std::uint64_t* got, saldo_error*) {
    *got = self->open_.copy(buffer, capacity);
    self->open_.erase(0, *got);
    return SALDO_OK;
  }
  static std::uint32_t move(const saldo_host*, saldo_str, saldo_str name, saldo_str target,
                            saldo_error*) {
    self->files[text(target)] = self->files.at(text(name));
    self->files.erase(text(name));
    return SALDO_OK;
  }
  static std::uint32_t write(const saldo_host*, saldo_str, saldo_str name, saldo_str bytes,
                             saldo_error*) {
    self->files[text(name)] = text(bytes);
    return SALDO_OK;
  }
  static std::uint32_t find(const saldo_host*, saldo_str, saldo_str name, saldo_file_info* info,
                            saldo_error*) {
    if (self->files.count(text(name)) != 0) info->kind = SALDO_FILE_REGULAR;
    return SALDO_OK;
  }
  static std::uint32_t wait(const saldo_host*, saldo_str, std::uint64_t, std::uint32_t* changed,
                            saldo_error*) {
    *changed = 0;
    return SALDO_OK;
  }
  static constexpr saldo_files_service kFiles = {sizeof(saldo_files_service),
                                                 0,
                                                 &list,
                                                 &open,
                                                 &read,
                                                 [](const saldo_host*, std::uint64_t) {},
                                                 &move,
                                                 &write,
                                                 &wait,
                                                 &find};
  static constexpr saldo_documents_service kDocuments = {
      sizeof(saldo_documents_service), 0,
      [](const saldo_host*, const saldo_document* document, saldo_error*) {
        self->documents.push_back(text(document->key) + "=");
        return SALDO_OK;
      },
      [](const saldo_host*, saldo_str bytes, saldo_error*) {
        self->documents.back() += text(bytes);
        return SALDO_OK;
      },
      [](const saldo_host*, saldo_error*) { return SALDO_OK; }};

  std::string open_;
};

/// create asks for the files service, so it must be offered before.
class WithFolder {
 public:
  WithFolder(const saldo_plugin* plugin, saldo_error& error)
      : services(template_decoder_entry(), "template-name"), folder(services), plugin_(plugin) {
    EXPECT_EQ(plugin->create(services.abi(), to_abi("template-name"), &instance, &error), SALDO_OK)
        << error.message;
  }
  ~WithFolder() { plugin_->destroy(instance); }
  WithFolder(const WithFolder&) = delete;
  WithFolder& operator=(const WithFolder&) = delete;

  TestHost services;
  Folder folder;
  saldo_instance* instance = nullptr;

 private:
  const saldo_plugin* plugin_;
};

TEST(TemplateSource, HandsFilesOverAndRenamesThemWhenTheyAreDone) {
  saldo_error error = impl::empty_error();
  const saldo_plugin* plugin = template_source_entry();
  WithFolder with(plugin, error);
  const auto& source =
      *static_cast<const saldo_source*>(plugin->extension(with.instance, to_abi(SALDO_EXT_SOURCE)));
  with.folder.files = {{"a", "bytes of a"}, {"b", "bytes of b"}, {"c.taken", "old"}};
  std::uint32_t changed = 0;
  EXPECT_EQ(source.wait(with.instance, 0, &changed, &error), SALDO_OK);
  EXPECT_EQ(changed, 1u);
  EXPECT_EQ(source.pull(with.instance, to_abi(""), &error), SALDO_OK) << error.message;
  EXPECT_THAT(with.folder.documents, ElementsAre("a=bytes of a", "b=bytes of b"));
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(source.acknowledge(with.instance, to_abi("a"), SALDO_ACK_POSTED, &error), SALDO_OK);
  EXPECT_EQ(source.acknowledge(with.instance, to_abi("b"), SALDO_ACK_QUARANTINED, &error),
            SALDO_OK);
  EXPECT_EQ(with.folder.files.count("a.taken") + with.folder.files.count("b.refused"), 2u);
  EXPECT_EQ(source.wait(with.instance, 0, &changed, &error), SALDO_OK);
  EXPECT_EQ(changed, 0u);
}

TEST(TemplateSink, WritesAMessageOnceForEachKey) {
  saldo_error error = impl::empty_error();
  const saldo_plugin* plugin = template_sink_entry();
  WithFolder with(plugin, error);
  const auto& sink =
      *static_cast<const saldo_sink*>(plugin->extension(with.instance, to_abi(SALDO_EXT_SINK)));
  saldo_message message{sizeof message, 0, to_abi("../notice/7"), to_abi("n"), {}, to_abi("Dear")};
  saldo_receipt receipt{};
  EXPECT_EQ(sink.deliver(with.instance, &message, &receipt, &error), SALDO_OK) << error.message;
  EXPECT_STREQ(receipt.id, "%2E%2E%2Fnotice%2F7.message");
  message.body = to_abi("changed");
  EXPECT_EQ(sink.deliver(with.instance, &message, &receipt, &error), SALDO_OK);
  EXPECT_EQ(with.folder.files.at("%2E%2E%2Fnotice%2F7.message"), "Dear");
  EXPECT_EQ(with.folder.files.size(), 1u);
}

}  // namespace
}  // namespace saldo::check
