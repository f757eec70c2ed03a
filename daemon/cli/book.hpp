#pragma once

#include <string>
#include <vector>

/// The book as a whole: show it, prove it, copy it.
namespace saldo::cli {

struct ExportOptions {
  std::string socket, format;
  std::string view, as_of, out;
  std::vector<std::string> where;
};
int export_view(const ExportOptions& options);

struct VerifyOptions {
  std::string socket, format;
};
int verify(const VerifyOptions& options);

struct HealthOptions {
  std::string socket, format;
};
int health(const HealthOptions& options);

struct BackupOptions {
  std::string socket;
  std::string file;
};
int backup(const BackupOptions& options);

}  // namespace saldo::cli
