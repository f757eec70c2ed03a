#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "cash/decision.hpp"
#include "flows/sql_book.hpp"
#include "store/decisions.hpp"

namespace saldo::flows {

/// What a run of cash application did, in counts and money, by status and by rule; of a dry run
/// also the payments, those of the largest amounts where there are many.
class ReconcileSummary {
 public:
  explicit ReconcileSummary(bool dry_run) : dry_run_(dry_run) {}

  void add(const store::UndecidedTransaction& transaction, const cash::Decision& decision,
           const SqlBook& book);
  /// `sql` names the payments of a dry run.
  std::string to_json(soci::session& sql) const;
  std::string to_json() const;

 private:
  struct Line {
    std::int64_t count = 0;
    Money sum;
  };
  using Lines = std::map<std::pair<std::string, std::string>, Line>;  ///< by name and currency
  static void count(Lines& lines, const std::string& name, Money amount);
  void keep(const store::UndecidedTransaction& transaction, const cash::Decision& decision,
            const SqlBook& book);
  boost::json::object figures() const;

  bool dry_run_;
  Lines by_status_, by_rule_, settled_;
  std::map<std::string, std::int64_t> rules_;
  std::int64_t looked_at_ = 0;
  /// The payments of a dry run by weight, largest first.
  std::multimap<std::int64_t, boost::json::object, std::greater<>> payments_;
};

}  // namespace saldo::flows
