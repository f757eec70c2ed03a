#include "camt/camt.hpp"
#include "cremul/cremul.hpp"
#include "mt940/mt940.hpp"
#include "ofx/ofx.hpp"
#include "pain/pain.hpp"

SALDO_PLUGIN("saldo.bank", "0.1.0",
             // One line a decoder, in the order of plugin.yaml.
             SALDO_COMPONENT("camt", saldo::bank::Camt),
             SALDO_COMPONENT("cremul", saldo::bank::Cremul),
             SALDO_COMPONENT("ofx", saldo::bank::Ofx),
             SALDO_COMPONENT("pain001", saldo::bank::Pain001),
             SALDO_COMPONENT("pain002", saldo::bank::Pain002),
             SALDO_COMPONENT("pain008", saldo::bank::Pain008),
             SALDO_COMPONENT("mt940", saldo::bank::Mt940))
