#include "config/origin.hpp"
#include "config/sections.hpp"
#include "config/yaml_writer.hpp"

namespace saldo::config {
namespace {

/// Whether a plugin's option was read as a number or boolean; those are refused in quotes.
bool is_bare(const std::string& value) {
  if (value == "true" || value == "false") return true;
  const auto digits = value.substr(value.starts_with('-') ? 1 : 0);
  return !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
}

/// The reference is no secret, and what it refers to is never read here.
void write_secret(Writer& w, const std::string& name, const SecretReference& secret) {
  w.key(name).flow().map().key(secret.kind).text(secret.name).end_map();
}

void write_origin(Writer& w, const std::string& name, const OriginUse& origin) {
  w.key(name).map().key("url").text(origin.url);
  const auto write = [&](const char* key, const std::string& value) {
    if (!value.empty()) w.key(key).text(value);
  };
  write("user", origin.user);
  if (origin.password) write_secret(w, "password", *origin.password);
  if (origin.token) write_secret(w, "token", *origin.token);
  write("ca", origin.ca);
  write("certificate", origin.certificate);
  write("key", origin.key);
  write("host_key", origin.host_key);
  if (is_mail_server(origin.url)) write("tls", origin.tls);
  write("proxy", origin.proxy);
  w.key("timeout").text(std::to_string(origin.timeout.count()) + "ms");
  if (origin.requests_per_second != 0)
    w.key("requests_per_second").plain(std::to_string(origin.requests_per_second));
  w.key("largest_mib").plain(std::to_string(origin.largest_mib)).end_map();
}

void write_component(Writer& w, const ComponentUse& use) {
  w.map().key("plugin").text(use.component);
  for (const auto& [name, value] : use.options) {
    if (use.origins.contains(name)) continue;
    w.key(name);
    is_bare(value) ? w.plain(value) : w.text(value);
  }
  for (const auto& [name, secret] : use.secrets) write_secret(w, name, secret);
  for (const auto& [name, origin] : use.origins) write_origin(w, name, origin);
  w.end_map();
}

void write_cron(Writer& w, const std::string& cron, const std::string& time_zone) {
  if (!cron.empty()) w.key("cron").text(cron).key("time_zone").text(time_zone);
}

void write_connector(Writer& w, const Connector& connector) {
  w.map().key("name").text(connector.name);
  if (connector.source) {
    w.key("source");
    write_component(w, *connector.source);
  }
  if (connector.sink) {
    w.key("sink");
    write_component(w, *connector.sink);
  }
  if (!connector.decoders.empty()) {
    w.key("decoders").list();
    for (const auto& decoder : connector.decoders) write_component(w, decoder);
    w.end_list();
  }
  if (connector.source) {
    w.key("schedule").map().key("watch").flag(connector.schedule.watch);
    write_cron(w, connector.schedule.cron, connector.schedule.time_zone);
    w.end_map();
  }
  w.end_map();
}

void write_sender(Writer& w, const Sender& sender) {
  w.map().key("name").text(sender.name);
  if (sender.password) {
    w.key("user").text(sender.user);
    write_secret(w, "password", *sender.password);
  }
  if (!sender.common_name.empty()) w.key("common_name").text(sender.common_name);
  w.texts("connectors", sender.connectors);
  w.end_map();
}

void write_receiver(Writer& w, const Receiver& receiver) {
  const bool v6 = receiver.address.find(':') != std::string::npos;
  w.map().key("name").text(receiver.name).key("listen");
  w.text((v6 ? "[" + receiver.address + "]" : receiver.address) + ":" +
         std::to_string(receiver.port));
  if (receiver.key) {
    w.key("tls").map().key("certificate").text(receiver.certificate.string());
    write_secret(w, "key", *receiver.key);
    if (!receiver.client_ca.empty()) w.key("client_ca").text(receiver.client_ca.string());
    w.end_map();
  }
  w.key("behind_proxy").flag(receiver.behind_proxy);
  w.key("largest_mib").number(receiver.largest_mib);
  w.key("waiting_max").number(receiver.waiting_max).key("senders").list();
  for (const Sender& sender : receiver.senders) write_sender(w, sender);
  w.end_list().end_map();
}

void write_job(Writer& w, const Job& job) {
  w.map().key("name").text(job.name).key("kind").text(job.kind);
  if (!job.connector.empty()) w.key("connector").text(job.connector);
  if (!job.procedure.empty()) w.key("procedure").text(job.procedure);
  if (!job.policy_file.empty()) w.key("policy").text(job.policy_file.string());
  w.texts("after", job.after);
  write_cron(w, job.cron, job.time_zone);
  w.key("retries").number(job.retries).end_map();
}

void write_level(Writer& w, const model::DunningLevel& level) {
  w.map().key("days").number(level.days);
  write_amounts(w, "min_amount", level.min_amount);
  if (level.min_percent) w.key("min_percent").text(level.min_percent->to_string());
  write_amounts(w, "fee", level.fee);
  w.key("always").flag(level.always);
  if (!level.text.empty()) w.key("text").text(level.text);
  if (!level.channels.empty()) w.texts("channels", level.channels);
  w.key("interest").flag(level.interest);
  w.key("needs_approval").flag(level.needs_approval);
  std::vector<std::string> effects;
  if (level.effects.credit_block) effects.emplace_back("credit_block");
  if (level.effects.delivery_stop) effects.emplace_back("delivery_stop");
  if (level.effects.hand_over) effects.emplace_back("hand_over");
  if (!effects.empty()) w.texts("effects", effects);
  w.end_map();
}

/// The sections that a procedure may have or not.
void write_sections(Writer& w, const model::DunningProcedure& p) {
  if (!p.days.calendar.empty()) {
    w.key("days").map().key("calendar").text(p.days.calendar);
    w.key("due_date").text(std::string(model::to_string(p.days.due_date)));
    w.key("business_days_only").flag(p.days.business_days_only).end_map();
  }
  if (!p.channel_interval_days.empty()) {
    w.key("channel_interval_days").map();
    for (const auto& [channel, days] : p.channel_interval_days) w.key(channel).number(days);
    w.end_map();
  }
  if (p.show_all_from_level > 0) w.key("show_all_from_level").number(p.show_all_from_level);
  if (p.legal) {
    w.key("legal").map().key("interval_days").number(p.legal->interval_days);
    if (!p.legal->text.empty()) w.key("text").text(p.legal->text);
    if (!p.legal->channels.empty()) w.texts("channels", p.legal->channels);
    w.end_map();
  }
  if (!p.four_eyes.from_amount.empty() || p.four_eyes.from_level > 0) {
    w.key("four_eyes").map();
    write_amounts(w, "from_amount", p.four_eyes.from_amount);
    if (p.four_eyes.from_level > 0) w.key("from_level").number(p.four_eyes.from_level);
    w.end_map();
  }
  if (p.interest) {
    w.key("interest").map().key("country").text(p.interest->country);
    w.key("regime").text(p.interest->regime);
    w.key("basis").text(std::string(model::to_string(p.interest->basis)));
    w.key("compensation").flag(p.interest->compensation).end_map();
  }
}

void write_procedure(Writer& w, const model::DunningProcedure& p) {
  w.map();
  w.key("mode").text(std::string(model::to_string(p.mode)));
  w.key("interval_days").number(p.interval_days);
  w.key("account_min_arrears_days").number(p.account_min_arrears);
  w.key("item_grace_days").number(p.item_grace);
  w.key("progressive").flag(p.progressive);
  w.key("credit_mode").text(std::string(model::to_string(p.credit_mode)));
  w.key("dispute_mode").text(std::string(model::to_string(p.dispute_mode)));
  if (p.unapplied_hold) w.key("unapplied_hold_percent").text(p.unapplied_hold->to_string());
  w.key("bank_data").map();
  if (p.max_bank_age_days != 0) w.key("max_age_days").number(p.max_bank_age_days);
  w.key("require_no_gap").flag(p.require_no_gap).end_map();
  if (p.max_balance_check_age_days != 0)
    w.key("balance_check").map().key("max_age_days").number(p.max_balance_check_age_days).end_map();
  write_sections(w, p);
  w.key("levels").list();
  for (const auto& level : p.levels) write_level(w, level);
  w.end_list().end_map();
}

void write_letterhead(Writer& w, const Letterhead& head) {
  w.key("letterhead").map().key("name").text(head.name);
  w.texts("address", head.address);
  w.texts("footer", head.footer);
  w.key("iban").text(head.iban);
  if (!head.bic.empty()) w.key("bic").text(head.bic);
  if (!head.email.empty()) w.key("email").text(head.email);
  w.end_map();
}

}  // namespace

std::string effective_yaml(const model::DunningProcedure& procedure) {
  Writer w;
  write_procedure(w, procedure);
  return w.take();
}

std::string effective_yaml(const Config& config) {
  Writer w;
  w.map();
  w.key("store").map().key("url").text(config.store_url).end_map();
  w.key("archive").map().key("path").text(config.archive_path.string()).end_map();
  w.key("api").map().key("socket").text(config.socket.string()).end_map();
  w.key("log").map().key("level").text(config.log_level).end_map();
  std::vector<std::string> plugin_path;
  for (const auto& path : config.plugin_path) plugin_path.push_back(path.string());
  w.key("plugins").map();
  w.texts("path", plugin_path);
  w.end_map().key("isolation").map();
  w.texts("require", config.required_isolation);
  w.key("silence").text(std::to_string(config.plugin_silence.count()) + "ms");
  w.end_map().key("company_codes").map();
  for (const auto& [code, zone] : config.company_time_zones) {
    w.key(code).map().key("time_zone").text(zone);
    if (const auto head = config.letterheads.find(code); head != config.letterheads.end())
      write_letterhead(w, head->second);
    w.end_map();
  }
  w.end_map().key("letters").map();
  if (config.letters.own) w.key("path").text(config.letters.path.string());
  w.key("language").text(config.letters.language);
  w.key("pay_within_days").number(config.letters.pay_within_days);
  w.end_map().key("connectors").list();
  for (const auto& connector : config.connectors) write_connector(w, connector);
  w.end_list();
  if (!config.receivers.empty()) {
    w.key("receivers").list();
    for (const auto& receiver : config.receivers) write_receiver(w, receiver);
    w.end_list();
  }
  if (!config.account_names.empty()) write_bank_accounts(w, config.account_names);
  w.key("jobs").list();
  for (const auto& job : config.jobs) write_job(w, job);
  w.end_list();
  write_disputes(w, config.disputes);
  write_deductions(w, config.deductions);
  w.key("dunning").map().key("procedures").map();
  for (const auto& [name, procedure] : config.procedures) {
    w.key(name);
    write_procedure(w, procedure);
  }
  w.end_map().end_map().end_map();
  return w.take();
}

}  // namespace saldo::config
