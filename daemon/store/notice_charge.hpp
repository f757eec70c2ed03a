#pragma once

#include <string>

namespace saldo::store {

/// What a notice claims beside its items: memos until they are waived or charged.
enum class NoticeCharge { fee, interest, compensation };

std::string to_string(NoticeCharge charge);
/// The column of `dunning_notice` that has its sum.
std::string column_of(NoticeCharge charge);

}  // namespace saldo::store
