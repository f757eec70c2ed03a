#include "wire/records.hpp"

#include <gtest/gtest.h>

#include <random>

#include "saldo/record_fields.hpp"

namespace saldo::wire {
namespace {

/// A record of chance with texts that live as long as it.
class ChanceRecord {
 public:
  explicit ChanceRecord(std::mt19937& random) {
    texts_.reserve(20);
    for (auto i = random() % 20; i > 0; --i) {
      saldo_field f{};
      f.id = static_cast<std::uint16_t>(random());
      f.type = static_cast<std::uint16_t>(1 + random() % 4);
      f.row = static_cast<std::uint32_t>(random());
      if (f.type == SALDO_FIELD_TEXT) {
        texts_.emplace_back(random() % 200, static_cast<char>('a' + random() % 26));
        f.value.text = to_abi(std::string_view(texts_.back()));
      } else if (f.type == SALDO_FIELD_MONEY) {
        f.value.money = {static_cast<std::int64_t>(random()), "EUR", 2, {}};
      } else {
        f.value.integer = -static_cast<std::int64_t>(random());
      }
      fields_.push_back(f);
    }
    record = {static_cast<std::uint16_t>(1 + random() % 5),
              0,
              static_cast<std::uint32_t>(fields_.size()),
              {random(), random()},
              fields_.data()};
  }
  ChanceRecord(ChanceRecord&&) noexcept = default;
  ChanceRecord& operator=(ChanceRecord&&) noexcept = default;

  saldo_record record{};

 private:
  std::vector<saldo_field> fields_;
  std::vector<std::string> texts_;
};

void expect_same(const saldo_record& a, const saldo_record& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.place.line, b.place.line);
  EXPECT_EQ(a.place.offset, b.place.offset);
  ASSERT_EQ(a.field_count, b.field_count);
  for (std::uint32_t i = 0; i < a.field_count; ++i) {
    const saldo_field &f = a.fields[i], &g = b.fields[i];
    EXPECT_EQ(f.id, g.id);
    EXPECT_EQ(f.row, g.row);
    ASSERT_EQ(f.type, g.type);
    if (f.type == SALDO_FIELD_TEXT)
      EXPECT_EQ(from_abi(f.value.text), from_abi(g.value.text));
    else if (f.type == SALDO_FIELD_MONEY)
      EXPECT_EQ(from_abi(f.value.money), from_abi(g.value.money));
    else
      EXPECT_EQ(f.value.integer, g.value.integer);
  }
}

std::string batch_of(const saldo_record& record) {
  std::string batch;
  append_record(batch, record);
  return batch;
}

/// What find_flaw() says; put_record() must be of the same mind.
std::string flaw_of(const saldo_record& record) {
  std::string flaw = find_flaw(record);
  char room[4096];
  EXPECT_EQ(put_record(room, room + sizeof room, record) == nullptr, !flaw.empty()) << flaw;
  return flaw;
}

/// A record with one field, and its bytes.
struct OneField {
  explicit OneField(saldo_field field) : f(field) { record = {4, 0, 1, {0, 0}, &f}; }
  saldo_field f;
  saldo_record record{};
};

saldo_field text_field(std::string_view text) {
  saldo_field f{};
  f.id = 9;
  f.type = SALDO_FIELD_TEXT;
  f.value.text = to_abi(text);
  return f;
}

TEST(Records, ComeBackAsTheyWere) {
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    std::vector<ChanceRecord> all;
    std::string batch;
    for (int i = 0; i < 30; ++i) {
      all.emplace_back(random);
      const std::size_t before = batch.size();
      append_record(batch, all.back().record);
      ASSERT_EQ(batch.size() - before, encoded_size(all.back().record));
    }
    ASSERT_EQ(find_flaw(batch), "");
    RecordReader reader(batch);
    for (const ChanceRecord& expected : all) {
      const saldo_record* record = reader.next();
      ASSERT_NE(record, nullptr);
      expect_same(*record, expected.record);
    }
    EXPECT_EQ(reader.next(), nullptr);
    EXPECT_FALSE(reader.failed());
  }
}

TEST(Records, ArePutWhereTheyFitAsTheyAreAppended) {
  std::mt19937 random(4);
  for (int round = 0; round < 300; ++round) {
    const ChanceRecord chance(random);
    const std::string batch = batch_of(chance.record);
    std::string room(batch.size() + 1, '?');
    for (const std::size_t size : {batch.size(), batch.size() + 1}) {
      ASSERT_EQ(put_record(room.data(), room.data() + size, chance.record),
                room.data() + batch.size());
      ASSERT_EQ(room, batch + "?");
    }
    for (std::size_t size = 0; size < batch.size(); ++size)
      ASSERT_EQ(put_record(room.data(), room.data() + size, chance.record), nullptr) << size;
  }
}

TEST(Records, OfTheSdkComeBackAsTheyWere) {
  Transaction t;
  t.at = {12, 345};
  t.amount = Money{-123456, Currency::parse("CHF")};
  t.remittance = {"Rechnung 4711", "", "Danke"};
  t.booking_date = Date::parse_iso("2024-02-29");
  t.charges = {Charge{Money{50, Currency::parse("EUR")}}};
  std::vector<saldo_field> fields;
  FieldWriter writer(fields);
  describe(writer, t);
  const saldo_record out{Transaction::kKind,
                         0,
                         static_cast<std::uint32_t>(writer.fields().size()),
                         {t.at.line, t.at.offset},
                         writer.fields().data()};
  const std::string batch = batch_of(out);
  RecordReader reader(batch);
  const auto back = read_record<Transaction>(*reader.next());
  EXPECT_EQ(back.at, t.at);
  EXPECT_EQ(back.amount, t.amount);
  EXPECT_EQ(back.remittance, t.remittance);
  EXPECT_EQ(back.booking_date, t.booking_date);
  EXPECT_EQ(back.charges.at(0).amount, t.charges.at(0).amount);
}

TEST(Records, CutOffAnywhereAreRefused) {
  std::mt19937 random(5);
  ChanceRecord chance(random);
  while (chance.record.field_count < 8) chance = ChanceRecord(random);
  const std::string batch = batch_of(chance.record);
  for (std::size_t size = 1; size < batch.size(); ++size) {
    // A copy of its own, so that a sanitizer sees a read beyond the end.
    const std::string cut = batch.substr(0, size);
    RecordReader reader(cut);
    EXPECT_EQ(reader.next(), nullptr) << size;
    EXPECT_TRUE(reader.failed()) << size;
    EXPECT_EQ(reader.next(), nullptr) << "stays failed";
    EXPECT_NE(find_flaw(cut), "") << size;
  }
}

TEST(Records, AnEmptyBatchHoldsNone) {
  RecordReader reader("");
  EXPECT_EQ(reader.next(), nullptr);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(find_flaw(std::string_view()), "");
}

TEST(Records, ACountThatLiesIsRefused) {
  std::string batch = batch_of(OneField(text_field("x")).record);
  batch[7] = '\x7F';
  RecordReader reader(batch);
  EXPECT_EQ(reader.next(), nullptr);
  EXPECT_TRUE(reader.failed());
}

TEST(Records, ATextLongerThanTheBatchIsRefused) {
  std::string batch = batch_of(OneField(text_field("x")).record);
  batch[24 + 8 + 3] = '\xFF';
  EXPECT_NE(find_flaw(batch), "");
}

TEST(Records, AnUnknownTypeOfFieldIsRefused) {
  saldo_field f = text_field("x");
  std::string batch = batch_of(OneField(f).record);
  batch[24 + 2] = 5;
  EXPECT_NE(find_flaw(batch), "");
  f.type = 5;
  EXPECT_EQ(flaw_of(OneField(f).record), "field 9 has the unknown type 5");
}

TEST(Records, ReservedBytesMustBeZero) {
  std::string batch = batch_of(OneField(text_field("x")).record);
  batch[2] = 1;
  EXPECT_NE(find_flaw(batch), "");
}

TEST(Records, TextsThatAreNotUtf8AreNamedOnBothSides) {
  EXPECT_EQ(flaw_of(OneField(text_field("M\xc3\xbcller")).record), "");
  EXPECT_EQ(flaw_of(OneField(text_field("M\xc3\xbcller & Co")).record), "");
  EXPECT_NE(flaw_of(OneField(text_field("M\xfcller & Co KG, Essen")).record), "");
  const OneField bad(text_field("M\xfcller"));
  EXPECT_EQ(flaw_of(bad.record), "field 9 is not UTF-8, or holds a zero byte");
  EXPECT_EQ(find_flaw(batch_of(bad.record)), "field 9 is not UTF-8, or holds a zero byte");
}

TEST(Records, MoneyWhoseCurrencyHasFourLettersIsRefused) {
  saldo_field f{};
  f.id = 5;
  f.type = SALDO_FIELD_MONEY;
  f.value.money = {1, {'E', 'U', 'R', 'O'}, 2, {}};
  EXPECT_EQ(flaw_of(OneField(f).record), "field 5 has a currency of more than 3 letters");
}

TEST(Records, APluginThatGivesNoFieldsOrNoKindIsTold) {
  saldo_record record{};
  EXPECT_EQ(flaw_of(record), "the record has no kind");
  record.kind = 4;
  record.field_count = 1;
  EXPECT_EQ(flaw_of(record), "the record has no fields");
  saldo_field f = text_field("x");
  f.value.text.data = nullptr;
  EXPECT_EQ(flaw_of(OneField(f).record), "field 9 has no bytes");
}

}  // namespace
}  // namespace saldo::wire
