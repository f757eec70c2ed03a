#include "model/extract.hpp"

namespace saldo::model {

namespace {

ExtractProof loading(std::string reason) {
  return {ExtractProof::State::loading, std::move(reason)};
}
ExtractProof incomplete(std::string reason) {
  return {ExtractProof::State::incomplete, std::move(reason)};
}

}  // namespace

ExtractProof judge(const std::vector<ExtractPart>& parts) {
  std::int64_t expected = 1, rows = 0;
  for (const ExtractPart& p : parts) {
    if (p.part != expected)
      return loading("part " + std::to_string(expected) + " is not in the book.");
    ++expected;
    rows += p.rows;
  }
  if (parts.empty() || !parts.back().last)
    return loading("part " + std::to_string(expected) + " is not in the book.");
  for (const ExtractPart& p : parts) {
    if (!p.total)
      return incomplete("with part " + std::to_string(p.part) +
                        " the ERP didn't count its rows, or they moved while it was read.");
    if (*p.total != *parts.front().total)
      return incomplete("the ERP counted " + std::to_string(*parts.front().total) +
                        " rows with part 1 and " + std::to_string(*p.total) + " with part " +
                        std::to_string(p.part) + ": its book changed while it was read.");
  }
  if (rows != *parts.front().total)
    return incomplete("the parts have " + std::to_string(rows) + " rows, the ERP counted " +
                      std::to_string(*parts.front().total) + ".");
  return {ExtractProof::State::complete, {}};
}

}  // namespace saldo::model
