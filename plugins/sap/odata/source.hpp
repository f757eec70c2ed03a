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
    std::string target, body;
    odata::PageFacts facts;
    std::int64_t rows = 0;
    std::string first, last;  ///< keys of these rows; open items only
    std::string fault;        ///< why it isn't understood; empty when it is
    bool is_last = false;     ///< of its extract
    bool moved = false;       ///< nobody knows whether rows lie between the page before and it
  };

  void bring(Content content, Documents& documents, Records& records);
  odata::Query query_of(Content content, bool full, const odata::Progress& progress) const;
  void begin(Content content, odata::Progress& progress);
  /// False when the server no longer knows the next page of an extract.
  bool fetch_part(Content content, odata::Progress& progress, Documents& documents);
  /// False when what stands between pages is refused, which another request may remedy.
  bool fetch(const std::string& target, bool between_pages, std::string& body);
  void read(Page& page) const;
  /// Whether SAP lists nothing between the rows that are there and the page.
  bool follows(const odata::Query& query, const odata::OpenExtract& extract, const Page& page);
  std::string target_of(const odata::Query& query, const odata::OpenExtract& extract) const;
  /// Moves the extract behind a page; true when that was the last one.
  bool advance(const odata::Query& query, const Page& page, odata::OpenExtract& extract) const;
  void hand_over(Content content, const odata::OpenExtract& extract, const Page& page,
                 Documents& documents) const;

  odata::Options options_;
  std::optional<Transfer> service_;  ///< from the first request on
  odata::Cursor cursor_;
  std::int64_t waited_from_ns_ = 0;
};

}  // namespace saldo::sap
