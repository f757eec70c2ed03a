#pragma once

#include <string>
#include <vector>

/// The collector's day: the worklist, promises, contacts.
namespace saldo::cli {

struct WorklistOptions {
  std::string socket, format;
  std::string as_of;
  std::vector<std::string> where;
};
int show_worklist(const WorklistOptions& options);

struct StatementOptions {
  std::string socket, format;
  std::string customer, from, to, out;
};
int print_statement(const StatementOptions& options);

struct PromiseAddOptions {
  std::string socket, format;
  std::string customer, amount, date, tolerance, by, note;
  std::vector<std::string> items;
};
int add_promise(const PromiseAddOptions& options);

struct PromiseListOptions {
  std::string socket, format;
  std::string customer, state;
};
int list_promises(const PromiseListOptions& options);

struct PromiseWithdrawOptions {
  std::string socket, format;
  std::string promise, reason;
};
int withdraw_promise(const PromiseWithdrawOptions& options);

struct ContactAddOptions {
  std::string socket, format;
  std::string customer, channel, date, person, outcome, note, next;
  std::vector<std::string> items;
  bool incoming = false;
};
int add_contact(const ContactAddOptions& options);

struct ContactListOptions {
  std::string socket, format;
  std::string customer;
};
int list_contacts(const ContactListOptions& options);

}  // namespace saldo::cli
