#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "saldo/date.hpp"

namespace soci {
class session;
}

/// What the book shows: one JSON object a row, in an order that depends on content alone, so that
/// equal books give equal bytes.
namespace saldo::store {

struct View {
  std::string_view name;     ///< e.g. "items"
  std::string_view summary;  ///< one line for help
};
const std::vector<View>& views();

/// Runs a view as of a date (none: all that is known). Fails with not_found for an unknown name.
Result<void> export_view(soci::session& sql, std::string_view name, std::optional<Date> as_of,
                         const std::function<void(boost::json::object&)>& each);

/// Facts for aging: open amounts and unapplied money as of a date, which are not printed as they
/// are.
struct OpenFact {
  std::string customer, company_code, currency;
  std::int64_t minor = 0;  ///< open on an item; negative for credits
  Date due_date;           ///< empty: unapplied money
};
void for_each_open_fact(soci::session& sql, Date as_of,
                        const std::function<void(const OpenFact&)>& each);

}  // namespace saldo::store
