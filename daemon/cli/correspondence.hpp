#pragma once

#include <string>
#include <vector>

/// Mails that came in.
namespace saldo::cli {

struct CorrespondenceListOptions {
  std::string socket, format;
  std::string customer, classification;
  std::vector<std::string> where;
  bool unthreaded = false;
};
int list_correspondence(const CorrespondenceListOptions& options);

struct CorrespondenceShowOptions {
  std::string socket, format;
  std::string mail;
};
int show_correspondence(const CorrespondenceShowOptions& options);

}  // namespace saldo::cli
