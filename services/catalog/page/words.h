#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace zwk::catalog {

// In which languages the pages of offers speak; what an offer says stays in those that it has.
enum class PageLanguage { kGerman, kEnglish, kArabic, kUkrainian, kTurkish };

inline constexpr PageLanguage kPageLanguages[] = {PageLanguage::kGerman, PageLanguage::kEnglish,
                                                  PageLanguage::kArabic, PageLanguage::kUkrainian,
                                                  PageLanguage::kTurkish};

// All that the pages say themselves, in one language; plain text. "$" stands for what is put in, see With.
struct Words {
  using Phrase = absl::string_view;

  Phrase tag, own_name, skip, languages_of_page;

  // --- the finder ---
  Phrase find_offers, lead, what, what_example, neighborhood, anywhere, spoken, any, when, now,
      today, with_wheelchair, free_of_charge, search, found, nothing_found, other_words,
      without_filters, all_offers, more_offers, from_the_beginning, as_leaflet;

  // --- what is said of an offer anywhere ---
  Phrase in_language, by_machine, from_the_middle, meters, kilometers, phone, wheelchair, free,
      closed_for_now;

  // --- when ---
  Phrase open_until, today_at, tomorrow_at, day_at, range, by_appointment, ask_for_hours,
      every_week, next_dates, otherwise, closed, not_on_holidays, from_day, to_day;

  // --- for whom ---
  Phrase for_whom, designed_for, open_to, not_for, everybody, years, years_from, years_to, women,
      men, diverse, migration_any, foreign, german_with_history, refugees, of_country,
      disability_any, wheelchair_users, hard_of_hearing, visually_impaired, learning_difficulties,
      psychic, single_parents, pregnant, carers, parents, parents_of_disabled_children;

  // --- where, and how to get in ---
  Phrase where, on_the_map, in_map_app, confidential, comes_to, whole_city, from_anywhere,
      by_letter, way, accessibility, not_known, wheelchair_no, visual_yes, visual_no, hearing_yes,
      hearing_no, learning_yes, learning_no, quiet_yes, quiet_no, signing_yes, signing_no;

  // --- languages ---
  Phrase languages, help_to_understand, by_staff, by_interpreter, by_phone, by_video, by_peer,
      by_sign, book_ahead, book_hours_ahead;

  // --- what stands before the door ---
  Phrase costs, nothing_to_buy, something_to_buy, registration, no_registration,
      registration_possible, registration_needed, anonymous, referral_needed, identity_needed,
      walk_in, outreach, residents_only;

  // --- who is there ---
  Phrase contact, email, website, offered_by, back, checked, old_news;

  // --- the leaflet ---
  Phrase offers_in, as_of, others_not_here, paper;
};

const Words& WordsIn(PageLanguage language);

// Of "ar-EG", "uk" and the like; nullopt for a language that the pages do not speak.
std::optional<PageLanguage> PageLanguageOf(absl::string_view tag);

// The phrase with `values` in the places of "$", in this order. They keep their own direction.
std::string With(absl::string_view phrase, std::initializer_list<absl::string_view> values);

// Of these, each in a file of its own.
extern const Words kGermanWords, kEnglishWords, kArabicWords, kUkrainianWords, kTurkishWords;

}  // namespace zwk::catalog
