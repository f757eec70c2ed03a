#include "cli/convert.hpp"

#include <unistd.h>

#include <memory>

#include "cli/exit.hpp"
#include "cli/read_documents.hpp"
#include "cli/rows.hpp"
#include "cli/terminal.hpp"
#include "cli/xlsx.hpp"
#include "render/camt053.hpp"
#include "render/iso_time.hpp"

namespace saldo::cli {
namespace {

using render::Camt053Plan;
using render::Camt053Writer;

/// Warnings about one document, of which the first are told and the others counted.
class Told {
 public:
  explicit Told(const std::string& file) : file_(file) {}
  void warn(const std::string& sentence) {
    constexpr std::int64_t kTold = 20;
    if (++count_ <= kTold)
      tell(file_ + ": " + sentence);
    else
      ++untold_;
  }
  void finish() const {
    if (untold_ != 0) tell(file_ + ": and " + std::to_string(untold_) + " more such warnings");
  }

 private:
  const std::string& file_;
  std::int64_t count_ = 0, untold_ = 0;
};

class PlanVisitor final : public RecordVisitor {
 public:
  using RecordVisitor::see;
  void see(const Statement& s) override { plan.add(s); }
  void see(const Transaction& t) override { plan.add(t); }
  Camt053Plan plan;
};

class WriteVisitor final : public RecordVisitor {
 public:
  WriteVisitor(Camt053Writer& writer, const Camt053Plan& plan, const Reading& reading)
      : writer_(writer), plan_(plan), reading_(reading) {}
  using RecordVisitor::see;
  void see(const Statement& s) override { writer_.add(s, plan_.statements().at(next_++)); }
  void see(const Transaction& t) override {
    constexpr std::int64_t kStep = 8192;
    if (++done_ % kStep == 0)
      progress_.show("writing " + reading_.file, done_, reading_.totals.transactions());
    writer_.add(t);
  }

 private:
  Camt053Writer& writer_;
  const Camt053Plan& plan_;
  const Reading& reading_;
  Progress progress_;
  std::size_t next_ = 0;
  std::int64_t done_ = 0;
};

/// Unique for each message that this computer makes.
std::string message_id(Instant now) {
  std::string time = render::to_iso(now);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return "SALDO-" + time + "-" + std::to_string(::getpid());
}

/// One message of all statements.
class ToCamt053 {
 public:
  explicit ToCamt053(Sink& sink) : sink_(sink) {}

  bool add(const Reading& reading) {
    PlanVisitor looking;
    if (const auto all = visit_records(reading.stage, reading.totals, looking); !all)
      return refuse(reading, all.error());
    if (const auto good = looking.plan.finish(); !good) return refuse(reading, good.error());
    if (!writer_) begin();
    Told told(reading.file);
    told_ = &told;
    WriteVisitor writing(*writer_, looking.plan, reading);
    const auto all = visit_records(reading.stage, reading.totals, writing);
    if (!all) throw Stop(kFailed, all.error().to_string());
    writer_->end_statement();
    told.finish();
    return true;
  }

  bool finish() {
    if (!writer_) return false;
    writer_->finish();
    return true;
  }

 private:
  static bool refuse(const Reading& reading, Failure failure) {
    if (reading.totals.statements() == 0 && !reading.totals.others().empty())
      failure.message = "it holds records of the kind " + reading.totals.others().begin()->first +
                        " and no statement; camt.053 is for booked statements";
    failure.message += "; --to csv, jsonl or xlsx takes it";
    tell_failure(reading.file, failure);
    return false;
  }

  void begin() {
    const Instant now = SystemClock().now();
    writer_ = std::make_unique<Camt053Writer>(
        render::Camt053Header{message_id(now), now},
        [this](std::string_view bytes) { sink_.write(bytes); },
        [this](const std::string& sentence) { told_->warn(sentence); });
  }

  Sink& sink_;
  std::unique_ptr<Camt053Writer> writer_;
  Told* told_ = nullptr;
};

/// A listing of all records, in one table or a sheet for each kind.
template <class Target>
class ToListing {
 public:
  explicit ToListing(Target& target) : target_(target) {}
  bool add(const Reading& reading) {
    const auto all = show_records(reading.stage, reading.totals,
                                  [&](const boost::json::object& record) { target_.add(record); });
    if (!all) tell_failure(reading.file, all.error());
    any_ = any_ || all;
    return static_cast<bool>(all);
  }
  bool finish() {
    if (any_) target_.finish();
    return any_;
  }

 private:
  Target& target_;
  bool any_ = false;
};

template <class Form>
int convert_to(Form form, const ConvertOptions& options, Sink& sink) {
  std::int64_t left_out = 0;
  const bool good =
      read_documents(reading_of(options), FileDecoder::Keep::records, [&](const Reading& reading) {
        const bool taken = reading.outcome && form.add(reading);
        left_out += taken ? 0 : 1;
        return taken;
      });
  if (!form.finish()) {
    tell("saldo: nothing is written");
    return kFailed;
  }
  sink.finish();
  if (left_out != 0) tell("saldo: the result lacks what is told above");
  return good ? kDone : kFailed;
}

}  // namespace

int convert(const ConvertOptions& options) {
  if (options.to == "xlsx") require_out_for_xlsx(options.out);
  const auto sink = open_sink(options.out);
  if (options.to == "camt053") return convert_to(ToCamt053(*sink), options, *sink);
  if (options.to == "xlsx") {
    XlsxRecords sheets(*sink);
    return convert_to(ToListing(sheets), options, *sink);
  }
  const auto rows = make_rows(to_format(options.to), *sink);
  return convert_to(ToListing(*rows), options, *sink);
}

}  // namespace saldo::cli
