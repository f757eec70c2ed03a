#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "support/documents.hpp"

namespace saldo::test {

/// Customers, their invoices, and a bank account on which some of them are paid: by creditor
/// reference, by number, by several numbers, with nothing but the payer's account, by strangers,
/// twice. Among them are payments whose meaning depends on what was decided before. The same seed
/// gives the same period.
struct Period {
  std::vector<Debtor> debtors;
  std::vector<Bill> bills;
  std::vector<Sheet> sheets;  ///< one a day, each opening with the balance before

  /// As files: name and bytes, in the order in which they should be taken.
  std::vector<std::pair<std::string, std::string>> erp_files() const;
  std::vector<std::pair<std::string, std::string>> bank_files() const;
};

struct PeriodSize {
  int debtors = 20, bills = 100, days = 8, transfers_a_day = 8;
};

Period make_period(std::uint32_t seed, const PeriodSize& size = {});

/// Puts a file where a source looks: complete before it has its name.
void drop(const std::filesystem::path& folder, const std::string& name, const std::string& bytes);

}  // namespace saldo::test
