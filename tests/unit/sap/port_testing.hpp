#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "saldo/testing.hpp"
#include "unit/files/fake_host.hpp"
#include "unit/sap/sap_testing.hpp"

namespace saldo::sap_testing {

using testing_files::FakeHost;

/// The sink with a file port.
class SapPort : public ::testing::Test {
 protected:
  void open(const std::string& form = "xml", const std::string& status_codes = "inbound") {
    host.options = {{"form", form},
                    {"client", "100"},
                    {"sender", "SALDO"},
                    {"sender_port", "SALDO"},
                    {"receiver", "PRDCLNT100"},
                    {"receiver_port", "SAPPRD"},
                    {"customer_type", "DEBMAS06"},
                    {"customer_message", "DEBMAS"},
                    {"status_codes", status_codes}};
    host.options.insert(more_options.begin(), more_options.end());
    if (host.transfers == nullptr) host.options.emplace("directory", "/out");
    plugin = sap_entry();
    ASSERT_EQ(plugin->create(host.raw(), to_abi("sap-idoc-port"), &instance, &error), SALDO_OK)
        << error.message;
  }
  void TearDown() override {
    if (instance != nullptr) plugin->destroy(instance);
  }
  std::uint32_t deliver(std::string_view body, const std::string& kind = "clearing") {
    const std::string media_type = "application/vnd.saldo." + kind + "+json";
    const auto& sink =
        *static_cast<const saldo_sink*>(plugin->extension(instance, to_abi(SALDO_EXT_SINK)));
    const saldo_message message{
        sizeof message,     0,           to_abi("SC0123456789abcdef01234567"), to_abi("n"),
        to_abi(media_type), to_abi(body)};
    error = impl::empty_error();
    saldo_receipt receipt{sizeof receipt, 0, {}};
    const auto status = sink.deliver(instance, &message, &receipt, &error);
    receipt_id = receipt.id;
    return status;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& [name, file] : host.files) all.push_back(name);
    return all;
  }
  /// The one IDoc that was written.
  std::string written() const { return host.files.at(receipt_id).bytes; }
  static std::string changed(const std::string& from, const std::string& to, std::string text) {
    return text.replace(text.find(from), from.size(), to);
  }

  FakeHost host;
  std::map<std::string, std::string> more_options;
  const saldo_plugin* plugin = nullptr;
  saldo_instance* instance = nullptr;
  saldo_error error = impl::empty_error();
  std::string receipt_id;
};

/// Control record of what goes to SAP as XML.
inline std::string head(const std::string& type, const std::string& message,
                        const std::string& number, const std::string& key) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + type +
         "><IDOC BEGIN=\"1\"><EDI_DC40 SEGMENT=\"1\"><TABNAM>EDI_DC40</TABNAM><MANDT>100</MANDT>"
         "<DOCNUM>" +
         number + "</DOCNUM><DIRECT>2</DIRECT><IDOCTYP>" + type + "</IDOCTYP><MESTYP>" + message +
         "</MESTYP><SNDPOR>SALDO</SNDPOR><SNDPRT>LS</SNDPRT><SNDPRN>SALDO</SNDPRN><RCVPOR>SAPPRD"
         "</RCVPOR><RCVPRT>LS</RCVPRT><RCVPRN>PRDCLNT100</RCVPRN><CREDAT>20260305</CREDAT><CRETIM>"
         "000000</CRETIM><ARCKEY>" +
         key + "</ARCKEY></EDI_DC40>";
}

}  // namespace saldo::sap_testing
