#include "cash/words.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "saldo/money.hpp"

namespace saldo::cash {
namespace {

// Each list begins and ends with a blank.
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
    "PLZ HRB CHK CHECK CHECKNO CHECKNR CHQ CHQNO CHEQUE CHEQUENO SCHECK SCHECKNR ASSEGNO BATCH "
    "TRACE TRN TXN CONFIRMATION ";
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
    " ABZGL ",        " ABZUEGLICH ",  " MINUS ",         " LESS ",      " MENOS ",
    " MOINS ",        " MENO ",        " KUERZUNG ",      " GEKUERZT ",  " SCHADEN ",
    " BRUCHSCHADEN ", " DAMAGE ",      " DAMAGES ",       " SHORTAGE ",  " FEHLMENGE ",
    " DEVOLUCION ",   " DEVOLUCAO ",   " RETOURE ",       " RETOUREN ",  " RETURNS ",
    " BONUS ",        " RABATT ",      " RAPPEL ",        " DEDUCTION ", " DEDUCCION ",
    " DEDUCAO ",      " REKLAMATION ", " CLAIM ",         " EINBEHALT ", " RETENTION ",
    " WHT ",          " WITHHOLDING ", " QUELLENSTEUER ", " RETENCION ", " RETENCAO ",
    " RITENUTA ",     " TDS ",
};
constexpr std::string_view kDiscount[] = {
    " SKONTO ",   " SKONTI ", " DISCOUNT ", " PRONTO PAGO ",
    " ESCOMPTE ", " SCONTO ", " KORTING ",  " DESCONTO ",
};

using Vocabulary = std::unordered_map<std::string_view, WordClass>;

/// A word that stands in two lists has the class of the first.
Vocabulary learn() {
  Vocabulary vocabulary;
  const auto add = [&](std::string_view list, WordClass meaning) {
    for (std::size_t begin = 1; begin < list.size();) {
      const std::size_t end = list.find(' ', begin);
      vocabulary.emplace(list.substr(begin, end - begin), meaning);
      begin = end + 1;
    }
  };
  add(kInvoice, WordClass::invoice);
  add(kOrder, WordClass::order);
  add(kCustomer, WordClass::customer);
  add(kDate, WordClass::date);
  add(kOther, WordClass::other);
  add(kFiller, WordClass::filler);
  return vocabulary;
}

template <std::size_t N>
bool any_of_them(const std::string_view (&phrases)[N], std::string_view words) {
  return std::any_of(std::begin(phrases), std::end(phrases), [&](std::string_view phrase) {
    return words.find(phrase) != std::string_view::npos;
  });
}

}  // namespace

WordClass classify(std::string_view word) {
  static const Vocabulary kVocabulary = learn();
  if (const auto known = kVocabulary.find(word); known != kVocabulary.end()) return known->second;
  return Currency::find(word) ? WordClass::currency : WordClass::none;
}

bool says_on_account(std::string_view words) { return any_of_them(kOnAccount, words); }
bool says_advice(std::string_view words) { return any_of_them(kAdvice, words); }
bool says_deduction(std::string_view words) {
  return any_of_them(kDeduction, words) && !any_of_them(kDiscount, words);
}

}  // namespace saldo::cash
