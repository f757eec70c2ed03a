#pragma once

#include <optional>
#include <string>

#include "idoc/flat_form.hpp"
#include "idoc/messages.hpp"
#include "idoc/options.hpp"
#include "idoc/xml_form.hpp"

namespace saldo::sap {

/// The IDocs of one file, each of which stands for itself: one that is bad is set aside with its
/// money while the rest goes on. What is wrong with the file as a whole costs the file.
class File {
 public:
  File(const Host& host, const Options& options, Records& records);

  void read_xml(InputWindow::Read read);
  void read_flat(InputWindow::Read read);
  /// All money read so far, for a refusal of the whole file.
  std::optional<Money> held() const { return all_held_.sum(); }

 private:
  void begin(Control control, Place at, bool flat);
  template <class F>
  void guarded(F part);
  void end();
  void emit();
  void finish(Place end);
  void take(const FlatRecord& record);
  void require_whole(const FlatRecord& record) const;
  void note(const std::string& sentence);

  Host host_;
  Options options_;
  Records& records_;
  Segments segments_;
  Extensions extensions_;
  XmlForm xml_;
  FlatForm flat_;
  const Message* message_ = nullptr;
  Output out_;
  bool open_ = false, accepted_ = false;
  std::int64_t idocs_ = 0, notes_ = 0;
  std::optional<Rejected> fault_;  // of the IDoc at hand
  std::optional<Rejected> first_;  // of the file
  HeldMoney all_held_;
};

}  // namespace saldo::sap
