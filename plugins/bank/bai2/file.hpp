#pragma once

#include "bai2/account.hpp"
#include "bai2/controls.hpp"
#include "bai2/detail.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::bai2 {

/// Reads one document: files (01 … 99) of groups (02 … 98) of accounts (03 … 49).
///
/// An account is a statement. It waits for the trailer of its group, whose total covers it; its
/// transactions don't wait.
class File {
 public:
  File(const Host& host, Input& input, Records& records);
  void read();
  /// The incoming money that was read so far.
  std::optional<Money> money();

 private:
  enum class Inside { kNothing, kFile, kGroup, kAccount };
  enum class Open { kNone, kSmall, kAccount, kDetail, kRefused };
  struct Group {
    std::string bank;
    Currency currency;
    Date day;
    bool interim = false;
    std::optional<Rejected> fault;  // refuses all its accounts
  };
  struct Waiting {
    Statement statement;
    std::optional<Money> money;
  };

  void take(const Record& record);
  void go_on(const Record& record);
  void go_on_broken(const Record& line);
  void complete();
  void complete_small();

  void begin_file(const Record& record);
  void begin_group(const Record& record);
  void read_group(const Record& record);
  void begin_account(const Record& record);
  void begin_detail(const Record& record);
  void finish_detail();
  void end_account(const Record& record);
  void leave_account_open(const Record& next);
  void close_account(const Trailer& trailer);
  void end_group(const Record& record);
  void end_file(const Record& record);
  void finish();

  void fill_statement();
  void prove_account(const Trailer& trailer);
  void decide_kind();
  bool summary_explains() const;
  void settle_waiting();
  void broken(const Rejected& fault);
  Rejected order_fault(const Record& record, const std::string& why) const;
  Rejected with_first_fault(Rejected fault) const;

  Host host_;
  bool lenient_;
  RecordReader reader_;
  Records& records_;
  StatementSet statements_;

  Inside inside_ = Inside::kNothing;
  Open open_ = Open::kNone;  // which record the next 88 continues
  Record small_;             // a header or trailer, and its continuations, in small_body_
  std::string small_body_;
  std::int64_t small_from_ = 0;  // records before it
  std::int64_t count_ = 0;       // records of the document
  std::int64_t files_ = 0;

  Group group_;
  Level file_level_{0}, group_level_{0};
  std::vector<Waiting> waiting_;
  std::size_t group_waits_from_ = 0;
  std::int64_t group_accounts_ = 0;

  Statement statement_;
  AccountHeader header_;
  Detail detail_;
  StatementLines lines_;
  std::int64_t account_from_ = 0, details_sum_ = 0;
  std::optional<Rejected> fault_;  // of the account at hand
  HeldMoney all_money_;
};

}  // namespace saldo::bank::bai2
