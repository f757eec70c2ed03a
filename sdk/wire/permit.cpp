#include "wire/permit.hpp"

#include <array>

namespace saldo::wire {
namespace {

using Row = std::array<Permit, kFrameTypeLast + 1>;
using Table = std::array<Row, kStates>;

constexpr std::uint32_t kSmall = 64u << 10;
constexpr Permit kAny{kBodyBytesMax, true};
constexpr Permit kText{kSmall, true};
constexpr Permit kEmpty{0, true};
constexpr Permit kSlice{8, true};

constexpr Permit& at(Row& row, FrameType type) { return row[static_cast<std::size_t>(type)]; }
constexpr Row& at(Table& table, State state) { return table[static_cast<std::size_t>(state)]; }

constexpr Table make_table() {
  Table table{};
  for (Row& row : table) {
    at(row, FrameType::log) = kText;
    at(row, FrameType::metric) = kText;
    at(row, FrameType::beat) = kEmpty;
    at(row, FrameType::progress) = {16, true};
    at(row, FrameType::done) = {kSmall, true};
  }
  Row& starting = at(table, State::starting) = Row{};
  at(starting, FrameType::hello) = {kSmall, true};

  Row& decode = at(table, State::decode);
  at(decode, FrameType::records) = kSlice;
  at(decode, FrameType::input_read) = kEmpty;
  at(decode, FrameType::document_begin) = kText;
  at(decode, FrameType::document_bytes) = kAny;
  at(decode, FrameType::document_finish) = kEmpty;

  Row& pull = at(table, State::pull);
  at(pull, FrameType::records) = kSlice;
  at(pull, FrameType::document_begin) = kText;
  at(pull, FrameType::document_bytes) = kAny;
  at(pull, FrameType::document_finish) = kEmpty;
  at(pull, FrameType::checkpoint) = kAny;

  // Whoever decodes has the document and needs no server.
  for (const State state :
       {State::check, State::pull, State::acknowledge, State::wait, State::deliver}) {
    at(at(table, state), FrameType::transfer) = kAny;
    at(at(table, state), FrameType::transfer_read) = kEmpty;
  }
  return table;
}

constexpr Table kTable = make_table();

}  // namespace

const Permit& permit(State state, FrameType type) {
  return kTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(type)];
}

}  // namespace saldo::wire
