#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/plugin.h"

/// Batches of records as bytes: the body of a Records frame. No I/O.
///
/// record: u16 kind | u16 0 | u32 field count | u64 line | u64 offset | fields
/// field:  u16 id | u16 type | u32 row | value;  text: u32 size + bytes;  money: 16 bytes as in
/// plugin.h;  date, integer: i64. All little-endian, without padding.
namespace saldo::wire {

/// Bytes that a record takes.
std::size_t encoded_size(const saldo_record& record);

/// Appends a record to a batch. The record is one that find_flaw() has nothing to say about.
void append_record(std::string& batch, const saldo_record& record);

/// Writes a record to `to`, looking at it on the way. Returns where it ends; nullptr if it doesn't
/// end before `end`, or find_flaw() has something to say. What is written counts for nothing then.
char* put_record(char* to, const char* end, const saldo_record& record);

/// What is wrong with the form of a record that a plugin hands over: an unknown field type, a text
/// that isn't UTF-8, … A phrase that names the field; empty when it is well formed.
std::string find_flaw(const saldo_record& record);

/// The same for a batch that came over the wire. After it, RecordReader doesn't fail.
std::string find_flaw(std::string_view batch);

/// Walks a batch. Texts point into it; the fields of a record are good until the next call.
class RecordReader {
 public:
  explicit RecordReader(std::string_view batch) : rest_(batch) {}
  /// The next record, or nullptr at the end or when the bytes are malformed (see failed()).
  const saldo_record* next();
  bool failed() const { return failed_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
  std::vector<saldo_field> fields_;
  saldo_record record_{};
};

}  // namespace saldo::wire
