#pragma once

#include <cstdint>

/// Row ids of the book. Distinct types, so that an item's id can't be passed for a customer's; they
/// compare, hash and order like the integers they are. 0 is no row.
namespace saldo::model {

enum class DocumentId : std::int64_t {};
enum class CustomerId : std::int64_t {};
enum class ItemId : std::int64_t {};
enum class StatementId : std::int64_t {};
enum class TransactionId : std::int64_t {};
enum class AdviceId : std::int64_t {};
enum class AllocationId : std::int64_t {};
enum class NoticeId : std::int64_t {};
enum class RunId : std::int64_t {};

/// The integer that the store keeps.
template <class Id>
constexpr std::int64_t raw(Id id) {
  return static_cast<std::int64_t>(id);
}

}  // namespace saldo::model
