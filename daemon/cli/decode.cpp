#include "cli/decode.hpp"

#include "cli/exit.hpp"
#include "cli/read_documents.hpp"
#include "cli/rows.hpp"
#include "cli/statement_table.hpp"
#include "wire/utf8.hpp"

namespace saldo::cli {
namespace {

std::string shown(const Failure& failure) {
  return place_of(failure) + wire::shown(describe_failure(failure));
}

/// file, decoder, statements, transactions, credit, debit; or file, "error", why.
std::string count_line(const Reading& reading) {
  const std::string file = wire::shown(reading.file);  // whoever packed it chose its name
  if (!reading.outcome) return file + "\terror\t" + shown(reading.outcome.error());
  const Turnovers turnovers = reading.totals.turnovers();
  std::string line = file + '\t' + reading.decoder + '\t' +
                     std::to_string(reading.totals.statements()) + '\t' +
                     std::to_string(reading.totals.transactions()) + '\t' +
                     total_credit(turnovers) + '\t' + total_debit(turnovers);
  for (const Refusal& r : reading.totals.refusals()) line += "\trefused\t" + shown(to_failure(r));
  return line;
}

bool print_counts(const DecodeOptions& options, Sink& sink) {
  return read_documents(reading_of(options), FileDecoder::Keep::totals,
                        [&](const Reading& reading) {
                          sink.write(count_line(reading) + '\n');
                          return true;
                        });
}

bool print_table(const DecodeOptions& options, Sink& sink) {
  const bool one_folder = options.files.size() == 1 && names_a_folder(options.files);
  StatementTable table(sink, one_folder ? options.files.front() : "");
  const bool good =
      read_documents(reading_of(options), FileDecoder::Keep::totals, [&](const Reading& reading) {
        table.add(reading);
        return true;
      });
  table.finish();
  return good;
}

bool print_records(const DecodeOptions& options, Format format, Sink& sink) {
  const auto rows = make_rows(format, sink);
  const bool good =
      read_documents(reading_of(options), FileDecoder::Keep::records, [&](const Reading& reading) {
        if (!reading.outcome) return false;
        const auto all =
            show_records(reading.stage, reading.totals,
                         [&](const boost::json::object& record) { rows->add(record); });
        if (!all) tell_failure(reading.file, all.error());
        return static_cast<bool>(all);
      });
  rows->finish();
  return good;
}

/// A folder is looked at as a whole: by default its documents make one table.
std::string format_of(const DecodeOptions& options) {
  if (!options.format.empty()) return options.format;
  return names_a_folder(options.files) ? "table" : "jsonl";
}

}  // namespace

int decode(const DecodeOptions& options) {
  const auto sink = open_sink({});
  const std::string format = format_of(options);
  const bool good = format == "count"   ? print_counts(options, *sink)
                    : format == "table" ? print_table(options, *sink)
                                        : print_records(options, to_format(format), *sink);
  sink->finish();
  return good ? kDone : kFailed;
}

}  // namespace saldo::cli
