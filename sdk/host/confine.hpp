#pragma once

#include <cstdint>
#include <string>

namespace saldo::host {

struct Allowance {
  std::uint64_t address_space_bytes = 0;
  int directories = 0;  ///< granted ones, open from wire::kFirstDirectoryFd
};

/// Confines the process in two steps, because loading a plugin runs its constructors and needs
/// files: before_load() leaves the system's libraries readable, after_load() nothing but the
/// granted directories. What the kernel doesn't offer is left out and missing in level().
class Confinement {
 public:
  explicit Confinement(const Allowance& allowance) : allowance_(allowance) {}
  void before_load();
  void after_load();
  /// What is in force, e.g. "landlock7+seccomp".
  std::string level() const;

 private:
  bool enforce_landlock(bool loading);
  bool enforce_filter(bool loading);

  Allowance allowance_;
  bool landlock_ = true, seccomp_ = true;
};

}  // namespace saldo::host
