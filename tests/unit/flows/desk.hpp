#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "flows/environment.hpp"
#include "flows/stage.hpp"
#include "saldo/record_fields.hpp"
#include "unit/store/book.hpp"
#include "wire/records.hpp"

namespace saldo::flows {

using store::at_second;
using store::customer;
using store::day;
using store::eur;
using store::item;
using store::statement;
using store::transaction;

/// Stands still until it is moved. Thread-safe.
class StillClock final : public Clock {
 public:
  Instant now() const override { return time; }
  std::atomic<Instant> time = at_second(0);
};

/// A record as the bytes of a batch of one.
template <class R>
std::string batch_of(const R& record) {
  std::vector<saldo_field> fields;
  FieldWriter writer(fields);
  describe(writer, record);
  saldo_record flat{};
  flat.kind = R::kKind;
  flat.place = {record.at.line, record.at.offset};
  flat.field_count = static_cast<std::uint32_t>(writer.fields().size());
  flat.fields = writer.fields().data();
  std::string batch;
  wire::append_record(batch, flat);
  return batch;
}

/// Book, archive and configuration of one test, without any plugin.
class Desk {
 public:
  Desk() {
    archive_.emplace(archive::Archive::open(book.folder() / "documents").value());
    config->digest = "v1";
  }
  Environment environment() {
    return {.store = &book.store(),
            .archive = &*archive_,
            .clock = &clock,
            .config = config,
            .observer = {.clock = &clock,
                         .log =
                             [this](std::string_view, unsigned, std::string_view text) {
                               const std::lock_guard lock(mutex_);
                               log.emplace_back(text);
                             },
                         .metric = [](std::string_view, std::string_view, std::int64_t) {}},
            .plugin_host = "/nonexistent"};
  }
  const archive::Archive& archive() const { return *archive_; }
  /// Brings bytes into the archive and the book, as a source would.
  store::Document deliver(const std::string& name, const std::string& bytes,
                          const std::string& connector = "bank") {
    archive::Writer writer = archive_->begin().value();
    writer.write(bytes).value();
    const archive::Stored stored = writer.finish().value();
    return book.write([&](soci::session& sql) {
      return store::receive_document(sql,
                                     {.sha256 = stored.sha256,
                                      .size = stored.size,
                                      .name = name,
                                      .media_type = {},
                                      .connector = connector,
                                      .actor = "unix:anna"},
                                     clock.now())
          .first;
    });
  }

  store::TestBook book;
  StillClock clock;
  std::shared_ptr<config::Config> config = std::make_shared<config::Config>();
  /// Whether a line of the log has this in it.
  bool logged(std::string_view text) {
    const std::lock_guard lock(mutex_);
    return std::any_of(log.begin(), log.end(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  }
  std::vector<std::string> log;  ///< read it when nothing runs

 private:
  std::mutex mutex_;
  std::optional<archive::Archive> archive_;
};

}  // namespace saldo::flows
