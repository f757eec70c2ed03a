#include "corpus/expected_rows.hpp"

extern "C" const saldo_plugin* mail_entry();

namespace saldo {
namespace {

/// Class, deliveries, attachments with what became of them.
std::string shown(const Decoded& result) {
  for (const HandedOver& document : result.documents) EXPECT_TRUE(document.finished);
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
  corpus_testing::expect_rows(
      {.folder = "erp/email", .file = "EXPECTED_MAIL.tsv", .decoder = "mail"}, mail_entry(), shown);
}

}  // namespace
}  // namespace saldo
