#include "bai2/bai2.hpp"
#include "bgmax/bgmax.hpp"
#include "camt/camt.hpp"
#include "cfonb120/cfonb120.hpp"
#include "coda/coda.hpp"
#include "cremul/cremul.hpp"
#include "ktl/ktl.hpp"
#include "lockbox/lockbox.hpp"
#include "mt940/mt940.hpp"
#include "norma43/norma43.hpp"
#include "ocr_giro/ocr_giro.hpp"
#include "ofx/ofx.hpp"
#include "pain/pain.hpp"
#include "tito/tito.hpp"
#include "x12/x12_820.hpp"

SALDO_PLUGIN(
    "saldo.bank", "0.1.0",
    // One line a decoder, in the order of plugin.yaml.
    SALDO_COMPONENT("camt", saldo::bank::Camt), SALDO_COMPONENT("mt940", saldo::bank::Mt940),
    SALDO_COMPONENT("bai2", saldo::bank::Bai2), SALDO_COMPONENT("norma43", saldo::bank::Norma43),
    SALDO_COMPONENT("coda", saldo::bank::Coda), SALDO_COMPONENT("cfonb120", saldo::bank::Cfonb120),
    SALDO_COMPONENT("ofx", saldo::bank::Ofx), SALDO_COMPONENT("bgmax", saldo::bank::BgMax),
    SALDO_COMPONENT("ocr-giro", saldo::bank::OcrGiro), SALDO_COMPONENT("tito", saldo::bank::Tito),
    SALDO_COMPONENT("ktl", saldo::bank::Ktl), SALDO_COMPONENT("cremul", saldo::bank::Cremul),
    SALDO_COMPONENT("lockbox", saldo::bank::Lockbox),
    SALDO_COMPONENT("x12-820", saldo::bank::X12Advice),
    SALDO_COMPONENT("pain001", saldo::bank::Pain001),
    SALDO_COMPONENT("pain002", saldo::bank::Pain002),
    SALDO_COMPONENT("pain008", saldo::bank::Pain008))
