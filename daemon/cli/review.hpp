#pragma once

#include <string>
#include <vector>

/// What waits for a person in cash application, and what persons decide.
namespace saldo::cli {

struct ReviewListOptions {
  std::string socket, format;
  std::string customer;
  int limit = 50;
  bool parked = false;
  std::vector<std::string> where;
};
int list_review(const ReviewListOptions& options);

/// One act on one payment; each verb uses what it needs.
struct ReviewActOptions {
  std::string socket, format;
  std::string transaction, version, reason;
  std::string customer;
  std::vector<std::string> items;
  int proposal = 1;
  bool learn = false;
};
int accept_review(const ReviewActOptions& options);
int choose_review(const ReviewActOptions& options);
int split_review(const ReviewActOptions& options);
int park_review(const ReviewActOptions& options);
int mark_not_ar(const ReviewActOptions& options);
int undo_review(const ReviewActOptions& options);

struct ExplainOptions {
  std::string socket, format;
  std::string name;
};
int explain(const ExplainOptions& options);

struct LearntListOptions {
  std::string socket, format;
  std::vector<std::string> where;
};
int list_learnt(const LearntListOptions& options);

struct LearntWithdrawOptions {
  std::string socket, format;
  std::vector<std::string> learnt;
  std::string reason;
};
int withdraw_learnt(const LearntWithdrawOptions& options);

}  // namespace saldo::cli
