#include "camt/camt.hpp"
#include "cremul/cremul.hpp"
#include "mt940/mt940.hpp"
#include "ofx/ofx.hpp"

SALDO_PLUGIN("saldo.bank", "0.1.0",
             // One line a decoder, in the order of plugin.yaml.
             SALDO_COMPONENT("camt", saldo::bank::Camt),
             SALDO_COMPONENT("cremul", saldo::bank::Cremul),
             SALDO_COMPONENT("ofx", saldo::bank::Ofx),
             SALDO_COMPONENT("mt940", saldo::bank::Mt940))
