#include "columns.hpp"

#include <algorithm>

#include "saldo/text.hpp"

namespace saldo::table {

namespace {

struct KnownNames {
  Role role;
  const char* option;
  std::string_view names;  // as heading_key() has them
};

// What payers call them in German, English, Spanish, Portuguese, French, Dutch, Italian, Polish.
constexpr KnownNames kKnown[] = {
    {Role::document, "document",
     "invoice invoiceno invoicenumber invoicenr invoiceref document documentno documentnumber "
     "docno "
     "docnumber yourreference yourref billno rechnung rechnungsnr rechnungsnummer rechnungnr rgnr "
     "renr beleg belegnr belegnummer ihrbeleg ihrereferenz rechnungsreferenz factura nfactura "
     "numfactura numerofactura nmerofactura nofactura fra documento ndocumento fatura nfatura "
     "numerofatura nmerodafatura facture nfacture numerofacture numrofacture numrodefacture "
     "factuur factuurnr factuurnummer fattura nfattura numerofattura faktura nrfaktury "
     "numerfaktury"},
    {Role::amount, "amount",
     "amount paid amountpaid paidamount payment paymentamount netamount net betrag zahlbetrag "
     "zahlungsbetrag gezahlt nettobetrag importe importepagado pagado pago valor valorpago "
     "montante "
     "montant montantpaye montantpay montantrgl paye bedrag betaald betaaldbedrag importo pagato "
     "kwota kwotazapaty"},
    {Role::gross, "gross",
     "gross grossamount invoiceamount billed openamount brutto bruttobetrag rechnungsbetrag "
     "importebruto bruto importefactura valorbruto valorfatura montantbrut brut montantfacture "
     "brutobedrag factuurbedrag lordo importolordo kwotabrutto"},
    {Role::discount, "discount",
     "discount cashdiscount discounttaken skonto skontobetrag descuento descuentopp dtopp "
     "desconto descontofinanceiro escompte korting betalingskorting sconto rabat"},
    {Role::deduction, "deduction",
     "deduction deductions adjustment abzug abzge kuerzung krzung deduccion deduccin "
     "ajuste deducao deduo retenue deduction dduction inhouding detrazione trattenuta potracenie "
     "potrcenie"},
    {Role::reason, "reason",
     "reason reasoncode deductionreason code grund abzugsgrund kuerzungsgrund krzungsgrund text "
     "motivo razon razn motif reden causale powod"},
    {Role::number, "number",
     "advice adviceno advicenumber remittanceno remittanceadvice paymentno paymentnumber "
     "paymentreference avis avisnr avisnummer zahlungsavis zahlungsnr zahlungsbeleg aviso naviso "
     "numeroaviso avisno navis numroavis avviso"},
    {Role::customer, "customer",
     "customer customerno customernumber accountno accountnumber kunde kundennr kundennummer "
     "debitor debitornr debitorennummer cliente ncliente numerocliente codigocliente cdigocliente "
     "client nclient numeroclient klant klantnr klantnummer klient nrklienta"},
    {Role::payment_date, "payment_date",
     "paymentdate datepaid valuedate payday zahlungsdatum zahldatum valutadatum fechapago "
     "fechadepago "
     "fecha datapagamento datadepagamento datepaiement datedepaiement betaaldatum betaldatum "
     "datazapaty"},
    {Role::total, "total",
     "total totalamount totalpaid paymenttotal sum summe gesamt gesamtbetrag zahlungssumme "
     "importetotal totalpago valortotal totalgeral montanttotal totaal totaalbedrag totale razem "
     "suma"},
    {Role::currency, "currency_column",
     "currency curr ccy whrung waehrung whrg moneda divisa moeda devise monnaie valuta waluta"},
};
static_assert(std::size(kKnown) == kRoles);

std::vector<std::string> split(std::string_view list, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(separator, begin), list.size());
    if (end > begin) parts.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::size_t place(const char* option, std::string_view value) {
  const std::string_view digits = value.substr(1);
  if (!text::all_digits(digits) || digits.size() > 3 || digits == "0")
    throw Stop(SALDO_E_CONFIG, "option " + std::string(option) + ": " + text::quoted(value) +
                                   " is no place of a column; use #1 for the first");
  return static_cast<std::size_t>(Money::parse_minor(digits, 0)) - 1;
}

}  // namespace

std::string heading_key(std::string_view heading) {
  std::string key;
  for (const char c : heading) {
    if (c >= 'A' && c <= 'Z') key += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
  }
  return key;
}

ColumnNames::ColumnNames(const Host& host) {
  for (const KnownNames& known : kKnown) {
    auto& names = names_[index(known.role)];
    const std::string value = host.option(known.option).value_or("");
    if (value.starts_with('#'))
      places_[index(known.role)] = place(known.option, value);
    else if (!value.empty())
      for (const std::string& name : split(value, ',')) names.push_back(heading_key(name));
    else
      names = split(known.names, ' ');
  }
}

std::optional<Role> ColumnNames::role_of(std::string_view heading) const {
  const std::string key = heading_key(heading);
  if (key.empty()) return std::nullopt;
  for (const KnownNames& known : kKnown) {
    const auto& names = names_[index(known.role)];
    if (std::find(names.begin(), names.end(), key) != names.end()) return known.role;
  }
  return std::nullopt;
}

Header header_of(const Row& row, const ColumnNames& names) {
  Header header;
  for (std::size_t i = 0; i < row.cells.size(); ++i)
    if (const auto role = names.role_of(row.cells[i]))
      if (auto& column = header.columns[ColumnNames::index(*role)]; !column) column = i;
  for (std::size_t i = 0; i < kRoles; ++i)
    if (const auto at = names.place_of(static_cast<Role>(i))) header.columns[i] = at;
  return header;
}

}  // namespace saldo::table
