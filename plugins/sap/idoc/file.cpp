#include "idoc/file.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::sap {

File::File(const Host& host, const Options& options, Records& records)
    : host_(host),
      options_(options),
      records_(records),
      xml_(segments_, extensions_),
      flat_(segments_, extensions_) {}

/// A fault costs the IDoc at hand; the first one is told.
template <class F>
void File::guarded(F part) {
  if (fault_) return;
  try {
    part();
  } catch (const Rejected& fault) {
    fault_ = fault;
  }
}

void File::begin(Control control, Place at, bool flat) {
  ++idocs_;
  open_ = true;
  out_ = {};
  out_.index = idocs_;
  segments_.begin(std::move(control), idocs_, at, options_.conventions);
  guarded([&] {
    const std::string& client = segments_.control().client;
    if (!options_.client.empty() && client != options_.client)
      throw Rejected("idoc.client", xml::where(at) + segments_.document() +
                                        ", control record, MANDT " + text::quoted(client) +
                                        ": is not client " + options_.client +
                                        ", which option client names; send it to its own system's "
                                        "connector")
          .at_place(at)
          .figures(options_.client, client);
    message_ = &message_of(segments_, flat);
    segments_.set_family(message_->family);
  });
}

void File::end() {
  if (!std::exchange(open_, false)) return;
  guarded([&] { message_->read(segments_, out_); });
  if (fault_) {
    fault_->holds(out_.held.sum());
    records_.refuse(idocs_, *fault_);
    if (!first_) first_ = fault_;
    fault_.reset();
  } else {
    emit();
  }
  if (const auto held = out_.held.sum()) all_held_.add(*held);
}

void File::emit() {
  accepted_ = true;
  for (const auto& record : out_.records)
    std::visit([&](const auto& r) { records_.emit(r); }, record);
  for (const auto& sentence : out_.notes) note(segments_.document() + ": " + sentence);
}

/// A large file may have one a line; the first ones tell enough.
void File::note(const std::string& sentence) {
  constexpr std::int64_t kLogged = 20;
  if (++notes_ <= kLogged) host_.log(SALDO_LOG_INFO, sentence);
  if (notes_ == kLogged) host_.log(SALDO_LOG_INFO, "further remarks on the file are not shown");
}

void File::finish(Place end) {
  if (idocs_ == 0)
    throw Rejected("document.empty", xml::where(end) + "the file holds no IDoc").at_place(end);
  if (extensions_.count != 0)
    host_.log(SALDO_LOG_INFO, std::to_string(extensions_.count) +
                                  " segments of extensions were passed over; the first is " +
                                  text::quoted(extensions_.first));
  if (first_ && !accepted_) throw Rejected(*first_).holds(held());
}

void File::read_xml(InputWindow::Read read) {
  XmlSlices slices(std::move(read), {});
  std::string root;
  for (;;) {
    const XmlEvent& event = xml_.next(slices);
    if (event.kind == XmlEvent::Kind::kOpened) root = event.name;
    if (event.kind == XmlEvent::Kind::kEnd) return finish(event.at);
    if (event.kind != XmlEvent::Kind::kSubtree) continue;
    if (event.name != "IDOC")
      throw Rejected("xml.root", xml::where(event.at) + text::quoted(event.name) +
                                     " stands where an <IDOC> is expected")
          .at_place(event.at)
          .figures("IDOC", std::string(event.name));
    Control control;
    guarded([&] { control = xml_.parse(slices, event, root); });
    begin(std::move(control), event.at, /*flat=*/false);
    guarded([&] { xml_.build(); });
    end();
  }
}

void File::read_flat(InputWindow::Read read) {
  FlatRecords records(std::move(read), options_.code_page);
  FlatRecord record;
  while (records.next(record)) {
    require_whole(record);
    if (record.is_control()) {
      end();
      guarded([&] {
        if (record.bad != text::npos)
          throw Rejected("text.encoding",
                         xml::where(record.at) + "byte " + std::to_string(record.bad + 1) +
                             " of the control record is not UTF-8; set option code_page to what "
                             "the port writes")
              .at_place(record.at);
      });
      begin(flat_.control(record), record.at, /*flat=*/true);
    } else if (!record.is_status()) {
      take(record);
    }
  }
  end();
  finish(records.end());
}

void File::take(const FlatRecord& record) {
  if (!open_)
    throw Rejected("idoc.control", xml::where(record.at) + "the record " +
                                       text::quoted(record.text.substr(0, 30)) +
                                       " stands where a control record, EDI_DC40 or EDI_DC, is "
                                       "expected; have the sender write the file again")
        .at_place(record.at)
        .figures("EDI_DC40", std::string(record.text.substr(0, 8)));
  guarded([&] { flat_.take(record); });
}

/// A record that isn't whole means that the file is still being written, or was cut off: none of
/// it may be posted.
void File::require_whole(const FlatRecord& record) const {
  const std::size_t width = FlatRecords::width_of(record, flat_.old_release());
  if (record.ended || record.characters >= width) return;
  throw Rejected("file.truncated",
                 xml::where(record.at) + "the file ends in " +
                     (open_ ? segments_.document() : "its first IDoc") + ", in the record " +
                     text::quoted(text::trim(record.text.substr(0, 30))) + ", behind " +
                     std::to_string(record.characters) + " of " + std::to_string(width) +
                     " characters and without a line end: it was cut off or is "
                     "still being written; fetch it again")
      .at_place(record.at)
      .figures(std::to_string(width), std::to_string(record.characters));
}

}  // namespace saldo::sap
