#include <algorithm>
#include <random>

#include "check/bench.hpp"
#include "saldo/record_fields.hpp"
#include "wire/records.hpp"

/// Checks of a decoder on a document that it must be able to read, whole and damaged.
namespace saldo::check {
namespace {

constexpr std::size_t kDamagedMax = 512;
/// All damaged copies of a sample together; large samples get fewer.
constexpr std::size_t kDamagedBytesMax = 128 << 20;

std::size_t damaged_count(const Sample& sample) {
  const std::size_t affordable = kDamagedBytesMax / std::max<std::size_t>(sample.bytes.size(), 1);
  return std::clamp<std::size_t>(affordable, 8, kDamagedMax);
}

/// The records of a sample as decode-sample sees it; without them there is nothing to compare.
std::string usual_records(Subject& subject, const Sample& sample) {
  Recorder recorder(sample.bytes, kPieceBytes);
  const Reply reply = decode(subject, sample.name, sample.bytes, recorder);
  if (!reply.lost && reply.status != SALDO_OK) skip("it isn't read; see decode-sample");
  expect(reply, {SALDO_OK}, "decoding it");
  return std::move(recorder.batches);
}

/// The records of a sample read in pieces of at most `piece` bytes.
std::string records_of(Subject& subject, const Sample& sample, std::size_t piece,
                       const std::string& when) {
  Recorder recorder(sample.bytes, piece);
  expect(decode(subject, sample.name, sample.bytes, recorder), {SALDO_OK}, when);
  return std::move(recorder.batches);
}

/// Decodes damaged bytes; a process that was lost is replaced for the next.
void survive(const Bench& bench, const Component& component, std::unique_ptr<Subject>& subject,
             const Sample& sample, std::string_view bytes, const std::string& when) {
  if (!subject) subject = bench.open(component);
  Recorder recorder(bytes, kPieceBytes);
  expect_survived(decode(*subject, sample.name, bytes, recorder), when);
}

/// Reads a record by its description: dates of the calendar, currencies of ISO 4217 with their own
/// scale, fields in order.
void read_any(const saldo_record& record) {
  switch (record.kind) {
    case SALDO_RECORD_CUSTOMER:
      return void(read_record<Customer>(record));
    case SALDO_RECORD_ITEM:
      return void(read_record<Item>(record));
    case SALDO_RECORD_STATEMENT:
      return void(read_record<Statement>(record));
    case SALDO_RECORD_TRANSACTION:
      return void(read_record<Transaction>(record));
    case SALDO_RECORD_REMITTANCE_ADVICE:
      return void(read_record<RemittanceAdvice>(record));
    case SALDO_RECORD_REFUSAL:
      return void(read_record<Refusal>(record));
    case SALDO_RECORD_PAYMENT_INSTRUCTION:
      return void(read_record<PaymentInstruction>(record));
    case SALDO_RECORD_PAYMENT_STATUS:
      return void(read_record<PaymentStatus>(record));
    case SALDO_RECORD_EXTRACT:
      return void(read_record<Extract>(record));
    case SALDO_RECORD_CORRESPONDENCE:
      return void(read_record<Correspondence>(record));
    default:
      fail("record kind " + std::to_string(record.kind) + " is not known");
  }
}

std::string without_last_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

void identify_own_sample(const Bench& bench, const Component& component, const Sample& sample) {
  const auto subject = bench.open(component);
  int score = 0;
  expect(subject->identify(head_of(sample), sample.name, score), {SALDO_OK}, "identifying it");
  if (score < 1 || score > 100)
    fail("it scores " + std::to_string(score) + "; expected is 1 to 100");
}

void decode_sample(const Bench& bench, const Component& component, const Sample& sample) {
  const auto subject = bench.open(component);
  const std::string batches = records_of(*subject, sample, kPieceBytes, "decoding it");
  if (!sample.expected) return;
  if (!bench.settings.to_jsonl) skip("no way to print records");
  const std::string found = without_last_newline(bench.settings.to_jsonl(batches));
  const std::string expected = without_last_newline(*sample.expected);
  if (found == expected) return;
  const auto differs = std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
  const auto line = 1 + std::count(found.begin(), differs.first, '\n');
  fail("line " + std::to_string(line) + " of its records is not what is expected; compare with " +
       "`saldo decode " + sample.name + "`");
}

void records_well_formed(const Bench& bench, const Component& component, const Sample& sample) {
  const auto subject = bench.open(component);
  const std::string batches = usual_records(*subject, sample);
  wire::RecordReader reader(batches);
  std::size_t number = 0;
  while (const saldo_record* record = reader.next()) {
    ++number;
    try {
      read_any(*record);
    } catch (const FormatError& e) {
      fail("record " + std::to_string(number) + ": " + e.what());
    }
  }
  if (reader.failed()) fail("record " + std::to_string(number + 1) + " is malformed");
  if (number == 0) fail("it gives no records");
}

void decode_twice(const Bench& bench, const Component& component, const Sample& sample) {
  const auto subject = bench.open(component);
  const std::string first = usual_records(*subject, sample);
  const std::string again = records_of(*subject, sample, kPieceBytes, "decoding it again");
  if (first != again) fail("the same instance gives other records the second time");
  const auto other = bench.open(component);
  if (first != records_of(*other, sample, kPieceBytes, "decoding it in another process"))
    fail("another process gives other records");
}

void decode_chunking(const Bench& bench, const Component& component, const Sample& sample) {
  const auto subject = bench.open(component);
  const std::string whole = usual_records(*subject, sample);
  // Every byte alone is the hardest, and a round trip each: too long for large samples.
  const std::size_t piece = sample.bytes.size() <= (64u << 10) ? 1 : 997;
  const std::string when = "reading " + std::to_string(piece) + " bytes at a time";
  if (whole != records_of(*subject, sample, piece, when)) fail(when + ": the records differ");
}

void decode_truncated(const Bench& bench, const Component& component, const Sample& sample) {
  std::unique_ptr<Subject> subject;
  const std::string_view bytes = sample.bytes;
  const std::size_t cuts = std::min(bytes.size(), damaged_count(sample));
  for (std::size_t i = 0; i < cuts; ++i) {
    const std::size_t at = bytes.size() * i / cuts;
    survive(bench, component, subject, sample, bytes.substr(0, at),
            "cut off after " + std::to_string(at) + " bytes");
  }
}

void decode_bitflips(const Bench& bench, const Component& component, const Sample& sample) {
  if (sample.bytes.empty()) skip("it has no bytes");
  std::unique_ptr<Subject> subject;
  const std::size_t copies = damaged_count(sample);
  for (std::size_t i = 0; i < copies; ++i) {
    const std::uint64_t seed = bench.settings.seed + i;
    std::mt19937_64 random(seed);
    std::string bytes = sample.bytes;
    for (std::size_t flips = 1 + i % 8; flips > 0; --flips) {
      const std::uint64_t r = random();
      bytes[(r >> 3) % bytes.size()] ^= static_cast<char>(1 << (r & 7));
    }
    survive(bench, component, subject, sample, bytes,
            "with flipped bits, seed " + std::to_string(seed));
  }
}

void huge_line(const Bench& bench, const Component& component, const Sample& sample) {
  constexpr std::uint64_t kFill = 32 << 20;
  const std::string_view bytes = sample.bytes;
  const std::uint64_t half = bytes.size() / 2, total = bytes.size() + kFill;
  std::uint64_t done = 0;
  Recorder recorder([&](std::span<char> buffer) -> std::size_t {
    std::size_t n = 0;
    for (; n < buffer.size() && n < kPieceBytes && done < total; ++n, ++done)
      buffer[n] = done < half ? bytes[done] : done < half + kFill ? 'x' : bytes[done - kFill];
    return n;
  });
  const auto subject = bench.open(component);
  expect_survived(subject->decode(sample.name, total, recorder), "with a line of 32 MiB inside");
}

}  // namespace saldo::check
