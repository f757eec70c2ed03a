#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "saldo/plugin.h"

/// Offsets and sizes of all that crosses the ABI, against sdk/abi/v0.1.layout. What changes there
/// breaks plugins that are built already: it needs a new version, a new file and a line in
/// sdk/CHANGELOG.md.
namespace {

std::string read(const std::string& path) {
  std::ifstream in(std::string(SALDO_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Layout {
 public:
  void structure(const char* name, std::size_t size, std::size_t alignment) {
    out_ << name << " size " << size << " align " << alignment << "\n";
  }
  void field(const char* name, std::size_t offset, std::size_t size) {
    out_ << "  " << offset << " " << name << " " << size << "\n";
  }
  std::string text() const { return out_.str(); }

 private:
  std::ostringstream out_;
};

#define STRUCT(s) layout.structure(#s, sizeof(s), alignof(s))
#define FIELD(s, f) layout.field(#f, offsetof(s, f), sizeof(s::f))

void values(Layout& layout) {
  STRUCT(saldo_str);
  FIELD(saldo_str, data);
  FIELD(saldo_str, size);
  STRUCT(saldo_money);
  FIELD(saldo_money, units);
  FIELD(saldo_money, currency);
  FIELD(saldo_money, scale);
  FIELD(saldo_money, reserved);
  STRUCT(saldo_place);
  FIELD(saldo_place, line);
  FIELD(saldo_place, offset);
  STRUCT(saldo_error);
  FIELD(saldo_error, struct_size);
  FIELD(saldo_error, code);
  FIELD(saldo_error, place);
  FIELD(saldo_error, retry_after_ms);
  FIELD(saldo_error, held);
  FIELD(saldo_error, rule);
  FIELD(saldo_error, expected);
  FIELD(saldo_error, found);
  FIELD(saldo_error, message);
  STRUCT(saldo_field);
  FIELD(saldo_field, id);
  FIELD(saldo_field, type);
  FIELD(saldo_field, row);
  FIELD(saldo_field, value);
  STRUCT(saldo_record);
  FIELD(saldo_record, kind);
  FIELD(saldo_record, reserved);
  FIELD(saldo_record, field_count);
  FIELD(saldo_record, place);
  FIELD(saldo_record, fields);
}

void services(Layout& layout) {
  STRUCT(saldo_host);
  FIELD(saldo_host, struct_size);
  FIELD(saldo_host, abi_major);
  FIELD(saldo_host, abi_minor);
  FIELD(saldo_host, service);
  STRUCT(saldo_log_service);
  FIELD(saldo_log_service, struct_size);
  FIELD(saldo_log_service, reserved);
  FIELD(saldo_log_service, write);
  STRUCT(saldo_run_service);
  FIELD(saldo_run_service, struct_size);
  FIELD(saldo_run_service, reserved);
  FIELD(saldo_run_service, should_stop);
  FIELD(saldo_run_service, progress);
  STRUCT(saldo_records_service);
  FIELD(saldo_records_service, struct_size);
  FIELD(saldo_records_service, reserved);
  FIELD(saldo_records_service, emit);
  FIELD(saldo_records_service, checkpoint);
  STRUCT(saldo_config_service);
  FIELD(saldo_config_service, struct_size);
  FIELD(saldo_config_service, reserved);
  FIELD(saldo_config_service, text);
  STRUCT(saldo_clock_service);
  FIELD(saldo_clock_service, struct_size);
  FIELD(saldo_clock_service, reserved);
  FIELD(saldo_clock_service, now_ns);
  FIELD(saldo_clock_service, today);
  STRUCT(saldo_metrics_service);
  FIELD(saldo_metrics_service, struct_size);
  FIELD(saldo_metrics_service, reserved);
  FIELD(saldo_metrics_service, add);
}

void documents_and_files(Layout& layout) {
  STRUCT(saldo_document);
  FIELD(saldo_document, struct_size);
  FIELD(saldo_document, reserved);
  FIELD(saldo_document, key);
  FIELD(saldo_document, name);
  FIELD(saldo_document, media_type);
  STRUCT(saldo_documents_service);
  FIELD(saldo_documents_service, struct_size);
  FIELD(saldo_documents_service, reserved);
  FIELD(saldo_documents_service, begin);
  FIELD(saldo_documents_service, write);
  FIELD(saldo_documents_service, finish);
  STRUCT(saldo_file_info);
  FIELD(saldo_file_info, name);
  FIELD(saldo_file_info, size);
  FIELD(saldo_file_info, modified_ns);
  FIELD(saldo_file_info, kind);
  FIELD(saldo_file_info, readable);
  STRUCT(saldo_files_service);
  FIELD(saldo_files_service, struct_size);
  FIELD(saldo_files_service, reserved);
  FIELD(saldo_files_service, list);
  FIELD(saldo_files_service, open);
  FIELD(saldo_files_service, read);
  FIELD(saldo_files_service, close);
  FIELD(saldo_files_service, move);
  FIELD(saldo_files_service, write);
  FIELD(saldo_files_service, wait);
  FIELD(saldo_files_service, find);
  STRUCT(saldo_transfer_request);
  FIELD(saldo_transfer_request, struct_size);
  FIELD(saldo_transfer_request, reserved);
  FIELD(saldo_transfer_request, origin);
  FIELD(saldo_transfer_request, method);
  FIELD(saldo_transfer_request, target);
  FIELD(saldo_transfer_request, headers);
  FIELD(saldo_transfer_request, body);
  STRUCT(saldo_transfer_reply);
  FIELD(saldo_transfer_reply, struct_size);
  FIELD(saldo_transfer_reply, status);
  FIELD(saldo_transfer_reply, headers);
  FIELD(saldo_transfer_reply, size);
  STRUCT(saldo_transfer_service);
  FIELD(saldo_transfer_service, struct_size);
  FIELD(saldo_transfer_service, reserved);
  FIELD(saldo_transfer_service, request);
  FIELD(saldo_transfer_service, read);
}

void extensions(Layout& layout) {
  STRUCT(saldo_input);
  FIELD(saldo_input, struct_size);
  FIELD(saldo_input, reserved);
  FIELD(saldo_input, name);
  FIELD(saldo_input, media_type);
  FIELD(saldo_input, size);
  FIELD(saldo_input, read);
  STRUCT(saldo_decoder);
  FIELD(saldo_decoder, struct_size);
  FIELD(saldo_decoder, lenient);
  FIELD(saldo_decoder, identify);
  FIELD(saldo_decoder, decode);
  STRUCT(saldo_source);
  FIELD(saldo_source, struct_size);
  FIELD(saldo_source, reserved);
  FIELD(saldo_source, pull);
  FIELD(saldo_source, acknowledge);
  FIELD(saldo_source, wait);
  STRUCT(saldo_message);
  FIELD(saldo_message, struct_size);
  FIELD(saldo_message, reserved);
  FIELD(saldo_message, idempotency_key);
  FIELD(saldo_message, name);
  FIELD(saldo_message, media_type);
  FIELD(saldo_message, body);
  STRUCT(saldo_receipt);
  FIELD(saldo_receipt, struct_size);
  FIELD(saldo_receipt, reserved);
  FIELD(saldo_receipt, id);
  STRUCT(saldo_sink);
  FIELD(saldo_sink, struct_size);
  FIELD(saldo_sink, reserved);
  FIELD(saldo_sink, deliver);
  STRUCT(saldo_check);
  FIELD(saldo_check, struct_size);
  FIELD(saldo_check, reserved);
  FIELD(saldo_check, check);
  STRUCT(saldo_plugin);
  FIELD(saldo_plugin, struct_size);
  FIELD(saldo_plugin, magic);
  FIELD(saldo_plugin, abi_major);
  FIELD(saldo_plugin, abi_minor);
  FIELD(saldo_plugin, host_minor_min);
  FIELD(saldo_plugin, reserved);
  FIELD(saldo_plugin, id);
  FIELD(saldo_plugin, version);
  FIELD(saldo_plugin, create);
  FIELD(saldo_plugin, extension);
  FIELD(saldo_plugin, destroy);
}

TEST(Abi, LaysItsStructuresOutAsReleased) {
  Layout layout;
  values(layout);
  services(layout);
  documents_and_files(layout);
  extensions(layout);
  EXPECT_EQ(layout.text(), read("sdk/abi/v0.1.layout"));
}

TEST(Abi, HasNoStructureWhoseLayoutNobodyWatches) {
  const std::string header = read("sdk/include/saldo/plugin.h");
  const std::string golden = read("sdk/abi/v0.1.layout");
  const std::regex definition(R"(struct (saldo_\w+) \{)");
  std::set<std::string> defined;
  for (std::sregex_iterator it(header.begin(), header.end(), definition), end; it != end; ++it)
    defined.insert((*it)[1]);
  EXPECT_GE(defined.size(), 20u);
  for (const std::string& name : defined)
    EXPECT_NE(("\n" + golden).find("\n" + name + " size "), std::string::npos) << name;
}

}  // namespace
