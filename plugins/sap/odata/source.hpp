#pragma once

#include <optional>
#include <string>

#include "odata/cursor.hpp"
#include "odata/envelope.hpp"
#include "odata/json.hpp"
#include "odata/options.hpp"
#include "odata/request.hpp"
#include "saldo/transfer.hpp"

namespace saldo::sap {

/// Fetches business partners and open items from S/4HANA by OData. Each page is a document; the
/// cursor is durable after each, so that a kill costs one page. An extract is either full (all that
/// is open) or of changes since the last one; saldo concludes from full ones what was cleared.
class OdataSource final : public Source {
 public:
  explicit OdataSource(Host its_host);

  void check() override;
  void pull(std::string_view cursor, Documents& documents, Records& records) override;
  void acknowledge(std::string_view key, std::uint32_t outcome) override;
  bool wait(std::uint64_t timeout_ms) override;

 private:
  enum class Content { customers, open_items };
  struct Page {
    odata::PageFacts facts;
    std::int64_t rows = 0;
    std::string fault;  ///< why it isn't understood; empty when it is
  };

  void bring(Content content, Documents& documents, Records& records);
  odata::Query query_of(Content content, bool full, const odata::Progress& progress) const;
  void begin(Content content, odata::Progress& progress);
  /// False when the server no longer knows the next page of an extract that was interrupted.
  bool fetch_part(Content content, odata::Progress& progress, Documents& documents);
  bool fetch(const std::string& target, bool resumed, std::string& body);
  Page read_page(const std::string& body) const;
  std::string target_of(const odata::Query& query, const odata::OpenExtract& extract) const;
  /// Moves the extract behind a page; true when that was the last one.
  bool advance(const odata::Query& query, const Page& page, odata::OpenExtract& extract) const;
  void hand_over(Content content, const odata::OpenExtract& extract, bool last,
                 const std::string& target, const std::string& body, Documents& documents) const;

  odata::Options options_;
  std::optional<Transfer> service_;  ///< from the first request on
  odata::Cursor cursor_;
  std::int64_t waited_from_ns_ = 0;
};

}  // namespace saldo::sap
