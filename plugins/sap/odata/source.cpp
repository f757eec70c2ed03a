#include "odata/source.hpp"

#include <chrono>
#include <thread>

#include "odata/error_reply.hpp"
#include "odata/items.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

using namespace odata;

/// More than any page of 5,000 rows; what is beyond it is a page of another size than asked for.
constexpr std::size_t kPageBytesMax = std::size_t{24} << 20;
constexpr std::size_t kPieceBytes = 256 << 10;
constexpr std::int64_t kSecondNs = 1'000'000'000;
/// A page that was announced longer ago than this is asked for anew, with all before it.
constexpr std::int64_t kExtractAgeMaxNs = 12 * 3'600 * kSecondNs;
constexpr const char* kHeaders = "Accept: application/json\nAccept-Language: en\n";

const char* name_of(bool customers) { return customers ? "customers" : "open_items"; }

std::string utc(std::int64_t ns, bool basic) {
  using namespace std::chrono;
  const sys_time<nanoseconds> at{nanoseconds{ns}};
  const auto day = floor<days>(at);
  const hh_mm_ss<milliseconds> time{floor<milliseconds>(at - day)};
  const std::string date =
      Date::from_days(static_cast<std::int32_t>(day.time_since_epoch().count())).to_string();
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const std::string h = two(time.hours().count()), m = two(time.minutes().count()),
                    s = two(time.seconds().count());
  const std::string ms = std::to_string(1000 + time.subseconds().count()).substr(1);
  if (!basic) return date + "T" + h + ":" + m + ":" + s + "." + ms + "Z";
  return date.substr(0, 4) + date.substr(5, 2) + date.substr(8, 2) + "T" + h + m + s + "." + ms +
         "Z";
}

/// Changes are asked for by day, and one day before the last extract's: SAP's clock and day are
/// others than ours, and what came twice changes nothing.
Date day_before(std::int64_t ns) {
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::nanoseconds>{std::chrono::nanoseconds{ns}});
  return Date::from_days(static_cast<std::int32_t>(day.time_since_epoch().count()) - 1);
}

/// What tells an open item from others; customers have none of it.
std::string row_key(const Value& entity) {
  const ExtractKey key = item_key(entity);
  return key.company_code + "/" + std::to_string(key.fiscal_year.value_or(0)) + "/" + key.number;
}

}  // namespace

OdataSource::OdataSource(Host its_host) : Source(its_host), options_(options_of(host)) {}

void OdataSource::check() {
  std::string body;
  if (options_.open_items) {
    Options one = options_;
    one.page_size = 1;
    fetch(open_items_query(one, {}).at(0), /*between_pages=*/false, body);
  }
  if (options_.customers) {
    Options one = options_;
    one.partner_page_size = 1;
    fetch(customers_query(one, {}).at(0), /*between_pages=*/false, body);
  }
}

void OdataSource::pull(std::string_view cursor, Documents& documents, Records& records) {
  const auto known = Cursor::parse(cursor);
  if (!known && !cursor.empty())
    host.log(SALDO_LOG_WARNING, "where the last pull ended isn't understood; all begins anew");
  cursor_ = known.value_or(Cursor{});
  // Customers first: an item needs its customer.
  if (options_.customers) bring(Content::customers, documents, records);
  if (options_.open_items) bring(Content::open_items, documents, records);
}

Query OdataSource::query_of(Content content, bool full, const Progress& progress) const {
  const Date since = full ? Date() : day_before(progress.known_ns);
  return content == Content::customers ? customers_query(options_, since)
                                       : open_items_query(options_, since);
}

void OdataSource::begin(Content content, Progress& progress) {
  const std::int64_t now = host.now_ns();
  const bool full =
      progress.full_began_ns == 0 || now - progress.full_began_ns >= options_.full_every_ns;
  progress.open = OpenExtract{
      .id = std::string(name_of(content == Content::customers)) + "-" + utc(now, /*basic=*/true),
      .full = full,
      .began_ns = now,
      .query = query_of(content, full, progress).at(0)};
}

void OdataSource::bring(Content content, Documents& documents, Records& records) {
  Progress& progress = content == Content::customers ? cursor_.customers : cursor_.open_items;
  if (progress.open) {
    const OpenExtract& open = *progress.open;
    const bool same = open.query == query_of(content, open.full, progress).at(0);
    if (!same || host.now_ns() - open.began_ns > kExtractAgeMaxNs) progress.open.reset();
  }
  if (!progress.open) begin(content, progress);
  while (progress.open) {
    host.stop_if_asked();
    if (!fetch_part(content, progress, documents)) begin(content, progress);
    records.checkpoint(cursor_.to_string());
  }
}

std::string OdataSource::target_of(const Query& query, const OpenExtract& extract) const {
  return extract.next.empty() ? query.at(extract.skip) : extract.next;
}

bool OdataSource::fetch(const std::string& target, bool between_pages, std::string& body) {
  if (!service_) service_.emplace(host, "service");
  const auto reply = service_->get(target, kHeaders);
  body = service_->read_all(kPageBytesMax);
  if (reply.status >= 200 && reply.status < 300) return true;
  const bool refused = reply.status == 400 || reply.status == 404 || reply.status == 410;
  if (between_pages && refused) return false;
  refuse_reply(reply, body);
}

void OdataSource::read(Page& page) const {
  try {
    PageReader reader({1, 0}, [&](const Value& entity) {
      page.last = row_key(entity);
      if (page.rows++ == 0) page.first = page.last;
    });
    reader.feed(page.body);
    page.facts = reader.finish();
    if (page.facts.is_error) page.fault = error_text(page.facts.error);
  } catch (const std::exception& e) {
    page.fault = e.what();
  }
}

/// Pages are cut by counting rows. When one before the cut is cleared and another one is posted,
/// the numbers still agree, and the row behind the cut has slipped into the page that was fetched
/// before. So SAP is asked for the two rows at the cut: in the order of their keys they stand side
/// by side only if nothing that is open lies between.
bool OdataSource::follows(const Query& query, const OpenExtract& extract, const Page& page) {
  const std::int64_t there = extract.skip + extract.window_rows;
  if (there == 0) return false;  // pages without rows, in front of others
  Query two = query;
  two.page_size = 2;
  Page cut;
  cut.target = two.at(there - 1);
  if (!fetch(cut.target, /*between_pages=*/true, cut.body)) return false;
  read(cut);
  if (!cut.fault.empty() || cut.first != extract.last_row) return false;
  return page.rows == 0 ? cut.rows == 1 : cut.rows == 2 && cut.last == page.first;
}

bool OdataSource::fetch_part(Content content, Progress& progress, Documents& documents) {
  OpenExtract& extract = *progress.open;
  const Query query = query_of(content, extract.full, progress);
  Page page;
  page.target = target_of(query, extract);
  if (!fetch(page.target, /*between_pages=*/extract.part > 1, page.body)) {
    host.log(SALDO_LOG_WARNING, "SAP no longer knows the next page (" + error_text_of(page.body) +
                                    "); the extract begins anew");
    return false;
  }
  read(page);
  OpenExtract behind = extract;
  page.is_last = page.fault.empty() && advance(query, page, behind);
  // Without a count nothing is concluded from what isn't listed, nor from other extracts.
  const bool concludes = content == Content::open_items && extract.full &&
                         !page.facts.count.empty() && page.fault.empty();
  if (concludes && extract.part > 1 && !follows(query, extract, page)) {
    page.moved = true;
    host.log(SALDO_LOG_WARNING,
             "rows moved while page " + std::to_string(extract.part) + " of " + extract.id +
                 " was fetched; nothing is concluded from what the extract doesn't list");
  }
  hand_over(content, extract, page, documents);
  if (!page.fault.empty())
    throw Stop(SALDO_E_RETRY, "page " + std::to_string(extract.part) + " of " + extract.id +
                                  " isn't understood: " + page.fault + "; it is asked for again");
  host.progress(static_cast<std::uint64_t>(behind.part - 1), 0);
  if (!page.is_last) {
    extract = behind;
    return true;
  }
  progress.known_ns = extract.began_ns;
  if (extract.full) progress.full_began_ns = extract.began_ns;
  progress.open.reset();
  return true;
}

/// SAP may page by itself within the rows that were asked for; a window that it filled may have
/// another behind it.
bool OdataSource::advance(const Query& query, const Page& page, OpenExtract& extract) const {
  ++extract.part;
  extract.window_rows += page.rows;
  if (page.rows > 0) extract.last_row = page.last;
  extract.next.clear();
  if (!page.facts.next.empty()) {
    extract.next = follow(query, page.facts.next);
    if (extract.next.empty())
      throw Stop(SALDO_E_CONFIG, "SAP's next page " + text::quoted(page.facts.next, 100) +
                                     " lies outside of the service " + query.service);
    return false;
  }
  const bool filled = extract.window_rows >= query.page_size;
  extract.skip += extract.window_rows;
  extract.window_rows = 0;
  if (!filled) return true;
  // Where SAP counts, an exactly filled window needn't be followed by an empty one.
  return !page.facts.count.empty() && page.facts.count == std::to_string(extract.skip);
}

void OdataSource::hand_over(Content content, const OpenExtract& extract, const Page& page,
                            Documents& documents) const {
  const Envelope envelope{.extract = extract.id,
                          .content = name_of(content == Content::customers),
                          .extent = extract.full ? "full" : "changes",
                          .began = utc(extract.began_ns, /*basic=*/false),
                          .company_codes = options_.company_codes,
                          .part = extract.part,
                          .last = page.is_last,
                          .absent_percent = options_.absent_percent,
                          .moved = page.moved,
                          .request = page.target};
  const std::string name = extract.id + "-" + std::to_string(extract.part) + ".json";
  documents.begin(name, name, "application/vnd.saldo.odata");
  documents.write(envelope.to_string());
  for (std::string_view rest = page.body; !rest.empty();) {
    const auto piece = rest.substr(0, kPieceBytes);
    documents.write(piece);
    rest.remove_prefix(piece.size());
  }
  documents.finish();
}

void OdataSource::acknowledge(std::string_view, std::uint32_t outcome) {
  // SAP isn't told: what became of a page is saldo's matter, and the cursor stands already.
  if (outcome != SALDO_ACK_POSTED && outcome != SALDO_ACK_QUARANTINED)
    throw Stop(SALDO_E_UNSUPPORTED, "outcome " + std::to_string(outcome) + " is not known");
}

/// SAP tells nobody that something has changed: it is asked from time to time.
bool OdataSource::wait(std::uint64_t timeout_ms) {
  if (waited_from_ns_ == 0) waited_from_ns_ = host.now_ns();
  constexpr std::uint64_t kDayMs = 86'400'000;
  const std::int64_t end =
      host.now_ns() + static_cast<std::int64_t>(std::min(timeout_ms, kDayMs)) * 1'000'000;
  for (;;) {
    host.stop_if_asked();
    const std::int64_t now = host.now_ns();
    if (now - waited_from_ns_ >= options_.poll_ns) {
      waited_from_ns_ = now;
      return true;
    }
    if (now >= end) return false;
    const std::int64_t left = std::min(end - now, waited_from_ns_ + options_.poll_ns - now);
    std::this_thread::sleep_for(
        std::chrono::nanoseconds(std::min<std::int64_t>(left, 100'000'000)));
  }
}

}  // namespace saldo::sap
