#pragma once

#include <algorithm>
#include <string>
#include <vector>

/// BAI2 documents for tests, with the trailers that they must have.
namespace saldo::bank_testing {

/// The lines of an account, each with its end, and the sum of their figures.
struct Bai2Account {
  std::string lines;
  std::int64_t sum = 0;
};

inline std::int64_t lines_in(const std::string& s) {
  return static_cast<std::int64_t>(std::count(s.begin(), s.end(), '\n'));
}

inline std::string bai2_account(const Bai2Account& a) {
  return a.lines + "49," + std::to_string(a.sum) + "," + std::to_string(lines_in(a.lines) + 1) +
         "/\n";
}

inline constexpr const char* kBai2Group = "02,SALDO,021000021,1,260105,2359,USD,2/\n";

inline std::string bai2_group(const std::vector<Bai2Account>& accounts,
                              const std::string& header = kBai2Group) {
  std::string group = header;
  std::int64_t sum = 0;
  for (const auto& a : accounts) {
    group += bai2_account(a);
    sum += a.sum;
  }
  return group + "98," + std::to_string(sum) + "," + std::to_string(accounts.size()) + "," +
         std::to_string(lines_in(group) + 1) + "/\n";
}

inline constexpr const char* kBai2File = "01,021000021,SALDO,260106,0600,1,,,2/\n";

/// A file of one group.
inline std::string bai2_document(const std::vector<Bai2Account>& accounts,
                                 const std::string& group_header = kBai2Group) {
  const std::string group = bai2_group(accounts, group_header);
  std::int64_t sum = 0;
  for (const auto& a : accounts) sum += a.sum;
  return kBai2File + group + "99," + std::to_string(sum) + ",1," +
         std::to_string(lines_in(group) + 2) + "/\n";
}

}  // namespace saldo::bank_testing
