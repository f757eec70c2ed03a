#include "store/store.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "store/migrations.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

void put_cursor(soci::session& sql, const std::string& value) {
  set_source_cursor(sql, "bank", value);
}
std::string cursor(TestBook& book) {
  return book.read([](soci::session& sql) { return source_cursor(sql, "bank"); });
}

TEST(Store, OpensANewBookAtTheNewestVersionInWalMode) {
  TestBook book;
  EXPECT_EQ(book.store().version(), migrations().back().version);
  EXPECT_EQ(book.text("SELECT * FROM pragma_journal_mode"), "wal");
}

TEST(Store, ReopeningFindsWhatWasCommitted) {
  const check::TemporaryFolder folder;
  const auto file = folder.path() / "saldo.db";
  {
    const auto store = Store::open(file).value();
    WriteTransaction transaction(*store);
    put_cursor(transaction.sql(), "7");
    transaction.commit();
  }
  const auto store = Store::open(file).value();
  EXPECT_EQ(store->version(), migrations().back().version);
  Snapshot snapshot(*store);
  EXPECT_EQ(source_cursor(snapshot.sql(), "bank"), "7");
}

TEST(Store, ABookOfANewerSaldoIsRefusedByName) {
  TestBook book;
  book.tamper("INSERT INTO schema_version (version, name) VALUES (99, 'from the future')");
  const auto opened = Store::open(book.file());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FailureKind::conflict);
  EXPECT_EQ(opened.error().file, book.file().string());
}

TEST(Store, AFileThatIsNoBookIsRefusedWithItsSetting) {
  const check::TemporaryFolder folder;
  folder.put("saldo.db", std::string(4096, 'x'));
  const auto opened = Store::open(folder.path() / "saldo.db");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FailureKind::unavailable);
  EXPECT_NE(opened.error().message.find("store.url"), std::string::npos);
  EXPECT_EQ(folder.get("saldo.db"), std::string(4096, 'x')) << "it is left as it is";
}

TEST(Store, AFolderThatIsMissingIsRefused) {
  const check::TemporaryFolder folder;
  EXPECT_FALSE(Store::open(folder.path() / "nowhere" / "saldo.db"));
}

TEST(Store, WhatIsNotCommittedIsRolledBack) {
  TestBook book;
  {
    WriteTransaction transaction(book.store());
    put_cursor(transaction.sql(), "lost");
  }
  EXPECT_EQ(cursor(book), "");
}

TEST(Store, AnExceptionRollsBackAndTheNextWriterGoesOn) {
  TestBook book;
  EXPECT_THROW(book.write([](soci::session& sql) {
    put_cursor(sql, "lost");
    sql << "INSERT INTO no_such_table VALUES (1)";
  }),
               soci::soci_error);
  EXPECT_EQ(cursor(book), "");
  book.write([](soci::session& sql) { put_cursor(sql, "kept"); });
  EXPECT_EQ(cursor(book), "kept");
}

TEST(Store, ASnapshotDoesNotSeeLaterCommits) {
  TestBook book;
  book.write([](soci::session& sql) { put_cursor(sql, "before"); });
  Snapshot snapshot(book.store());
  book.write([](soci::session& sql) { put_cursor(sql, "after"); });
  EXPECT_EQ(source_cursor(snapshot.sql(), "bank"), "before");
  EXPECT_EQ(cursor(book), "after");
  EXPECT_EQ(source_cursor(snapshot.sql(), "bank"), "before");
}

TEST(Store, ASnapshotDoesNotSeeWhatIsBeingWritten) {
  TestBook book;
  WriteTransaction transaction(book.store());
  put_cursor(transaction.sql(), "soon");
  EXPECT_EQ(cursor(book), "");
  EXPECT_EQ(source_cursor(transaction.sql(), "bank"), "soon");
  transaction.commit();
  EXPECT_EQ(cursor(book), "soon");
}

TEST(Store, ASnapshotThatIsUsedAgainSeesWhatIsNewByThen) {
  TestBook book;
  for (const char* value : {"1", "2", "3"}) {
    book.write([&](soci::session& sql) { put_cursor(sql, value); });
    EXPECT_EQ(cursor(book), value);
  }
}

TEST(Store, ASnapshotCannotWrite) {
  TestBook book;
  EXPECT_THROW(book.read([](soci::session& sql) { put_cursor(sql, "no"); }), soci::soci_error);
  EXPECT_EQ(cursor(book), "");
}

TEST(Store, WritersOfManyThreadsTakeTurns) {
  TestBook book;
  book.write([](soci::session& sql) { put_cursor(sql, "0"); });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i)
        book.write([](soci::session& sql) {
          sql << "UPDATE source_cursor SET position = CAST(position + 1 AS TEXT)";
        });
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cursor(book), "100");
}

TEST(Store, ACommitEndsTheTurnThoughTheTransactionIsStillInScope) {
  TestBook book;
  WriteTransaction first(book.store());
  put_cursor(first.sql(), "first");
  first.commit();
  book.write([](soci::session& sql) { put_cursor(sql, "second"); });
  EXPECT_EQ(cursor(book), "second");
}

TEST(Store, BothDurabilitiesSetWhatACommitSurvives) {
  TestBook book;
  for (const auto& [durability, expected] :
       {std::pair{Durability::acknowledged, 2}, std::pair{Durability::repeatable, 1}}) {
    WriteTransaction transaction(book.store(), durability);
    int level = 0;
    transaction.sql() << "PRAGMA synchronous", soci::into(level);
    EXPECT_EQ(level, expected);
  }
}

TEST(Store, IsBroughtToDiskWhileAnotherWrites) {
  TestBook book;
  book.write([](soci::session& sql) { put_cursor(sql, "before"); });
  WriteTransaction transaction(book.store());
  put_cursor(transaction.sql(), "meanwhile");
  book.store().sync();
  transaction.commit();
  book.store().sync();
  EXPECT_EQ(cursor(book), "meanwhile");
}

TEST(Store, ACopyHoldsWhatWasCommittedAndNothingElse) {
  TestBook book;
  book.write([](soci::session& sql) { put_cursor(sql, "committed"); });
  const auto copy = book.folder() / "copy.db";
  WriteTransaction transaction(book.store());
  put_cursor(transaction.sql(), "in the air");
  book.store().copy_to(copy);
  transaction.commit();
  const auto opened = Store::open(copy).value();
  Snapshot snapshot(*opened);
  EXPECT_EQ(source_cursor(snapshot.sql(), "bank"), "committed");
  EXPECT_EQ(cursor(book), "in the air");
}

TEST(Store, ACopyOntoAFileThatExistsIsRefusedAndTheBookGoesOn) {
  TestBook book;
  const auto copy = book.folder() / "copy.db";
  book.store().copy_to(copy);
  EXPECT_THROW(book.store().copy_to(copy), soci::soci_error);
  book.write([](soci::session& sql) { put_cursor(sql, "still"); });
  EXPECT_EQ(cursor(book), "still");
}

TEST(Store, ReferencesToWhatDoesNotExistAreRefused) {
  TestBook book;
  EXPECT_THROW(book.write([](soci::session& sql) {
    sql << "INSERT INTO delivery (document_id, connector, name, delivered_at, actor) VALUES "
           "(99, 'bank', 'x', 0, 'x')";
  }),
               soci::soci_error);
}

}  // namespace
}  // namespace saldo::store
