#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string_view>

#include "flows/environment.hpp"

namespace saldo::flows {

/// Runs a view over one consistent snapshot of the book. `as_of` none: today, all that is known.
/// Fails with not_found when there is no such view.
Result<void> export_view(const Environment& environment, std::string_view name,
                         std::optional<Date> as_of,
                         const std::function<void(boost::json::object&)>& each);

}  // namespace saldo::flows
