#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "api/routes.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::api {

namespace json = boost::json;

/// A request that is already read, and its answer.
class Spoken final : public Exchange {
 public:
  std::size_t read(std::span<char> buffer) override {
    const std::size_t n = std::min({buffer.size(), body.size() - taken_, std::size_t{5}});
    std::copy_n(body.data() + taken_, n, buffer.data());
    taken_ += n;
    return n;
  }
  void answer(int code, const json::object& object) override {
    ++answers;
    status = code;
    text = json::serialize(object);
    ended = true;
  }
  void begin(std::string_view type) override {
    ++answers;
    status = 200;
    media_type = type;
  }
  void write(std::string_view bytes) override { text += bytes; }
  void end() override { ended = true; }
  bool answered() const override { return answers > 0; }

  json::object object() const { return json::parse(text).as_object(); }
  std::string error() const { return std::string(object().at("error").at("message").as_string()); }
  std::vector<json::object> lines() const {
    std::vector<json::object> all;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      all.push_back(json::parse(text.substr(at, end - at)).as_object());
      at = end + 1;
    }
    return all;
  }

  std::string body, text, media_type;
  int status = 0, answers = 0;
  bool ended = false;

 private:
  std::size_t taken_ = 0;
};

/// saldo's routes over a book of its own; nothing works off the queue.
class Service {
 public:
  Service() : jobs(desk.book.store(), desk.clock, [this] { return desk.environment(); }) {
    desk.config->connectors.resize(1);
    desk.config->connectors[0].name = "bank";
    desk.config->jobs.resize(1);
    desk.config->jobs[0].name = "cash";
    desk.config->jobs[0].kind = "reconcile";
  }
  Application application() {
    return {.jobs = &jobs,
            .environment = [this] { return desk.environment(); },
            .metrics = [] { return std::string("saldo_up 1\n"); },
            .receivers = [this] { return receivers; }};
  }
  Spoken ask(const std::string& method, std::vector<std::string> path, const std::string& body = {},
             std::map<std::string, std::string> query = {}) {
    Spoken exchange;
    exchange.method = method;
    exchange.path = std::move(path);
    exchange.path.insert(exchange.path.begin(), "v1");
    exchange.query = std::move(query);
    exchange.body = body;
    exchange.actor = actor;
    route(application(), exchange);
    return exchange;
  }
  Spoken get(std::vector<std::string> path, std::map<std::string, std::string> query = {}) {
    return ask("GET", std::move(path), {}, std::move(query));
  }
  Spoken post(std::vector<std::string> path, const std::string& body = {},
              std::map<std::string, std::string> query = {}) {
    return ask("POST", std::move(path), body, std::move(query));
  }
  /// "actor action object" of the newest audit entry.
  std::string audit() {
    return desk.book.text(
        "SELECT COALESCE((SELECT actor || ' ' || action || ' ' || object FROM audit_entry ORDER BY "
        "id DESC LIMIT 1), 'nothing')");
  }

  std::string actor = "unix:anna";  ///< who asks
  flows::Desk desk;
  jobs::Jobs jobs;
  std::vector<ReceiverState> receivers;
};

}  // namespace saldo::api
