#include "in/imap.hpp"
#include "message/decoder.hpp"
#include "out/smtp.hpp"
#include "saldo/sdk.hpp"

SALDO_PLUGIN("saldo.mail", "0.1.0", SALDO_COMPONENT("smtp", saldo::mail::Smtp),
             SALDO_COMPONENT("mail", saldo::mail::MailDecoder),
             SALDO_COMPONENT("imap", saldo::mail::Imap))
