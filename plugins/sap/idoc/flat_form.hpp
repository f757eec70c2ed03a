#pragma once

#include <string>
#include <vector>

#include "idoc/flat_records.hpp"
#include "idoc/segments.hpp"

namespace saldo::sap {

/// What was passed over: segments of extensions, customers' own.
struct Extensions {
  std::int64_t count = 0;
  std::string first;
  void add(std::string_view name) {
    if (count++ == 0) first = name;
  }
};

/// IDocs as records of fixed fields: a control record, data records, status records.
class FlatForm {
 public:
  FlatForm(Segments& segments, Extensions& extensions)
      : segments_(segments), extensions_(extensions) {}

  /// A control record: the next IDoc's data follow.
  Control control(const FlatRecord& record);
  /// A data record. Throws record.length, text.encoding, idoc.number, idoc.order, idoc.limit.
  void take(const FlatRecord& record);
  bool old_release() const { return old_; }

 private:
  struct Header;
  Rejected fault(const char* rule, const FlatRecord& record, const Header& header,
                 const std::string& why) const;
  void check(const FlatRecord& record, const Header& header) const;
  bool passes_over(const Header& header, SegmentType type);

  Segments& segments_;
  Extensions& extensions_;
  bool old_ = false;  // records of release 3
  std::int64_t position_ = 0;
  std::vector<std::uint32_t> passed_;  // numbers of the open segments that are passed over
};

}  // namespace saldo::sap
