#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* mail_entry();

/// Every mail of the corpus against EXPECTED_MAIL.tsv: what it is, whom it didn't reach and why,
/// what it hands on. With SALDO_CORPUS_ACTUAL_MAIL=FILE the table as it is found is written there.
namespace saldo {
namespace {

namespace fs = std::filesystem;

/// Class, deliveries, attachments with what became of them.
std::string found_in(const Decoded& result) {
  if (result.status != SALDO_OK) return std::string("-\t-\t") + result.error.rule;
  const auto mails = result.of<Correspondence>();
  if (mails.size() != 1) return "no record\t-\t-";
  const Correspondence& mail = mails[0];
  const std::string kind =
      mail.classification == "other" && mail.automated ? "other, automated" : mail.classification;
  std::string deliveries, attachments;
  for (const DeliveryReport& d : mail.deliveries)
    deliveries += (deliveries.empty() ? "" : ", ") + d.recipient + " " + d.action + " " +
                  (d.status.empty() ? "-" : d.status) + " " + d.reason;
  for (const Attachment& a : mail.attachments)
    attachments += (attachments.empty() ? "" : ", ") + a.content + (a.handed_on ? "+" : "");
  return kind + "\t" + (deliveries.empty() ? "-" : deliveries) + "\t" +
         (attachments.empty() ? "-" : attachments);
}

TEST(ExpectedMail, EveryMailIsWhatTheTableSays) {
  const char* root = std::getenv("SALDO_CORPUS");
  if (root == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with sample files";
  const fs::path folder = fs::path(root) / "erp/email";
  if (!fs::is_directory(folder)) GTEST_SKIP() << folder << " isn't there";
  std::map<std::string, std::string> expected;
  std::ifstream table(SALDO_SOURCE_DIR "/tests/corpus/EXPECTED_MAIL.tsv");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto tab = line.find('\t'), why = line.rfind('\t');
    expected[line.substr(0, tab)] = line.substr(tab + 1, why - tab - 1);
  }
  std::ofstream actual;
  if (const char* to = std::getenv("SALDO_CORPUS_ACTUAL_MAIL")) actual.open(to);
  TestHost host(mail_entry(), "mail");
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    SCOPED_TRACE(name);
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_GT(host.identify(bytes, name), 0);
    const Decoded result = host.decode(bytes);
    for (const HandedOver& document : result.documents) EXPECT_TRUE(document.finished);
    const std::string found = found_in(result);
    if (actual) actual << name << '\t' << found << '\n';
    EXPECT_EQ(found, expected[name]);
    expected.erase(name);
  }
  for (const auto& [name, row] : expected) ADD_FAILURE() << name << " is not in the corpus";
}

}  // namespace
}  // namespace saldo
