#pragma once

#include <string>
#include <vector>

/// Documents: hand them over, look at them, decode them again.
namespace saldo::cli {

struct SubmitOptions {
  std::string socket, format;
  std::string connector;
  std::vector<std::string> files;
  bool wait = false;
};
int submit(const SubmitOptions& options);

struct DocumentsOptions {
  std::string socket, format;
  std::string document;  ///< number or SHA-256; empty: list them
  std::string status;
  bool raw = false;
};
int documents(const DocumentsOptions& options);

struct QuarantineOptions {
  std::string socket, format;
  std::string document;  ///< empty: all that is held up
};
int quarantine(const QuarantineOptions& options);

struct ReplayOptions {
  std::string socket, format;
  std::vector<std::string> documents;
  bool wait = false;
};
int replay(const ReplayOptions& options);

}  // namespace saldo::cli
