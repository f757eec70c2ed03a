#include <charconv>
#include <string>
#include <vector>

#include "saldo/sdk.hpp"

/// A plugin that behaves: what it is given comes back. Its formats are the tests' own.
namespace {

using namespace saldo;

/// Decodes lines "DATE;CURRENCY;CENTS;TEXT" into transactions and a statement at the end.
class Lines : public Decoder {
 public:
  using Decoder::Decoder;

  int identify(std::string_view head, std::string_view) const override {
    return head.starts_with("ECHO\n") ? 90 : 0;
  }

  void decode(Input& input, Records& records) override {
    std::string buffer(64 << 10, '\0');
    std::string line;
    std::uint64_t offset = 0;
    while (const std::size_t n = input.read(buffer.data(), buffer.size())) {
      for (const char c : std::string_view(buffer.data(), n)) {
        ++offset;
        if (c != '\n') {
          line += c;
          continue;
        }
        take(line, offset - line.size() - 1, records);
        line.clear();
      }
    }
    Statement statement;
    statement.index = 1;
    statement.kind = "booked";
    statement.transactions = count_;
    records.emit(statement);
    host.log(SALDO_LOG_INFO, "decoded " + std::to_string(count_) + " lines");
    host.count("lines", count_);
  }

 private:
  void take(const std::string& line, std::uint64_t offset, Records& records) {
    ++line_;
    if (line == "ECHO") return;
    const Place place{line_, offset};
    const std::size_t first = line.find(';'), second = line.find(';', first + 1),
                      third = line.find(';', second + 1);
    if (third == std::string::npos)
      throw Rejected("echo.fields", "line " + std::to_string(line_) + " has fewer than 4 fields")
          .at_place(place)
          .figures("4", "fewer")
          .holds(Money{1234, Currency::parse("EUR")});
    Transaction t;
    t.at = place;
    t.statement = 1;
    t.index = ++count_;
    t.booking_date = Date::parse_iso(line.substr(0, first));
    const std::string cents = line.substr(second + 1, third - second - 1);
    std::int64_t minor = 0;
    if (std::from_chars(cents.data(), cents.data() + cents.size(), minor).ec != std::errc())
      throw Rejected("echo.amount", "'" + cents + "' is no amount").at_place(place);
    t.amount = Money{minor, Currency::parse(line.substr(first + 1, second - first - 1))};
    t.remittance = {line.substr(third + 1)};
    t.status = "booked";
    records.emit(t);
  }

  std::uint64_t line_ = 0;
  std::int64_t count_ = 0;
};

/// saldo.files/1 for the source and the sink below.
class Folder {
 public:
  explicit Folder(const Host& host)
      : host_(host), files_(host.service<saldo_files_service>(SALDO_SERVICE_FILES)) {}

  std::vector<std::string> names(std::string_view directory) const {
    std::vector<std::string> found;
    call([&](saldo_error* e) {
      return files_.list(
          host_.raw(), to_abi("directory"), to_abi(directory), &found,
          [](void* context, const saldo_file_info* info) {
            if (info->kind == SALDO_FILE_REGULAR)
              static_cast<std::vector<std::string>*>(context)->emplace_back(from_abi(info->name));
          },
          e);
    });
    return found;
  }
  std::string content(std::string_view name) const {
    std::uint64_t handle = 0, got = 0;
    call([&](saldo_error* e) {
      return files_.open(host_.raw(), to_abi("directory"), to_abi(name), &handle, e);
    });
    std::string all;
    char buffer[4096];
    do {
      call([&](saldo_error* e) {
        return files_.read(host_.raw(), handle, buffer, sizeof buffer, &got, e);
      });
      all.append(buffer, static_cast<std::size_t>(got));
    } while (got != 0);
    files_.close(host_.raw(), handle);
    return all;
  }
  void move(std::string_view name, std::string_view target) const {
    call([&](saldo_error* e) {
      return files_.move(host_.raw(), to_abi("directory"), to_abi(name), to_abi(target), e);
    });
  }
  void write(std::string_view name, std::string_view bytes) const {
    call([&](saldo_error* e) {
      return files_.write(host_.raw(), to_abi("directory"), to_abi(name), to_abi(bytes), e);
    });
  }
  bool wait(std::uint64_t timeout_ms) const {
    std::uint32_t changed = 0;
    call([&](saldo_error* e) {
      return files_.wait(host_.raw(), to_abi("directory"), timeout_ms, &changed, e);
    });
    return changed != 0;
  }

 private:
  static saldo_str to_abi(std::string_view s) { return {s.data(), s.size()}; }
  template <class F>
  static void call(F f) {
    saldo_error error = impl::empty_error();
    impl::require(f(&error), error);
  }
  Host host_;
  const saldo_files_service& files_;
};

/// Hands over the files of the option "directory", or the one file that "open" names, and moves
/// what is acknowledged to "done/".
class Inbox : public Source {
 public:
  explicit Inbox(Host its_host) : Source(its_host), folder_(its_host) {}

  void pull(std::string_view cursor, Documents& documents, Records& records) override {
    std::vector<std::string> names;
    if (const auto only = host.option("open"))
      names.push_back(*only);
    else
      names = folder_.names("");
    for (const std::string& name : names) {
      documents.begin(name, name, "text/plain");
      documents.write(folder_.content(name));
      documents.finish();
    }
    records.checkpoint(std::string(cursor) + "+" + std::to_string(names.size()));
  }
  void acknowledge(std::string_view key, std::uint32_t) override {
    const auto target = host.option("target");
    folder_.move(key, target ? *target : "done/" + std::string(key));
  }
  bool wait(std::uint64_t timeout_ms) override { return folder_.wait(timeout_ms); }
  void check() override {
    if (host.option("directory") == "wrong")
      throw Stop(SALDO_E_CONFIG, "the directory is called wrong; call it right");
  }

 private:
  Folder folder_;
};

/// Writes what is delivered to a file of the option "directory".
class Outbox : public Sink {
 public:
  explicit Outbox(Host its_host) : Sink(its_host), folder_(its_host) {}
  std::string deliver(const saldo_message& message) override {
    folder_.write(from_abi(message.name), from_abi(message.body));
    return "receipt for " + std::string(from_abi(message.idempotency_key));
  }

 private:
  Folder folder_;
};

}  // namespace

SALDO_PLUGIN("org.saldo.test.echo", "1.0.0", SALDO_COMPONENT("lines", Lines),
             SALDO_COMPONENT("inbox", Inbox), SALDO_COMPONENT("outbox", Outbox))
