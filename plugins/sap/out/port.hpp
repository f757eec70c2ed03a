#pragma once

#include <optional>
#include <string>

#include "out/payment_document.hpp"
#include "out/segment_writer.hpp"
#include "saldo/directory.hpp"
#include "saldo/transfer.hpp"

namespace saldo::sap {

struct OutIdoc {
  OutControl control;
  std::vector<OutSegment> segments;
};

/// Hands messages to SAP as IDocs (clearing proposals, dunning data, changes of credit,
/// statuses of what SAP sent):
/// files in the directory of a file port, or posts to its XML-HTTP port. The receipt says what was
/// handed over: the file's name, or the IDoc's number.
///
/// A file is written aside, then noted in `handed-over`, then renamed into the directory: whatever
/// is told twice after a crash, it appears there once, also when SAP has fetched it already. Over
/// HTTP a request whose answer was lost is sent again with the same DOCNUM and ARCKEY, by which the
/// receiver knows it.
class Port final : public Sink {
 public:
  explicit Port(Host its_host);

  void check() override;
  std::string deliver(const saldo_message& message) override;

 private:
  std::string option(const char* name, std::size_t longest) const;
  OutControl control() const;
  bool tells_outbound_codes() const { return is_second("status_codes", "inbound", "outbound"); }
  /// Whether one of two words stands in an option: the second, rather than the first.
  bool is_second(const char* name, std::string_view first, std::string_view second) const;
  /// How clearings become FI documents; nothing where they are payment advices.
  std::optional<Posting> posting() const;
  OutIdoc idoc(const std::string& number, const std::string& key, Date created) const;
  OutIdoc clearing(std::string_view body) const;
  OutIdoc dunning(std::string_view body) const;
  OutIdoc credit(std::string_view body) const;
  template <class Change>
  OutIdoc customer_change(const Change& change) const;
  OutIdoc status(std::string_view body) const;
  std::string to_file(const std::string& key, const std::string& idoc);
  std::string to_server(const std::string& number, const std::string& idoc);

  std::optional<Directory> directory_;
  std::optional<Transfer> server_;
  bool flat_ = false;
};

}  // namespace saldo::sap
