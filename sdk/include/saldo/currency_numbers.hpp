#pragma once

#include <optional>
#include <string_view>

#include "saldo/money.hpp"

/// Currencies by their three-digit number, as formats of the punched-card age write them.
namespace saldo {

namespace impl {

// ISO 4217's number and letters of every currency that Currency knows, by number.
inline constexpr std::string_view kCurrencyNumbers =
    "008ALL 012DZD 032ARS 036AUD 040ATS 044BSD 048BHD 050BDT 051AMD 052BBD 056BEF 060BMD "
    "064BTN 068BOB 072BWP 084BZD 090SBD 096BND 104MMK 108BIF 116KHR 124CAD 132CVE 136KYD "
    "144LKR 152CLP 156CNY 170COP 174KMF 188CRC 191HRK 192CUP 196CYP 203CZK 208DKK 214DOP "
    "222SVC 230ETB 232ERN 233EEK 238FKP 242FJD 246FIM 250FRF 262DJF 270GMD 276DEM 292GIP "
    "300GRD 320GTQ 324GNF 328GYD 332HTG 340HNL 344HKD 348HUF 352ISK 356INR 360IDR 364IRR "
    "368IQD 372IEP 376ILS 380ITL 388JMD 392JPY 398KZT 400JOD 404KES 408KPW 410KRW 414KWD "
    "417KGS 418LAK 422LBP 426LSL 428LVL 430LRD 434LYD 440LTL 442LUF 446MOP 454MWK 458MYR "
    "462MVR 470MTL 480MUR 484MXN 496MNT 498MDL 504MAD 512OMR 516NAD 524NPR 528NLG 532ANG "
    "533AWG 548VUV 554NZD 558NIO 566NGN 578NOK 586PKR 590PAB 598PGK 600PYG 604PEN 608PHP "
    "620PTE 634QAR 642ROL 643RUB 646RWF 654SHP 682SAR 690SCR 694SLL 702SGD 703SKK 704VND "
    "705SIT 706SOS 710ZAR 724ESP 728SSP 748SZL 752SEK 756CHF 760SYP 764THB 776TOP 780TTD "
    "784AED 788TND 792TRL 800UGX 807MKD 818EGP 826GBP 834TZS 840USD 858UYU 860UZS 882WST "
    "886YER 901TWD 925SLE 926VED 927UYW 928VES 929MRU 930STN 931CUC 932ZWL 933BYN 934TMT "
    "936GHS 938SDG 940UYI 941RSD 943MZN 944AZN 946RON 947CHE 948CHW 949TRY 950XAF 951XCD "
    "952XOF 953XPF 967ZMW 968SRD 969MGA 970COU 971AFN 972TJS 973AOA 975BGN 976CDF 977BAM "
    "978EUR 979MXV 980UAH 981GEL 984BOV 985PLN 986BRL 990CLF 997USN";
inline constexpr std::size_t kCurrencyNumberStride = 7;

}  // namespace impl

/// The currency with this number ("978" is EUR), or nothing if ISO 4217 doesn't list it.
constexpr std::optional<Currency> find_currency_by_number(std::string_view digits) {
  if (digits.size() != 3) return std::nullopt;
  const std::string_view table = impl::kCurrencyNumbers;
  for (std::size_t i = 0; i < table.size(); i += impl::kCurrencyNumberStride)
    if (table.substr(i, 3) == digits) return Currency::find(table.substr(i + 3, 3));
  return std::nullopt;
}

}  // namespace saldo
