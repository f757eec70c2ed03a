#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "files.hpp"
#include "link.hpp"
#include "records_out.hpp"
#include "saldo/plugin.h"

namespace saldo::host {

/// What plugin.h's saldo_host stands for: the services of one plugin instance, over the link.
class Services {
 public:
  /// `link` has received Welcome and outlives this.
  explicit Services(Link& link);
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  const saldo_host* host() const { return &face_.host; }
  static Services& of(const saldo_host* host);

  /// Sets the clock to the call's, and forgets what an earlier call left unfinished.
  void begin_call(const wire::Call& call);
  /// Sends what a call that went well still owes.
  void flush_records() { records_.flush(); }
  void send_metrics();

  // Behind the tables of plugin.h; they throw Stop.
  void log(std::uint32_t level, std::string_view message);
  bool should_stop();
  void progress(std::uint64_t done, std::uint64_t total);
  void emit(const saldo_record& record);
  void checkpoint(std::string_view cursor);
  const std::string_view* option(std::string_view key) const;
  std::int64_t now_ns() const;
  saldo_date today() const;
  void count(std::string_view name, std::int64_t delta);
  void begin_document(const saldo_document& document);
  void write_document(std::string_view bytes);
  void finish_document();
  std::size_t read_input(char* buffer, std::size_t capacity);
  saldo_transfer_reply transfer(const saldo_transfer_request& request);
  std::size_t read_transfer(char* buffer, std::size_t capacity);
  Files& files() { return files_; }

 private:
  /// plugin.h's face, from which the services are found again.
  struct Face {
    saldo_host host;
    Services* services;
  };

  void require_call(wire::CallKind first, wire::CallKind second, const char* what) const;
  void await_answer();
  void send_document_part();

  Face face_;
  Link& link_;
  RecordsOut records_;
  Files files_;
  wire::CallKind call_ = wire::CallKind::create;
  std::int64_t now_ns_ = 0, today_ends_ns_ = 0, called_at_ns_ = 0;
  saldo_date today_ = 0;
  std::string options_bytes_;  ///< into which options_ points
  wire::Options options_;
  std::map<std::string, std::int64_t, std::less<>> counters_;
  bool counters_full_ = false;
  std::int64_t last_progress_ms_ = 0;
  bool document_open_ = false;
  std::string document_part_;
  std::string_view part_;  ///< of the input
  std::size_t part_read_ = 0;
  unsigned parts_asked_ = 0;
  bool input_ended_ = false;
  std::string transfer_part_;  ///< of the reply's body, as far as it was received
  std::size_t transfer_part_read_ = 0;
  bool transfer_ended_ = true;
};

}  // namespace saldo::host
