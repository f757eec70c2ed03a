#include "collect/dispute_amounts.hpp"

#include <algorithm>

namespace saldo::collect {

namespace {

using model::DisputedPart;
using model::ItemSettled;

Money least(Money a, Money b) { return a.minor < b.minor ? a : b; }
Money nothing(const Money& like) { return {0, like.currency}; }
Money at_least_nothing(Money m) { return m.minor < 0 ? nothing(m) : m; }

/// Moves up to `most` from what is disputed to `to`; what it was.
Money take(DisputedPart& part, Money DisputedPart::*to, Money most) {
  const Money taken = least(part.disputed, at_least_nothing(most));
  part.disputed -= taken;
  part.*to += taken;
  return taken;
}

/// The other way round.
Money give_back(DisputedPart& part, Money DisputedPart::*from, Money most) {
  const Money given = least(part.*from, at_least_nothing(most));
  part.*from -= given;
  part.disputed += given;
  return given;
}

using Parts = std::vector<DisputedPart*>;

Money disputed(const Parts& parts, const Money& like) {
  Money sum = nothing(like);
  for (const DisputedPart* part : parts) sum += part->disputed;
  return sum;
}

/// What the ERP cleared on an approved resolution is what was resolved.
Money DisputedPart::*meaning_of_clearing(const DisputedPart& part) {
  if (part.credit_approved) return &DisputedPart::credited;
  return part.write_off_approved ? &DisputedPart::written_off : &DisputedPart::cleared;
}

/// Takes what disputes more than is open: first as paid, as far as that was, then as written off,
/// then as cleared by the ERP, which may also have lowered the item.
void take_excess(const Parts& parts, const ItemSettled& since, Money open) {
  Money excess = at_least_nothing(disputed(parts, open) - open);
  Money paid = at_least_nothing(since.paid), written_off = at_least_nothing(since.written_off);
  for (DisputedPart* part : parts) {
    const Money as_paid = take(*part, &DisputedPart::paid, least(excess, paid));
    paid -= as_paid;
    excess -= as_paid;
    const Money as_written = take(*part, &DisputedPart::written_off, least(excess, written_off));
    written_off -= as_written;
    excess -= as_written;
    excess -= take(*part, meaning_of_clearing(*part), excess);
  }
}

/// Disputes again what was settled and is taken back, up to what is open.
void restore(const Parts& parts, const ItemSettled& since, Money open) {
  Money room = at_least_nothing(open - disputed(parts, open));
  const auto back = [&](Money change, Money DisputedPart::*from) {
    Money left = at_least_nothing(-change);
    for (DisputedPart* part : parts) {
      const Money given = give_back(*part, from, least(left, room));
      left -= given;
      room -= given;
    }
  };
  back(since.paid, &DisputedPart::paid);
  back(since.credited, &DisputedPart::credited);
  back(since.written_off, &DisputedPart::written_off);
  back(since.cleared, &DisputedPart::cleared);
}

}  // namespace

void apportion(const Parts& parts, const ItemSettled& since, Money open) {
  restore(parts, since, open);
  Money credited = at_least_nothing(since.credited);
  for (DisputedPart* part : parts) credited -= take(*part, &DisputedPart::credited, credited);
  Money written_off = at_least_nothing(since.written_off);
  for (DisputedPart* part : parts)
    if (part->write_off_approved)
      written_off -= take(*part, &DisputedPart::written_off, written_off);
  ItemSettled left = since;
  left.written_off = written_off;
  take_excess(parts, left, open);
}

void release(DisputedPart& part, Money keep) {
  take(part, &DisputedPart::released, part.disputed - keep);
}

void dispute_again(DisputedPart& part, Money room) {
  give_back(part, &DisputedPart::released, room);
}

}  // namespace saldo::collect
