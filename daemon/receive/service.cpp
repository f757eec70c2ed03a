#include "receive/service.hpp"

namespace saldo::receive {

namespace {

constexpr int kThreads = 2;

std::filesystem::path journal_folder(const flows::Environment& environment) {
  return environment.archive->scratch().parent_path() / "pushed";
}

}  // namespace

Service::Service() : work_(boost::asio::make_work_guard(loop_)) {}

bool Service::has_journal(const flows::Environment& environment) {
  std::error_code ignored;
  return std::filesystem::exists(journal_folder(environment), ignored);
}

Result<std::unique_ptr<Service>> Service::start(const flows::Environment& environment,
                                                std::function<void(const std::string&)> arrived) {
  std::unique_ptr<Service> service(new Service());
  auto journal = Journal::open(journal_folder(environment), Intake::consumed(*environment.store));
  if (!journal) return journal.error();
  service->journal_ = std::move(*journal);
  service->intake_ = std::make_unique<Intake>(environment, *service->journal_, std::move(arrived));
  for (int i = 0; i < kThreads; ++i)
    service->threads_.emplace_back([loop = &service->loop_] { loop->run(); });
  return service;
}

Service::~Service() {
  open_.clear();
  loop_.stop();
  threads_.clear();
}

std::vector<Service::Opened> Service::use(const flows::Environment& environment) {
  open_.clear();
  std::vector<Opened> all;
  for (const config::Receiver& receiver : environment.config->receivers)
    all.push_back({receiver.name, open(receiver, environment)});
  return all;
}

Result<std::string> Service::open(const config::Receiver& receiver,
                                  const flows::Environment& environment) {
  auto senders = Senders::of(receiver);
  if (!senders) return senders.error();
  auto door =
      std::make_shared<const Door>(receiver, std::move(*senders), *journal_, *intake_, environment);
  auto listener = std::make_unique<Listener>(loop_, receiver, std::move(door));
  if (auto listening = listener->listen(); !listening) return listening.error();
  const std::string address = receiver.address + ":" + std::to_string(listener->port());
  open_.push_back(std::move(listener));
  return address;
}

}  // namespace saldo::receive
