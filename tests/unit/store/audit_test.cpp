#include "store/audit.hpp"

#include <gtest/gtest.h>

#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

void add(TestBook& book, const std::string& object, const std::string& detail = "{}") {
  book.write([&](soci::session& sql) {
    add_audit(sql,
              {.actor = "unix:anna",
               .action = "document.submit",
               .object = object,
               .detail_json = detail},
              at_second(1));
  });
}

std::int64_t broken(TestBook& book) {
  return book.read([](soci::session& sql) { return first_broken_audit_entry(sql); });
}

TEST(Audit, AnUntouchedChainHolds) {
  TestBook book;
  EXPECT_EQ(broken(book), 0);
  for (const char* object : {"a", "b", "c"}) add(book, object);
  EXPECT_EQ(broken(book), 0);
  EXPECT_EQ(book.count("audit_entry"), 3);
}

TEST(Audit, AChangeOfAnyFieldBreaksTheChainThere) {
  for (const std::string change :
       {"happened_at = happened_at + 1", "actor = 'unix:bert'", "action = 'document.read'",
        "object = 'x'", "detail_json = '{\"a\":1}'", "previous_hash = ''", "hash = 'x'"}) {
    TestBook book;
    for (const char* object : {"a", "b", "c"}) add(book, object);
    book.tamper("UPDATE audit_entry SET " + change + " WHERE id = 2");
    EXPECT_EQ(broken(book), 2) << change;
  }
}

TEST(Audit, ACharacterMovedFromOneFieldToTheNextIsSeen) {
  TestBook book;
  add(book, "ab");
  book.tamper("UPDATE audit_entry SET action = 'document.submita', object = 'b'");
  EXPECT_EQ(broken(book), 1);
}

TEST(Audit, AnEntryThatIsMissingOrMovedBreaksTheChain) {
  for (const std::string change :
       {"DELETE FROM audit_entry WHERE id = 1", "DELETE FROM audit_entry WHERE id = 2",
        "UPDATE audit_entry SET id = 9 WHERE id = 1"}) {
    TestBook book;
    for (const char* object : {"a", "b", "c"}) add(book, object);
    book.tamper(change);
    EXPECT_NE(broken(book), 0) << change;
  }
}

TEST(Audit, AConfigurationIsKeptOnceUnderItsDigest) {
  TestBook book;
  for (int i = 0; i < 2; ++i)
    book.write([](soci::session& sql) { keep_config_version(sql, "d1", "a: 1", at_second(1)); });
  book.write([](soci::session& sql) { keep_config_version(sql, "d2", "a: 2", at_second(2)); });
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(digest || '=' || yaml) FROM config_version"),
            "d1=a: 1,d2=a: 2");
}

}  // namespace
}  // namespace saldo::store
