#include "catalog/page/offer_page.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "catalog/page/door.h"
#include "catalog/page/hours.h"
#include "catalog/page/people.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

using page::Escape;

class Template {
 public:
  Template(const Offer& offer, const OfferContext& context, const Reader& reader)
      : offer_(offer),
        c_(offer.content),
        context_(context),
        reader_(reader),
        words_(reader.words()) {}

  std::string Html() const {
    const Said name = SaidIn(c_, &OfferTexts::name, reader_.language);
    page::HtmlPage html = FrameOf(reader_, absl::StrCat(name.text, " – ", reader_.city.name),
                                  absl::StrCat("/angebote/", offer_.id, "?locale="));
    html.main_html = absl::StrCat(
        "<p class=\"kicker\"><a href=\"/angebote?locale=", words_.tag, "\">", Escape(words_.back),
        "</a></p>\n<h1>", catalog::ToHtml(name), "</h1>\n", Remarks(name), Notices(),
        Text(&OfferTexts::description, name), Section(words_.for_whom, People()),
        Section(words_.when, Hours()), Section(words_.where, Places()),
        Section(words_.accessibility, AccessInWords(OpenPlaces(c_, context_), reader_)),
        Section(words_.languages, LanguagesInWords(c_, reader_)),
        Section(words_.costs, Costs(name)), Section(words_.registration, Door(name)),
        Section(words_.contact, Contact()));
    html.footer_html = absl::StrCat("<p>", Escape(Checked()), "</p>\n");
    return page::ToHtml(html);
  }

 private:
  static std::string Section(absl::string_view title, const std::string& html) {
    if (html.empty()) return "";
    return absl::StrCat("<section>\n<h2>", Escape(title), "</h2>\n", html, "</section>\n");
  }
  static std::string List(const std::vector<std::string>& lines) {
    if (lines.empty()) return "";
    std::string html = "<ul>\n";
    for (const std::string& line : lines) absl::StrAppend(&html, "<li>", Escape(line), "</li>\n");
    return html + "</ul>\n";
  }
  static std::string Titled(absl::string_view title, const std::string& html) {
    return html.empty() ? "" : absl::StrCat("<h3>", Escape(title), "</h3>\n", html);
  }

  // A text of the offer; in which language it is, where that is not already said of the name.
  std::string Text(std::string OfferTexts::* text, const Said& name) const {
    const Said said = SaidIn(c_, text, reader_.language);
    const bool told = said.lang == name.lang && said.machine == name.machine;
    return absl::StrCat(ParagraphOf(said), told ? "" : Remark(said, reader_));
  }

  std::string Remarks(const Said& name) const {
    const std::string organization = OrganizationOf(c_, context_);
    const std::string by =
        organization.empty()
            ? ""
            : absl::StrCat("<p class=\"by\">", Escape(With(words_.offered_by, {organization})),
                           "</p>\n");
    const std::string remark = Remark(name, reader_);
    return absl::StrCat(by, remark.empty() ? "" : absl::StrCat("<p>", remark, "</p>\n"));
  }

  std::string Notices() const {
    std::string html;
    if (offer_.state == OfferState::kTemporarilyClosed) {
      absl::StrAppend(&html, "<p class=\"notice\">", Escape(words_.closed_for_now), "</p>\n");
    }
    const Said alert = SaidIn(c_, &OfferTexts::alert, reader_.language);
    if (!alert.text.empty()) {
      absl::StrAppend(&html, "<p class=\"notice text\">", catalog::ToHtml(alert), "</p>\n");
    }
    if (FreshnessOf(c_.assured_date, reader_.now) >= Freshness::kStale) {
      absl::StrAppend(&html, "<p class=\"notice\">", Escape(words_.old_news), "</p>\n");
    }
    return html;
  }

  std::string People() const {
    std::string html;
    for (const OfferTarget& target : c_.targeting) {
      std::string people;
      if (const auto* key = std::get_if<std::string>(&target.group)) {
        const auto group = context_.groups->find(*key);
        if (group == context_.groups->end()) continue;
        people = catalog::ToHtml(SaidIn(group->second.labels, reader_.language));
      } else {
        people = Escape(InWords(std::get<TargetPredicate>(target.group), reader_));
      }
      const absl::string_view phrase = target.modality == Modality::kDesignedFor
                                           ? words_.designed_for
                                       : target.modality == Modality::kExcludes ? words_.not_for
                                                                                : words_.open_to;
      absl::StrAppend(&html, "<li>", With(Escape(phrase), {people}), "</li>\n");
    }
    const Said said = SaidIn(c_, &OfferTexts::eligibility_description, reader_.language);
    return absl::StrCat(html.empty() ? "" : absl::StrCat("<ul>\n", html, "</ul>\n"),
                        ParagraphOf(said));
  }

  bool IsSecret(const OfferAtPlace& at) const {
    const auto place = context_.places->find(at.place_id);
    return place == context_.places->end() || place->second.confidential;
  }

  // Of each place, under its name where there are several.
  std::string Hours() const {
    constexpr size_t kDates = 3;
    std::string html;
    for (const OfferAtPlace& at : c_.places) {
      const bool secret = IsSecret(at);
      std::string hours = absl::StrCat(
          Titled(words_.every_week, List(WeeklyInWords(at.schedules, reader_))),
          Titled(words_.next_dates, List(NextInWords(at.schedules, kDates, reader_))),
          Titled(words_.otherwise, List(ExceptionsInWords(at.schedules, !secret, reader_))));
      if (!secret) absl::StrAppend(&hours, HoursInTheirWords(at));
      if (hours.empty()) continue;
      if (c_.places.size() > 1 && !secret) {
        const std::string& name = context_.places->at(at.place_id).name;
        absl::StrAppend(&html, "<p class=\"kicker\">", OfTheCity(name, reader_), "</p>\n");
      }
      html += hours;
    }
    if (!html.empty()) return html;
    return absl::StrCat("<p>", Escape(words_.ask_for_hours), "</p>\n");
  }

  // What schedules say beside or instead of hours, and where more stands.
  std::string HoursInTheirWords(const OfferAtPlace& at) const {
    const std::string lang =
        PageLanguageOf(c_.texts.language) == reader_.language ? "" : c_.texts.language;
    std::string html;
    for (const Schedule& schedule : at.schedules) {
      if (!schedule.description.empty()) html += ParagraphOf({schedule.description, lang});
      if (!schedule.schedule_link.empty()) {
        absl::StrAppend(&html, "<p>", Link(schedule.schedule_link), "</p>\n");
      }
    }
    return html;
  }

  static std::string Link(const std::string& url) {
    return absl::StrCat("<a href=\"", Escape(url), "\" dir=\"ltr\" rel=\"noreferrer\">",
                        Escape(url), "</a>");
  }

  std::string Places() const {
    std::string html;
    bool secret = false;
    for (const OfferAtPlace& at : c_.places) {
      if (IsSecret(at)) {
        secret = true;
      } else {
        html += PlaceHtml(at, context_.places->at(at.place_id));
      }
    }
    if (secret) absl::StrAppend(&html, "<p>", Escape(words_.confidential), "</p>\n");
    for (const ServiceArea& area : c_.service_areas) {
      std::vector<std::string> names;
      for (const std::string& key : area.neighborhood_keys) {
        const Zone* const zone = FindZone(context_, key);
        names.push_back(zone == nullptr ? key : NameOf(*zone, reader_.language).text);
      }
      const std::string where = !names.empty()      ? page::ListInWords(reader_.lang(), names)
                                : area.name.empty() ? std::string(words_.whole_city)
                                                    : area.name;
      absl::StrAppend(&html, "<p>", Escape(With(words_.comes_to, {where})), "</p>\n");
    }
    return html;
  }

  std::string PlaceHtml(const OfferAtPlace& at, const Place& place) const {
    const std::string lang =
        PageLanguageOf(c_.texts.language) == reader_.language ? "" : c_.texts.language;
    const std::string address = AddressOf(place);
    std::string html = absl::StrCat("<h3>", OfTheCity(place.name, reader_), "</h3>\n");
    if (place.type != LocationType::kPhysical) {
      absl::StrAppend(
          &html, "<p>",
          Escape(place.type == LocationType::kVirtual ? words_.from_anywhere : words_.by_letter),
          "</p>\n");
    }
    if (!address.empty()) {
      absl::StrAppend(&html, "<p>", OfTheCity(address, reader_), "</p>\n");
    }
    html += ParagraphOf({at.description, lang});
    if (!place.transportation.empty()) {
      absl::StrAppend(&html, "<p>", Escape(words_.way), ": ",
                      OfTheCity(place.transportation, reader_), "</p>\n");
    }
    if (place.point && place.type == LocationType::kPhysical) {
      const std::string at_point =
          absl::StrFormat("%.5f,%.5f", place.point->latitude, place.point->longitude);
      absl::StrAppendFormat(
          &html,
          "<ul class=\"plain\">\n<li><a rel=\"noreferrer\" href=\"https://www.openstreetmap.org/"
          "?mlat=%.5f&amp;mlon=%.5f#map=17/%.5f/%.5f\">%s</a></li>\n"
          "<li><a href=\"geo:%s\">%s</a></li>\n</ul>\n",
          place.point->latitude, place.point->longitude, place.point->latitude,
          place.point->longitude, Escape(words_.on_the_map), at_point, Escape(words_.in_map_app));
    }
    return html;
  }

  std::string Costs(const Said& name) const {
    return absl::StrCat(CostsInWords(c_, reader_), Text(&OfferTexts::fees_description, name));
  }
  std::string Door(const Said& name) const {
    return absl::StrCat(List(ThresholdInWords(c_.threshold, reader_)),
                        Text(&OfferTexts::application_process, name));
  }

  std::string Contact() const {
    std::string rows;
    for (const Phone& phone : c_.phones) {
      std::string value = PhoneLink(phone);
      if (!phone.description.empty()) {
        absl::StrAppend(&value, " ", OfTheCity(phone.description, reader_));
      }
      rows += Fact(words_.phone, value);
    }
    if (!c_.email.empty()) {
      rows += Fact(words_.email, absl::StrCat("<a href=\"mailto:", Escape(c_.email),
                                              "\" dir=\"ltr\">", Escape(c_.email), "</a>"));
    }
    if (!c_.url.empty()) rows += Fact(words_.website, Link(c_.url));
    return rows.empty() ? "" : absl::StrCat("<dl class=\"facts\">\n", rows, "</dl>\n");
  }

  std::string Checked() const {
    const auto day = ParseDate(c_.assured_date);
    if (!day.ok()) return "";
    return With(words_.checked, {page::DateInWords(reader_.lang(), *day)});
  }

  const Offer& offer_;
  const OfferContent& c_;
  const OfferContext& context_;
  const Reader& reader_;
  const Words& words_;
};

}  // namespace

std::string OfferPage(const Offer& offer, const OfferContext& context, const Reader& reader) {
  return Template(offer, context, reader).Html();
}

}  // namespace zwk::catalog
