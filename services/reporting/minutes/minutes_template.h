#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "reporting/base/page.h"
#include "reporting/base/rich_text.h"
#include "reporting/minutes/minutes.h"

namespace zwk::reporting {

absl::string_view RemovedPerson(Language language);
absl::string_view RemovedText(Language language);
// As somebody may be named in public; "" where nothing may be said.
std::string PublicName(const Person& person, Language language);

// Makes the sections of one document, in the order of its headings.
class MinutesTemplate {
 public:
  MinutesTemplate(const Minutes& minutes, Language language)
      : minutes_(minutes), language_(language), own_lang_(Tag(language)) {
    for (const auto& [key, value] : minutes.figures) figures_[key] = Resolve(language, value);
  }
  // The order of this list is the order of the document.
  std::vector<Section> Sections();

 private:
  std::string Own(absl::string_view german, absl::string_view english) const {
    return std::string(Say(language_, german, english));
  }
  // What a writer marks as being in another language than the document.
  std::string Foreign(const std::string& lang) const;
  std::string TitleOf(const std::string& title, bool erased) const;
  // The title of a card, in its language.
  Line CardTitle(const std::string& title, const std::string& lang, bool erased) const;
  void Add(std::string id, std::string heading, std::vector<Block> blocks);
  const Minutes::Text* FindText(absl::string_view key) const;
  // Blocks of the office's text of that key, heading and sources included.
  RichText Read(absl::string_view key);
  void FromText(absl::string_view id, absl::string_view key, absl::string_view german,
                absl::string_view english);
  // Under the text's own heading, if it has one.
  void AddText(absl::string_view id, absl::string_view german, absl::string_view english,
               RichText text);
  void Title();
  void DateTime();
  void Agenda();
  void Participants();
  void Moderation();
  void FieldsOfAction();
  void ReferenceToAttachment();
  void LeanCoffeeIntro();
  std::string Counted(int64_t count, absl::string_view one_de, absl::string_view many_de,
                      absl::string_view one_en, absl::string_view many_en) const;
  void Decisions();
  absl::string_view ResultPhrase(Minutes::Decision::Result result) const;
  absl::string_view DispositionPhrase(Minutes::Decision::Disposition disposition) const;
  // All topics on which dots were put, the discussed ones marked.
  void TopCards();
  void Rounds();
  BulletList NotesOf(const Minutes::Round& round) const;
  void FurtherTopics();
  void Outlook();
  void Thanks();
  void TopicStore1();
  void TopicStore2();
  void Impressions();
  // Official: the name stands below the document whoever reads it, unless it was erased.
  void Signature();

  const Minutes& minutes_;
  const Language language_;
  const std::string own_lang_;
  FigureLookup figures_;
  std::string text_lang_;  // of the text read last
  std::vector<Section> sections_;
};

}  // namespace zwk::reporting
