#pragma once

#include <map>
#include <string>
#include <vector>

#include "collect/dunning.hpp"
#include "flows/environment.hpp"
#include "store/dunning_accounts.hpp"

namespace saldo::flows {

/// What a run decides by: its procedure, with the calendar and rates that this names.
class DunningBasis {
 public:
  DunningBasis(const config::Config& config, const model::DunningProcedure& procedure)
      : config_(config), procedure_(procedure) {}

  const model::DunningProcedure& procedure() const { return procedure_; }
  bool needs_settlements() const { return procedure_.interest.has_value(); }
  /// For a customer's country. Where the procedure goes by the customer's calendar and there is
  /// none for the country, weekends alone are free.
  collect::DunningRules rules(const std::string& country) const;
  /// Whether customers of this procedure in the ERP are another configured procedure's: the one of
  /// that name. Those whose procedure has no namesake here are anybody's.
  bool is_of_another(const std::string& erp_procedure) const;

 private:
  const config::Config& config_;
  const model::DunningProcedure& procedure_;
  model::Calendar weekends_;
};

/// What the book says of an account, as what dunning decides on: one account for each dunning area,
/// with the ERP's procedure and block of that area, as SAP keeps them (KNB5).
std::vector<collect::DunningAccount> to_accounts(const store::AccountToDun& account,
                                                 const DunningBasis& basis, Date run_date);

}  // namespace saldo::flows
