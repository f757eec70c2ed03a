#include "render/locale_text.hpp"

#include <unicode/datefmt.h>
#include <unicode/locid.h>
#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <string_view>

#include "base/result.hpp"

namespace saldo::render {

namespace {

constexpr double kMillisecondsADay = 86'400'000.0;

[[noreturn]] void refuse(const std::string& what) {
  throw FailureException({.kind = FailureKind::broken, .message = what});
}

void require(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) refuse(std::string(what) + ": " + u_errorName(status));
}

icu::Locale locale_of(const std::string& language, const std::string& country) {
  const char* const* known = icu::Locale::getISOLanguages();
  bool found = false;
  for (; *known != nullptr && !found; ++known) found = language == *known;
  int32_t count = 0;
  const icu::Locale* available = icu::Locale::getAvailableLocales(count);
  found = found && std::any_of(available, available + count, [&](const icu::Locale& locale) {
            return language == locale.getLanguage();
          });
  if (!found)
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "'" + language +
                                       "' is no language whose way of writing "
                                       "dates and amounts is known"});
  return {language.c_str(), country.c_str()};
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace

struct LocaleText::Impl {
  icu::Locale locale;
  icu::number::LocalizedNumberFormatter numbers;
  std::unique_ptr<icu::DateFormat> long_dates, short_dates;
  std::unique_ptr<icu::PluralRules> plurals;

  std::unique_ptr<icu::DateFormat> dates(icu::DateFormat::EStyle style) const {
    std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createDateInstance(style, locale));
    if (!format) refuse("dates of this language can't be written");
    format->setTimeZone(*icu::TimeZone::getGMT());
    return format;
  }

  std::string number(Money money) const {
    UErrorCode status = U_ZERO_ERROR;
    const auto format =
        numbers.precision(icu::number::Precision::fixedFraction(money.currency.decimals()));
    const auto out = format.formatDecimal(money.to_string(), status).toString(status);
    require(status, "an amount can't be written");
    return utf8(out);
  }
};

LocaleText::LocaleText(const std::string& language, const std::string& country)
    : impl_(std::make_unique<Impl>()) {
  impl_->locale = locale_of(language, country);
  impl_->numbers =
      icu::number::NumberFormatter::withLocale(impl_->locale).grouping(UNUM_GROUPING_ON_ALIGNED);
  impl_->long_dates = impl_->dates(icu::DateFormat::kLong);
  impl_->short_dates = impl_->dates(icu::DateFormat::kMedium);
  UErrorCode status = U_ZERO_ERROR;
  impl_->plurals.reset(icu::PluralRules::forLocale(impl_->locale, status));
  require(status, "plurals of this language aren't known");
}

LocaleText::~LocaleText() = default;

std::string LocaleText::amount(Money money) const {
  return impl_->number(money) + "\u00A0" + std::string(money.currency.code());
}

std::string LocaleText::number(Money money) const { return impl_->number(money); }

std::string LocaleText::long_date(Date date) const {
  icu::UnicodeString out;
  impl_->long_dates->format(date.days() * kMillisecondsADay, out);
  return utf8(out.findAndReplace(u" ", u"\u00A0"));
}

std::string LocaleText::short_date(Date date) const {
  icu::UnicodeString out;
  return utf8(impl_->short_dates->format(date.days() * kMillisecondsADay, out));
}

std::string LocaleText::plural(std::int64_t count) const {
  return utf8(impl_->plurals->select(static_cast<double>(count)));
}

}  // namespace saldo::render
