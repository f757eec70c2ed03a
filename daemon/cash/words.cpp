#include "cash/words.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "saldo/money.hpp"

namespace saldo::cash {
namespace {

/// `list` is words with one blank around each.
bool lists(std::string_view list, std::string_view word) {
  return list.find(' ' + std::string(word) + ' ') != std::string_view::npos;
}

constexpr std::string_view kInvoice =
    " RE RG RN RNR RENR RGNR RECHN RECHNR RECHNUNG RECHNUNGEN RECHNUNGSNR RECHNUNGSNUMMER BELEG "
    "BELEGNR "
    "BELEGNUMMER INV INVNO INVOICE INVOICES BILL BILLS DOC DOCUMENT FRA FRAS FACT FAC FC FACTURA "
    "FACTURAS "
    "FT FTS FAT FATURA FATURAS FACTURE FACTURES FACTUUR FACTUREN FACTUURNR FATTURA FATTURE FAKTURA "
    "FAKTURY "
    "FV ";
constexpr std::string_view kOrder =
    " BEST BESTNR BESTELL BESTELLUNG BESTELLNR BESTELLNUMMER AUFTRAG AUFTRAGSNR PO PONO ORDER "
    "ORDERS ORDRE "
    "PEDIDO PEDIDOS COMMANDE ENCOMENDA BESTELLING ORDINE ZAMOWIENIE LIEFERSCHEIN LS ALBARAN ";
constexpr std::string_view kCustomer =
    " KD KDN KDNR KND KNDNR KUNDE KUNDEN KUNDENNR KUNDENNUMMER KNR CUST CUSTOMER CLIENT CLIENTE "
    "CLIENTS "
    "KLANT KLANTNR DEBITOR DEBITORNR DEBITORENNR DEBTOR KLIENT ";
constexpr std::string_view kDate = " VOM DATUM DATE DATED FECHA DATA DATO DATI ";
constexpr std::string_view kOther =
    " TEL TELEFON TELEFONO TELEFONE FON PHONE FAX MOBIL STNR STEUERNR STEUERNUMMER UST USTID "
    "USTIDNR VAT "
    "VATNO NIF CIF NIPC NIP TVA BTW KTO KONTO KTONR KONTONR CUENTA CONTA COMPTE ACCOUNT ACCT ACC "
    "BLZ BANKL "
    "IBAN BIC SWIFT PERS PERSNR MANDAT MANDATE MREF EREF KREF CRED DEBT ETE TAN AVIS AVISNR AVISO "
    "ADVICE "
    "PLZ HRB ";
constexpr std::string_view kFiller =
    " NR NRN NRO NO NOS N NUM NUMS NUMMER NUMMERN NUMBER NUMBERS NUMERO NUMEROS NUMER ID REF REFS "
    "REFERENZ "
    "REFERENCE REFERENCIA ";

constexpr std::string_view kOnAccount[] = {
    " AKONTO ",       " A KONTO ",       " AKONTOZAHLUNG ", " AKONTIERUNG ",  " ABSCHLAG ",
    " ANZAHLUNG ",    " VORAUSZAHLUNG ", " ANTICIPO ",      " ANTICIPOS ",    " A CUENTA ",
    " POR CONTA ",    " ADIANTAMENTO ",  " ON ACCOUNT ",    " PREPAYMENT ",   " ADVANCE PAYMENT ",
    " DOWN PAYMENT ", " DEPOSIT ",       " ACOMPTE ",       " VOORSCHOT ",    " ACCONTO ",
    " ZALICZKA ",     " TEILZAHLUNG ",   " PART PAYMENT ",  " PAGO PARCIAL ",
};
constexpr std::string_view kAdvice[] = {
    " AVIS ",   " ZAHLUNGSAVIS ", " AVISNR ",        " AVISO ",
    " ADVICE ", " REMADV ",       " AVISO DE PAGO ", " AVIS DE PAIEMENT ",
};

constexpr std::string_view kDeduction[] = {
    " ABZGL ",     " ABZUEGLICH ", " MINUS ",       " LESS ",       " MENOS ",        " MOINS ",
    " MENO ",      " KUERZUNG ",   " GEKUERZT ",    " SCHADEN ",    " BRUCHSCHADEN ", " DAMAGE ",
    " DAMAGES ",   " SHORTAGE ",   " FEHLMENGE ",   " DEVOLUCION ", " DEVOLUCAO ",    " RETOURE ",
    " RETOUREN ",  " RETURNS ",    " BONUS ",       " RABATT ",     " RAPPEL ",       " DEDUCTION ",
    " DEDUCCION ", " DEDUCAO ",    " REKLAMATION ", " CLAIM ",      " EINBEHALT ",    " RETENTION ",
};
constexpr std::string_view kDiscount[] = {
    " SKONTO ",   " SKONTI ", " DISCOUNT ", " PRONTO PAGO ",
    " ESCOMPTE ", " SCONTO ", " KORTING ",  " DESCONTO ",
};

template <std::size_t N>
bool any_of_them(const std::string_view (&phrases)[N], std::string_view words) {
  return std::any_of(std::begin(phrases), std::end(phrases), [&](std::string_view phrase) {
    return words.find(phrase) != std::string_view::npos;
  });
}

}  // namespace

WordClass classify(std::string_view word) {
  if (word.empty()) return WordClass::none;
  if (lists(kInvoice, word)) return WordClass::invoice;
  if (lists(kOrder, word)) return WordClass::order;
  if (lists(kCustomer, word)) return WordClass::customer;
  if (lists(kDate, word)) return WordClass::date;
  if (lists(kOther, word)) return WordClass::other;
  if (lists(kFiller, word)) return WordClass::filler;
  return Currency::find(word) ? WordClass::currency : WordClass::none;
}

bool says_on_account(std::string_view words) { return any_of_them(kOnAccount, words); }
bool says_advice(std::string_view words) { return any_of_them(kAdvice, words); }
bool says_deduction(std::string_view words) {
  return any_of_them(kDeduction, words) && !any_of_them(kDiscount, words);
}

}  // namespace saldo::cash
