#pragma once

#include <deque>
#include <string>
#include <vector>

#include "saldo/testing.hpp"

namespace saldo::odata_testing {

struct Asked {
  std::string method, target, headers, body;
};
struct Answer {
  unsigned status = 200;
  std::string body, headers;
};

/// A server that gives prepared answers and remembers what was asked.
class FakeSap {
 public:
  static FakeSap& instance() {
    static FakeSap sap;
    return sap;
  }
  static const saldo_transfer_service* table() {
    static constexpr saldo_transfer_service kTable = {
        sizeof kTable, 0,
        [](const saldo_host*, const saldo_transfer_request* r, saldo_transfer_reply* reply,
           saldo_error* error) {
          return instance().answer(
              {std::string(from_abi(r->method)), std::string(from_abi(r->target)),
               std::string(from_abi(r->headers)), std::string(from_abi(r->body))},
              *reply, *error);
        },
        [](const saldo_host*, char* buffer, std::uint64_t capacity, std::uint64_t* got,
           saldo_error*) -> std::uint32_t {
          FakeSap& sap = instance();
          *got = sap.now_.body.copy(buffer, static_cast<std::size_t>(capacity), sap.read_);
          sap.read_ += static_cast<std::size_t>(*got);
          return SALDO_OK;
        }};
    return &kTable;
  }
  std::deque<Answer> answers;
  std::vector<Asked> asked;

 private:
  std::uint32_t answer(Asked what, saldo_transfer_reply& reply, saldo_error& error) {
    asked.push_back(std::move(what));
    if (answers.empty()) {
      impl::fill(&error, Stop(SALDO_E_RETRY, "nobody answers"));
      return SALDO_E_RETRY;
    }
    now_ = answers.front();
    answers.pop_front();
    read_ = 0;
    reply.status = now_.status;
    reply.headers = to_abi(std::string_view(now_.headers));
    reply.size = now_.body.size();
    return SALDO_OK;
  }
  Answer now_;
  std::size_t read_ = 0;
};

}  // namespace saldo::odata_testing
