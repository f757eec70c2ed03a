#pragma once

#include <string>
#include <vector>

/// Mails to customers, and addresses that take none.
namespace saldo::cli {

struct MailListOptions {
  std::string socket, format;
  std::string state, notice;
  std::vector<std::string> where;
};
int list_mails(const MailListOptions& options);

struct MailAddressesOptions {
  std::string socket, format;
  std::vector<std::string> where;
};
int list_undeliverable(const MailAddressesOptions& options);

struct MailLiftOptions {
  std::string socket, format;
  std::string address;
};
int lift_undeliverable(const MailLiftOptions& options);

}  // namespace saldo::cli
