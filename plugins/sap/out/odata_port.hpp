#pragma once

#include <optional>
#include <string>

#include "out/dunning.hpp"
#include "saldo/transfer.hpp"

namespace saldo::sap {

/// Writes dunning data into SAP's A_CustomerDunning: reads what SAP has, judges whether what saldo
/// tells may stand in its place, and changes exactly that state (If-Match). What is there already
/// isn't written again, so that a change whose answer was lost has its effect once. What SAP has
/// newer or otherwise is never overwritten: rule dunning.newer, dunning.level, dunning.block.
class OdataPort final : public Sink {
 public:
  explicit OdataPort(Host its_host);

  void check() override;
  /// The receipt says what SAP has now.
  std::string deliver(const saldo_message& message) override;

 private:
  /// What SAP has, and what it asks for with a change.
  struct Known {
    std::string etag, token, cookies;
    Date last;
    std::int64_t level = 0;
    std::string block;
  };
  Transfer& service();
  std::string target_of(const DunningData& data) const;
  Known read(const DunningData& data);
  unsigned change(const DunningData& data, const Known& known);

  std::optional<Transfer> service_;  ///< from the first request on
  std::string client_;
};

}  // namespace saldo::sap
