#pragma once

#include <atomic>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "receive/intake.hpp"
#include "receive/journal.hpp"
#include "receive/senders.hpp"

namespace saldo::receive {

/// What a request is answered with.
struct Answer {
  int status = 200;
  std::string text;     ///< one sentence
  bool closes = false;  ///< the rest of the request isn't read, so the connection ends
  int retry_after_seconds = 0;
};

/// What a receiver lets in: decides on a request by its header and its body, without any sockets.
/// Thread-safe.
class Door {
 public:
  Door(const config::Receiver& receiver, Senders senders, Journal& journal, const Intake& intake,
       const flows::Environment& environment);

  using Header = boost::beast::http::request_header<>;
  /// Room for a body that is on its way; given back when it goes out of scope.
  class Room {
   public:
    Room(std::shared_ptr<std::atomic<std::uint64_t>> used, std::uint64_t bytes)
        : used_(std::move(used)), bytes_(bytes) {}
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    ~Room() { *used_ -= bytes_; }

   private:
    std::shared_ptr<std::atomic<std::uint64_t>> used_;
    std::uint64_t bytes_;
  };
  struct Admitted {
    EntryInfo info;
    std::unique_ptr<Room> room;
  };
  /// What the header says: who sends for which connector, or the answer that refuses it.
  /// `length` is the body's, where it is told; `common_name` that of the sender's certificate.
  std::optional<Answer> admit(const Header& header, std::optional<std::uint64_t> length,
                              std::string_view common_name, Admitted& admitted) const;
  /// Takes the body; `done` may be called on another thread, when it is durable.
  void take(Admitted admitted, std::string body, std::function<void(Answer)> done) const;

  std::uint64_t largest_bytes() const { return largest_bytes_; }
  Answer too_large() const;

 private:
  Answer refused(int status, const std::string& text) const;
  bool is_full(std::string& why) const;

  std::string name_;
  std::uint64_t largest_bytes_;
  std::size_t waiting_max_;
  Senders senders_;
  Journal& journal_;
  const Intake& intake_;
  std::filesystem::path disk_;
  connect::Observer observer_;
  std::shared_ptr<std::atomic<std::uint64_t>> on_their_way_ =
      std::make_shared<std::atomic<std::uint64_t>>(0);
};

}  // namespace saldo::receive
