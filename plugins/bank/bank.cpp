#include "bgmax/bgmax.hpp"
#include "camt/camt.hpp"
#include "coda/coda.hpp"
#include "ktl/ktl.hpp"
#include "mt940/mt940.hpp"
#include "ocr_giro/ocr_giro.hpp"
#include "tito/tito.hpp"

SALDO_PLUGIN("saldo.bank", "0.1.0",
             // One line a decoder, in the order of plugin.yaml.
             SALDO_COMPONENT("camt", saldo::bank::Camt), SALDO_COMPONENT("coda", saldo::bank::Coda),
             SALDO_COMPONENT("ocr-giro", saldo::bank::OcrGiro),
             SALDO_COMPONENT("bgmax", saldo::bank::BgMax),
             SALDO_COMPONENT("tito", saldo::bank::Tito), SALDO_COMPONENT("ktl", saldo::bank::Ktl),
             SALDO_COMPONENT("mt940", saldo::bank::Mt940))
