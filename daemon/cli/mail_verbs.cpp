#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/mails.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {

void add_mail_verbs(CLI::App& app, std::string& socket, Action& action) {
  CLI::App* mail = app.add_subcommand("mail", "Mails to customers, and what became of them");
  mail->require_subcommand(1);
  mail->footer("Example:\n  saldo mail list --state queued");

  Verb<MailListOptions>(*mail, "list", "Show the mails to customers",
                        "saldo mail list --state queued\n  saldo mail list --notice 17")
      .option("--state", "S", &MailListOptions::state,
              "Only queued, sending (it may have gone out), sent, failed, recalled or bounced")
      .option("--notice", "NOTICE", &MailListOptions::notice, "Only those of this dunning notice")
      .option("--where", "FIELD=VALUE", &MailListOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, list_mails);

  Verb<MailAddressesOptions>(*mail, "addresses", "Show the addresses that mails don't reach",
                             "saldo mail addresses")
      .option("--where", "FIELD=VALUE", &MailAddressesOptions::where,
              "Only rows whose field has this value; repeated: all must hold")
      .formatted()
      .connected(socket)
      .runs(action, list_undeliverable);

  Verb<MailLiftOptions>(*mail, "lift", "Write to an address again that mails didn't reach",
                        "saldo mail lift ap@example.com")
      .word("ADDRESS", &MailLiftOptions::address, "The address")
      .formatted()
      .connected(socket)
      .runs(action, lift_undeliverable);
}

}  // namespace saldo::cli
