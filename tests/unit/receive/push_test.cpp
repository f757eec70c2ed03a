#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <future>
#include <thread>

#include "receive/service.hpp"
#include "store/listings.hpp"
#include "unit/flows/desk.hpp"
#include "unit/receive/pushed_idocs.hpp"

/// A receiver over real sockets, with a book and an archive behind it.
namespace saldo::receive {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using testing::HasSubstr;

constexpr const char* kKnown = "Basic ZWNjOnNlY3JldA==";  // ecc:secret
constexpr std::chrono::seconds kPatience{60};

struct Reply {
  int status = 0;
  std::string text, retry_after, authenticate;
};

class Push : public testing::Test {
 protected:
  Push() {
    ::setenv("SALDO_TEST_PUSH", "secret", 1);
    config::Receiver receiver{.name = "push", .address = "127.0.0.1", .largest_mib = 1};
    receiver.senders.push_back({.name = "ecc",
                                .user = "ecc",
                                .password = config::SecretReference{"env", "SALDO_TEST_PUSH"},
                                .common_name = {},
                                .connectors = {"sap"}});
    desk_.config->receivers.push_back(receiver);
  }

  void open() {
    service_ =
        Service::start(desk_.environment(), [this](const std::string& c) { arrived_ = c; }).value();
    const std::string address = service_->use(desk_.environment()).at(0).address.value();
    port_ = address.substr(address.rfind(':') + 1);
  }

  Reply send(const std::string& content, const std::string& path = "/idoc/sap",
             const char* authorization = kKnown, http::verb verb = http::verb::post) {
    asio::io_context loop;
    asio::ip::tcp::socket socket(loop);
    asio::connect(socket, asio::ip::tcp::resolver(loop).resolve("127.0.0.1", port_));
    http::request<http::string_body> request{verb, path, 11};
    if (authorization != nullptr) request.set(http::field::authorization, authorization);
    request.body() = content;
    request.prepare_payload();
    boost::system::error_code error;
    http::write(socket, request, error);  // it may be answered before all of it is sent
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(socket, buffer, response);
    return {static_cast<int>(response.result_int()), response.body(),
            std::string(response[http::field::retry_after]),
            std::string(response[http::field::www_authenticate])};
  }

  std::vector<boost::json::object> documents() {
    store::Snapshot snapshot(desk_.book.store());
    std::vector<boost::json::object> all;
    store::list_documents(snapshot.sql(), "",
                          [&](boost::json::object& row) { all.push_back(row); });
    std::reverse(all.begin(), all.end());
    return all;
  }
  /// Waits until so many documents are in the book.
  std::vector<boost::json::object> documents(std::size_t count) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (documents().size() < count && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return documents();
  }
  static std::string text(const boost::json::object& row, const char* name) {
    return std::string(row.at(name).as_string());
  }

  flows::Desk desk_;
  std::string arrived_, port_;
  std::unique_ptr<Service> service_;
};

TEST_F(Push, AnIDocIsAnsweredAndThenInTheBook) {
  open();
  const Reply reply = send(body(idoc("17", invoice("1"))));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.text, HasSubstr("1 IDoc"));
  const auto rows = documents(1);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(text(rows[0], "connector"), "sap");
  EXPECT_EQ(text(rows[0], "status"), "received");
}

TEST_F(Push, WhatIsSentAgainHasNoSecondEffect) {
  open();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(body(idoc("17", invoice("1")))).status, 200);
  EXPECT_EQ(send(body(idoc("17", invoice("1"), "20260304"))).status, 200) << "a day later";
  EXPECT_EQ(send(body(idoc("18", invoice("2")))).status, 200);
  const auto rows = documents(3);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(text(rows[0], "status"), "received");
  EXPECT_EQ(text(rows[1], "status"), "posted") << "other bytes, the same content: kept, and done";
  EXPECT_EQ(text(rows[2], "status"), "received");
}

TEST_F(Push, AResendThatContradictsIsKeptAndQuarantined) {
  open();
  EXPECT_EQ(send(body(idoc("17", invoice("1")))).status, 200);
  EXPECT_EQ(send(body(idoc("17", invoice("2")))).status, 200);
  const auto rows = documents(2);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(text(rows[0], "status"), "received");
  EXPECT_EQ(text(rows[1], "status"), "quarantined");
  store::Snapshot snapshot(desk_.book.store());
  std::string why;
  store::list_quarantine(snapshot.sql(), 0, [&](boost::json::object& row) {
    why = text(row, "rule") + ": " + text(row, "message");
  });
  EXPECT_THAT(why, HasSubstr("push.contradicts"));
  EXPECT_THAT(why, HasSubstr("IDoc 17 of PRDCLNT100 in client 100"));
}

TEST_F(Push, EachIDocOfABodyIsADocumentWithinIt) {
  open();
  EXPECT_EQ(send(body(idoc("1", invoice("1")))).status, 200);
  documents(1);
  const Reply reply =
      send(body(idoc("1", invoice("1")) + idoc("2", invoice("2")) + idoc("1", invoice("9"))));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.text, HasSubstr("3 IDocs"));
  const auto rows = documents(4);
  ASSERT_EQ(rows.size(), 4u) << "the first IDoc's document is there already";
  EXPECT_EQ(text(rows[1], "status"), "posted") << "the body itself";
  EXPECT_EQ(text(rows[2], "status"), "received");
  EXPECT_EQ(text(rows[3], "status"), "quarantined");
}

TEST_F(Push, WhatIsntWelcomeIsToldWhy) {
  open();
  const std::string good = body(idoc("17", invoice("1")));
  const Reply stranger = send(good, "/idoc/sap", nullptr);
  EXPECT_EQ(stranger.status, 401);
  EXPECT_THAT(stranger.authenticate, HasSubstr("Basic"));
  EXPECT_EQ(send(good, "/idoc/sap", "Basic ZWNjOndyb25n").status, 401);
  EXPECT_EQ(send(good, "/idoc/sap", "Bearer abc").status, 401);
  EXPECT_EQ(send(good, "/idoc/bank").status, 403);
  EXPECT_EQ(send(good, "/elsewhere").status, 404);
  EXPECT_EQ(send(good, "/idoc/sap", kKnown, http::verb::put).status, 405);
  const Reply no_idoc = send("<html/>");
  EXPECT_EQ(no_idoc.status, 400);
  EXPECT_THAT(no_idoc.text, HasSubstr("no <IDOC>"));
  EXPECT_EQ(send(std::string(2u << 20, 'x')).status, 413);
  EXPECT_EQ(send(good, "/idoc/sap?sap-client=100").status, 200);
}

TEST_F(Push, AReceiverThatCannotListenCostsNoOther) {
  open();
  flows::Desk desk;
  config::Receiver taken = desk_.config->receivers[0], other = taken;
  taken.name = "taken";
  taken.port = std::stoi(port_);
  other.name = "other";
  desk.config->receivers = {taken, other};
  const auto service = Service::start(desk.environment(), [](const std::string&) {}).value();
  const auto opened = service->use(desk.environment());
  ASSERT_EQ(opened.size(), 2u);
  EXPECT_EQ(opened[0].receiver, "taken");
  ASSERT_FALSE(opened[0].address);
  EXPECT_THAT(opened[0].address.error().message, HasSubstr("127.0.0.1:" + port_));
  EXPECT_TRUE(opened[1].address);
}

TEST_F(Push, WhenTooMuchWaitsSendersComeLater) {
  desk_.config->receivers[0].waiting_max = 2;
  open();
  EXPECT_EQ(send(body(idoc("1", invoice("1")))).status, 200);
  EXPECT_EQ(send(body(idoc("2", invoice("2")))).status, 200);
  documents(2);
  const Reply later = send(body(idoc("3", invoice("3"))));
  EXPECT_EQ(later.status, 503);
  EXPECT_EQ(later.retry_after, "5");
  EXPECT_THAT(later.text, HasSubstr("2 documents wait"));
}

TEST_F(Push, WhatWasAnsweredIsTakenInByTheNextProcess) {
  const EntryInfo info{.connector = "sap", .sender = "ecc", .media_type = "text/xml"};
  {
    const auto journal = Journal::open(desk_.archive().scratch().parent_path() / "pushed", {});
    std::promise<void> done;
    (*journal)->append(info, body(idoc("17", invoice("1"))),
                       [&](const Result<void>&) { done.set_value(); });
    done.get_future().get();
  }
  EXPECT_TRUE(Service::has_journal(desk_.environment()));
  open();
  EXPECT_EQ(documents(1).size(), 1u);
}

TEST_F(Push, RequestsThatFollowWithoutWaitingAreAnsweredInOrder) {
  open();
  asio::io_context loop;
  asio::ip::tcp::socket socket(loop);
  asio::connect(socket, asio::ip::tcp::resolver(loop).resolve("127.0.0.1", port_));
  std::string all;
  for (int i = 1; i <= 20; ++i) {
    const std::string content =
        i % 5 == 0 ? "<html/>" : body(idoc(std::to_string(i), invoice(std::to_string(i))));
    all += "POST /idoc/sap HTTP/1.1\r\nHost: x\r\nAuthorization: " + std::string(kKnown) +
           "\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content;
  }
  asio::write(socket, asio::buffer(all));
  boost::beast::flat_buffer buffer;
  for (int i = 1; i <= 20; ++i) {
    http::response<http::string_body> response;
    http::read(socket, buffer, response);
    EXPECT_EQ(response.result_int(), i % 5 == 0 ? 400u : 200u) << i;
  }
  EXPECT_EQ(documents(16).size(), 16u);
}

}  // namespace
}  // namespace saldo::receive
