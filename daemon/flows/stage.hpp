#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace saldo::flows {

/// Holds the decoded records of one document until it is known that they may take effect: in
/// memory up to 8 MiB, then in an unnamed file. One thread at a time.
class Stage {
 public:
  /// `scratch` is a folder for the unnamed file.
  explicit Stage(std::filesystem::path scratch) : scratch_(std::move(scratch)) {}

  /// Adds a batch as it came over the wire.
  Result<void> add(std::string_view batch);
  /// Gives back every batch in order. May be called several times.
  Result<void> replay(const std::function<void(std::string_view batch)>& each) const;
  /// The statements and extracts of all batches and the refusals of others, as a batch: they come
  /// behind what they speak of and are needed before it.
  std::string_view verdicts() const { return verdicts_; }
  std::uint64_t bytes() const { return memory_.size() + spilled_; }

 private:
  Result<void> spill();
  std::filesystem::path scratch_;
  std::string memory_;  // u32 size and batch, repeated
  std::string verdicts_;
  FileHandle file_;
  std::uint64_t spilled_ = 0;
};

}  // namespace saldo::flows
