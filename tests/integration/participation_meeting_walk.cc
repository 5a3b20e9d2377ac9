#include "tests/integration/participation_meeting_walk.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace zwk::participation {
namespace {

std::vector<test::Step> Steps() {
  return {
      {"ConfigureMunicipality",
       R"(municipality { name: "Bremerhaven" official_municipality_key: "04012000"
                         default_locale: "de" timezone: "Europe/Berlin"
                         min_secret_participants: 5 })",
       R"(municipality { name: "Bremen" })"},
      {"CreateProgramme",
       R"(programme { programme_id: "$programme$" name: "ZWK" starts_on: "2021-07-01"
                      ends_on: "2024-12-31" annual_grant_minor_units: 4000000 currency: "EUR"
                      funder: "Bund" })",
       R"(programme { name: "Anderes" })"},
      {"DefineFieldOfAction",
       R"(field_of_action { field_id: "$field$" programme_id: "$programme$"
                            title: "In Vielfalt altern" aspects: "Familien entlasten"
                            open_ended: true position: 3 })",
       R"(field_of_action { position: 4 })"},
      {"RegisterCityProcess",
       R"(city_process { process_id: "$process$" name: "Plan für ältere Menschen"
                         owner_unit: "Sozialamt" field_ids: "$field$" neighborhood_keys: "212"
                         milestones { title: "Befragung" due_on: "2022-09-30" } })",
       R"(city_process { name: "Anderes" })"},
      {"UpdateCityProcess",
       R"(city_process { process_id: "$process$"
                         milestones { title: "Befragung" due_on: "2022-09-30" done: true } }
          update_mask { paths: "milestones" })",
       R"(city_process { milestones { title: "Bericht" } })"},
      {"CreateBoard",
       R"(board { board_id: "$board$" name: "ZWK-Beirat" kind: BOARD_KIND_ADVISORY
                  meetings_per_year: 3 })",
       R"(board { name: "Steuerungsgruppe" })"},
      {"AddMember",
       R"(board_id: "$board$"
          member { person_id: "$ada$" name { text: "Ada Beispiel" } organization: "Seniorenbeirat"
                   capacity: CAPACITY_INTEREST_GROUP valid_from: "2022-01-01" })",
       R"(member { name { text: "Berta Beispiel" } })"},
      {"EndMembership", R"(board_id: "$board$" person_id: "$ada$" valid_to: "2024-12-31")",
       R"(valid_to: "2023-12-31")"},
      {"ProposeLab",
       R"(lab { lab_id: "$lab$" neighborhood_key: "212" archetype: "Gründerzeitquartier" })",
       R"(lab { neighborhood_key: "215" })"},
      {"ProposeLab",
       R"(lab { lab_id: "$other lab$" neighborhood_key: "231" archetype: "Stadtrand" })",
       R"(lab { neighborhood_key: "232" })"},
      {"ScheduleMeeting",
       R"(meeting { meeting_id: "$meeting$" board_id: "$board$" programme_id: "$programme$"
                    title: "Erstes Treffen" mode: MEETING_MODE_RECORDED place: "Bremerhaven"
                    starts_at { seconds: 1648474200 } ends_at { seconds: 1648479600 } })",
       R"(meeting { title: "Zweites Treffen" })"},
      {"ScheduleMeeting",
       R"(meeting { meeting_id: "$cancelled meeting$" lab_id: "$lab$" title: "Zukunftswerkstatt"
                    mode: MEETING_MODE_LIVE starts_at { seconds: 1658474200 }
                    ends_at { seconds: 1658479600 } })",
       R"(meeting { title: "Anderes" })"},
      {"CancelMeeting", R"(meeting_id: "$cancelled meeting$" reason: "Sturm")",
       R"(reason: "Hitze")"},
      {"InviteToMeeting", R"(meeting_id: "$meeting$")", R"(meeting_id: "$cancelled meeting$")"},
      {"SetAgenda", R"(meeting_id: "$meeting$" agenda { title: "Begrüßung" minutes: 10 })",
       R"(agenda { title: "Ausblick" })"},
      {"StartMeeting", R"(meeting_id: "$meeting$" started_at { seconds: 1648474260 })",
       R"(started_at { seconds: 1648474261 })"},
      {"SetMeetingText",
       R"(meeting_id: "$meeting$" text { key: "situation" locale: "de"
            markdown: "Anteil {{indicator:foreign@city@2021-12-31}} %" })",
       R"(text { markdown: "anders" })"},
      {"AssignModerator",
       R"(meeting_id: "$meeting$" moderator { person_id: "$mo$" name { text: "Mo Muster" }
            organization: "Sozialreferat" consent_public: true })",
       R"(moderator { name { text: "Mia Muster" } })"},
      {"AssignMediator",
       R"(meeting_id: "$meeting$" mediator { person_id: "$li$" name { text: "Li Probe" }
            languages: "uk" languages: "ar" })",
       R"(mediator { languages: "tr" })"},
      {"RecordAttendance",
       R"(meeting_id: "$meeting$" attendance { person_id: "$ada$" consent_public: true })",
       R"(attendance { guest: true })"},
      {"RecordDecision",
       R"(meeting_id: "$meeting$" decision { decision_id: "$selection$"
            kind: DECISION_KIND_SELECT_LABS subject: "Demografielabore"
            proposal: "Geestendorf wird Demografielabor."
            result: DECISION_RESULT_ADOPTED_WITH_NOTES lab_ids: "$lab$"
            notes { note_id: "$note$" text { text: "Organisationen vor Ort einbeziehen" }
                    disposition: NOTE_DISPOSITION_ADOPTED } })",
       R"(decision { subject: "Anderes" })"},
      {"RecordDecision",
       R"(meeting_id: "$meeting$" decision { decision_id: "$agreement$"
            kind: DECISION_KIND_AGREE_THEMES subject: "Themen" proposal: "Zwei Themen."
            result: DECISION_RESULT_ADOPTED lab_ids: "$lab$" })",
       R"(decision { subject: "Anderes" })"},
      {"RecordNextStep",
       R"(next_step { next_step_id: "$step$" meeting_id: "$meeting$" text: "Quartiersprofile"
                      owner: "Sozialreferat" due_earliest: "2022-04-01" due_latest: "2022-09-30" })",
       R"(next_step { text: "Anderes" })"},
      {"CloseNextStep", R"(next_step_id: "$step$" status: NEXT_STEP_STATUS_DONE)",
       R"(status: NEXT_STEP_STATUS_DROPPED reason: "doch nicht")"},
      {"EndMeeting", R"(meeting_id: "$meeting$" ended_at { seconds: 1648479660 })",
       R"(ended_at { seconds: 1648479661 })"},
      {"SelectLab",
       R"(lab_id: "$lab$" decision { meeting_id: "$meeting$" decision_id: "$selection$" })",
       R"(decision { decision_id: "$agreement$" })"},
      {"LinkLabCityProcesses", R"(lab_id: "$lab$" city_process_ids: "$process$")",
       R"(lab_id: "$other lab$")"},
      {"ArchiveCityProcess", R"(process_id: "$process$")", "expected_version: 9"},
      {"RejectLab", R"(lab_id: "$other lab$" reason: "später")", R"(reason: "nie")"},
      {"AddFinding",
       R"(lab_id: "$lab$"
          finding { finding_id: "$finding$" kind: FINDING_KIND_CHALLENGE
                    statement: "Es fehlen Spielplätze für Kinder unter drei Jahren."
                    source: FINDING_SOURCE_EXPERT_TALK })",
       R"(finding { statement: "anders" })"},
      {"PinLabReferences",
       R"(lab_id: "$lab$"
          references { profile_ref { profile_id: "$profile$" version: 2 }
                       forecast_ref { forecast_id: "$forecast$" version: 3 } scenario_id: "base" })",
       R"(references { profile_ref { version: 1 } })"},
      {"AgreeThemes",
       R"(lab_id: "$lab$" decision { meeting_id: "$meeting$" decision_id: "$agreement$" }
          themes { title: "Jugend" question: "Wohin?" backlog_entry_ids: "$entry$" }
          themes { title: "Kleinkinder" finding_ids: "$finding$" })",
       R"(themes { title: "Drittes" finding_ids: "$finding$" })"},
      {"DraftMinutes",
       R"(meeting_id: "$meeting$" signature { place: "Bremerhaven" issued_on: "2022-03-31"
            signatory_id: "$kim$" signatory { text: "Kim Kanzlei" } office_lines: "Magistrat" })",
       R"(signature { place: "Bremen" })"},
      {"UploadAttachment",
       R"(header { attachment { attachment_id: "$plan$" meeting_id: "$meeting$"
                                kind: ATTACHMENT_KIND_PRESENTATION file_name: "plan.pdf"
                                media_type: "application/pdf" alt_text: "Lageplan" } }
          --- chunk: "abc" --- chunk: "def")",
       R"(--- chunk: "xyz")"},
      {"ApproveMinutes",
       absl::StrCat(R"(meeting_id: "$meeting$" sha256: ")", std::string(64, 'a'), R"(")"),
       absl::StrCat(R"(sha256: ")", std::string(64, 'b'), R"(")")},
      {"GetMunicipality", ""},
      {"GetProgramme", R"(programme_id: "$programme$")"},
      {"ListProgrammes", ""},
      {"GetFieldOfAction", R"(field_id: "$field$")"},
      {"ListFieldsOfAction", R"(programme_id: "$programme$")"},
      {"GetCityProcess", R"(process_id: "$process$")"},
      {"ListCityProcesses", R"(field_id: "$field$")"},
      {"GetBoard", R"(board_id: "$board$")"},
      {"ListBoards", ""},
      {"GetMeeting", R"(meeting_id: "$meeting$")"},
      {"ListMeetings", ""},
      {"GetMinutes", R"(meeting_id: "$meeting$")"},
      {"GetNextStep", R"(next_step_id: "$step$")"},
      {"ListNextSteps", ""},
      {"GetLab", R"(lab_id: "$lab$")"},
      {"ListLabs", ""},
      {"GetAttachment", R"(attachment_id: "$plan$")"},
      {"ListAttachments", R"(meeting_id: "$meeting$")"},
      {"DownloadAttachment", R"(attachment_id: "$plan$")"},
  };
}

std::vector<test::Wrong> WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  const std::string long_title(201, 'x');
  return {
      {"ConfigureMunicipality", "municipality.name", "", "municipality.name"},
      {"ConfigureMunicipality", "", R"(municipality { official_municipality_key: "4012" })",
       "municipality.official_municipality_key"},
      {"ConfigureMunicipality", "", R"(municipality { default_locale: "Deutsch" })",
       "municipality.default_locale"},
      {"ConfigureMunicipality", "", R"(municipality { timezone: "Europe/Atlantis" })",
       "municipality.timezone"},
      {"ConfigureMunicipality", "", R"(municipality { retention_days { pii: -1 } })",
       "municipality.retention_days.pii"},
      {"ConfigureMunicipality", "", R"(municipality { min_secret_participants: 1 })",
       "municipality.min_secret_participants"},
      {"ConfigureMunicipality", "", R"(request_id: "x")", "request_id"},
      {"ConfigureMunicipality", "", "expected_version: 99", "", kNotFound},
      {"CreateProgramme", "", R"(programme { programme_id: "1" })", "programme.programme_id"},
      {"CreateProgramme", "", R"(programme { starts_on: "2022-02-30" })", "programme.starts_on"},
      {"CreateProgramme", "", R"(programme { ends_on: "2020-01-01" })", "programme.ends_on"},
      {"CreateProgramme", "", R"(programme { currency: "Euro" })", "programme.currency"},
      {"CreateProgramme", "", R"(programme { annual_grant_minor_units: -1 })",
       "programme.annual_grant_minor_units"},
      {"DefineFieldOfAction", "field_of_action.title", "", "field_of_action.title"},
      {"DefineFieldOfAction", "", R"(field_of_action { aspects: "" })",
       "field_of_action.aspects[1]"},
      {"DefineFieldOfAction", "", R"(field_of_action { position: 101 })",
       "field_of_action.position"},
      {"DefineFieldOfAction", "", R"(field_of_action { programme_id: "$nobody$" })", "", kNotFound},
      {"DefineFieldOfAction", "", "expected_version: 99", "", kNotFound},
      {"RegisterCityProcess", "", R"(city_process { process_id: "1" })", "city_process.process_id"},
      {"RegisterCityProcess", "city_process.name", "", "city_process.name"},
      {"RegisterCityProcess", "city_process.owner_unit", "", "city_process.owner_unit"},
      {"RegisterCityProcess", "", R"(city_process { milestones { due_on: "2022-09-30" } })",
       "city_process.milestones[1].title"},
      {"RegisterCityProcess", "", R"(city_process { milestones { title: "x" due_on: "bald" } })",
       "city_process.milestones[1].due_on"},
      {"RegisterCityProcess", "", R"(city_process { field_ids: "x" })",
       "city_process.field_ids[1]"},
      {"RegisterCityProcess", "", R"(city_process { field_ids: "$field$" })",
       "city_process.field_ids[1]"},
      {"RegisterCityProcess", "", R"(city_process { field_ids: "$nobody$" })", "", kNotFound},
      {"RegisterCityProcess", "", R"(city_process { neighborhood_keys: "Am Park" })",
       "city_process.neighborhood_keys[1]"},
      {"UpdateCityProcess", "city_process.process_id", "", "city_process.process_id"},
      {"UpdateCityProcess", "", R"(city_process { process_id: "$nobody$" })", "", kNotFound},
      {"UpdateCityProcess", "", R"(city_process { field_ids: "$nobody$" })", "", kNotFound},
      {"UpdateCityProcess", "", R"(update_mask { paths: "color" })", "update_mask"},
      {"UpdateCityProcess", "", R"(update_mask { paths: "name" })", "city_process.name"},
      {"UpdateCityProcess", "update_mask", "", "city_process.name"},
      {"ArchiveCityProcess", "", R"(process_id: "$nobody$")", "", kNotFound},
      {"LinkLabCityProcesses", "", R"(city_process_ids: "x")", "city_process_ids[1]"},
      {"LinkLabCityProcesses", "", R"(city_process_ids: "$nobody$")", "", kNotFound},
      {"LinkLabCityProcesses", "", R"(lab_id: "$nobody$")", "", kNotFound},
      {"ListCityProcesses", "", R"(field_id: "x")", "field_id"},
      {"CreateBoard", "", R"(board { board_id: "ABC" })", "board.board_id"},
      {"CreateBoard", "board.name", "", "board.name"},
      {"CreateBoard", "", R"(board { name: "a\nb" })", "board.name"},
      {"CreateBoard", "", R"(board { name: "a\342\200\256b" })", "board.name"},
      {"CreateBoard", "", absl::StrCat(R"(board { name: ")", long_title, R"(" })"), "board.name"},
      {"CreateBoard", "board.kind", "", "board.kind"},
      {"CreateBoard", "", R"(board { meetings_per_year: 53 })", "board.meetings_per_year"},
      {"CreateBoard", "request_id", "", "request_id"},
      {"AddMember", "", R"(board_id: "$nobody$")", "", kNotFound},
      {"AddMember", "board_id", "", "board_id"},
      {"AddMember", "member.name", "", "member.name.text"},
      {"AddMember", "member.organization", "", "member.organization"},
      {"AddMember", "member.capacity", "", "member.capacity"},
      {"AddMember", "", R"(member { focus_groups: " " })", "member.focus_groups[0]"},
      {"AddMember", "member.valid_from", "", "member.valid_from"},
      {"EndMembership", "", R"(valid_to: "gestern")", "valid_to"},
      {"EndMembership", "", R"(valid_to: "2021-12-31")", "valid_to"},
      {"EndMembership", "", R"(person_id: "$nobody$")", "", kNotFound},
      {"ProposeLab", "lab", "", "lab.neighborhood_key"},
      {"ProposeLab", "", R"(lab { neighborhood_key: "Am Park" })", "lab.neighborhood_key"},
      {"ProposeLab", "lab.archetype", "", "lab.archetype"},
      {"ProposeLab", "", R"(lab { lab_id: "1" })", "lab.lab_id"},
      {"ScheduleMeeting", "meeting.board_id", "", "meeting.context"},
      {"ScheduleMeeting", "", R"(meeting { board_id: "$nobody$" })", "", kNotFound},
      {"ScheduleMeeting", "", R"(meeting { lab_id: "$nobody$" })", "", kNotFound},
      {"ScheduleMeeting", "", R"(meeting { programme_id: "$nobody$" })", "", kNotFound},
      {"ScheduleMeeting", "meeting.title", "", "meeting.title"},
      {"ScheduleMeeting", "meeting.mode", "", "meeting.mode"},
      {"ScheduleMeeting", "meeting.starts_at", "", "meeting.starts_at"},
      {"ScheduleMeeting", "", R"(meeting { ends_at { seconds: 1648474200 } })", "meeting.ends_at"},
      {"ScheduleMeeting", "", R"(meeting { ends_at { seconds: 999999999999 } })",
       "meeting.ends_at"},
      {"CancelMeeting", "reason", "", "reason"},
      {"InviteToMeeting", "", R"(meeting_id: "$nobody$")", "", kNotFound},
      {"SetAgenda", "", R"(agenda { title: " " })", "agenda[1].title"},
      {"SetAgenda", "", R"(agenda { title: "x" minutes: 601 })", "agenda[1].minutes"},
      {"StartMeeting", "started_at", "", "started_at"},
      {"StartMeeting", "", R"(started_at { seconds: 4102444800 })", "started_at"},
      {"SetMeetingText", "", R"(text { key: "Situation" })", "text.key"},
      {"SetMeetingText", "", R"(text { locale: "de_DE" })", "text.locale"},
      {"SetMeetingText", "text.markdown", "", "text.markdown"},
      {"SetMeetingText", "", R"(text { markdown: "{{indicator:foreign}}" })", "text.markdown"},
      {"AssignModerator", "moderator.name", "", "moderator.name.text"},
      {"AssignModerator", "moderator.organization", "", "moderator.organization"},
      {"AssignMediator", "mediator.languages", "", "mediator.languages"},
      {"AssignMediator", "", R"(mediator { languages: "?" })", "mediator.languages[2]"},
      {"RecordAttendance", "", R"(attendance { person_id: "$nobody$" })", "attendance.name.text"},
      {"RecordAttendance", "",
       R"(attendance { from { seconds: 1648474300 } to { seconds: 1648474300 } })",
       "attendance.to"},
      {"RecordDecision", "decision.kind", "", "decision.kind"},
      {"RecordDecision", "decision.proposal", "", "decision.proposal"},
      {"RecordDecision", "decision.result", "", "decision.result"},
      {"RecordDecision", "decision.lab_ids", "", "decision.lab_ids"},
      {"RecordDecision", "", R"(decision { lab_ids: "Geestendorf" })", "decision.lab_ids[1]"},
      {"RecordDecision", "decision.notes", "", "decision.notes"},
      {"RecordDecision", "", R"(decision { notes { text { text: "x" } } })",
       "decision.notes[1].disposition"},
      {"RecordDecision", "", R"(decision { notes { disposition: NOTE_DISPOSITION_NOTED } })",
       "decision.notes[1].text.text"},
      {"RecordNextStep", "next_step.text", "", "next_step.text"},
      {"RecordNextStep", "next_step.owner", "", "next_step.owner"},
      {"RecordNextStep", "", R"(next_step { due_latest: "2022-Q3" })", "next_step.due_latest"},
      {"RecordNextStep", "", R"(next_step { meeting_id: "$nobody$" })", "", kNotFound},
      {"CloseNextStep", "", R"(status: NEXT_STEP_STATUS_OPEN)", "status"},
      {"CloseNextStep", "", R"(status: NEXT_STEP_STATUS_DROPPED)", "reason"},
      {"EndMeeting", "ended_at", "", "ended_at"},
      {"EndMeeting", "", R"(ended_at { seconds: 1648474260 })", "ended_at"},
      {"SelectLab", "decision", "", "decision.meeting_id"},
      {"SelectLab", "", R"(decision { decision_id: "$nobody$" })", "", kNotFound},
      {"RejectLab", "reason", "", "reason"},
      {"AddFinding", "finding.kind", "", "finding.kind"},
      {"AddFinding", "finding.source", "", "finding.source"},
      {"AddFinding", "finding.statement", "", "finding.statement"},
      {"AddFinding", "", R"(finding { where: "a\nb" })", "finding.where"},
      {"AddFinding", "", R"(finding { community_groups: " " })", "finding.community_groups[0]"},
      {"AddFinding", "", R"(lab_id: "$nobody$")", "", kNotFound},
      {"PinLabReferences", "references.profile_ref", "", "references.profile_ref.profile_id"},
      {"PinLabReferences", "references.forecast_ref", "", "references.forecast_ref.forecast_id"},
      {"PinLabReferences", "references.profile_ref.version", "", "references.profile_ref.version"},
      {"PinLabReferences", "references.scenario_id", "", "references.scenario_id"},
      {"PinLabReferences", "", R"(references { profile_ref { version: 9 } })", "",
       absl::StatusCode::kFailedPrecondition},
      {"AgreeThemes", "themes", "", "themes"},
      {"AgreeThemes", "", R"(themes { title: "ohne Beleg" })", "themes[2]"},
      {"AgreeThemes", "", R"(themes { title: "x" finding_ids: "1" })", "themes[2].finding_ids[0]"},
      {"AgreeThemes", "", R"(themes { title: "x" backlog_entry_ids: "$nobody$" })", "", kNotFound},
      {"DraftMinutes", "signature.place", "", "signature.place"},
      {"DraftMinutes", "", R"(signature { issued_on: "31.03.2022" })", "signature.issued_on"},
      {"DraftMinutes", "signature.signatory", "", "signature.signatory.text"},
      {"ApproveMinutes", "", R"(sha256: "A")", "sha256"},
      {"UploadAttachment", "header", "", "header"},
      {"UploadAttachment", "header.attachment", "", "header.attachment.subject"},
      {"UploadAttachment", "header.attachment.alt_text", "", "header.attachment.alt_text"},
      {"UploadAttachment", "header.attachment.file_name", "", "header.attachment.file_name"},
      {"UploadAttachment", "", R"(header { attachment { media_type: "pdf" } })",
       "header.attachment.media_type"},
      {"UploadAttachment", "", R"(header { attachment { kind: ATTACHMENT_KIND_LOGO } })",
       "header.attachment.media_type"},
      {"UploadAttachment", "", R"(--- chunk: "" --- chunk: "")", "chunk"},
      {"UploadAttachment", "", R"(header { attachment { meeting_id: "$nobody$" } })", "",
       kNotFound},
      {"ListAttachments", "meeting_id", "", "subject"},
      {"ListFieldsOfAction", "programme_id", "", "programme_id"},
      {"GetBoard", "", R"(board_id: "$nobody$")", "", kNotFound},
  };
}

}  // namespace

const test::Way& MeetingWay() {
  static const test::Way way = {
      {"zwk.participation.v1.AttachmentService", "zwk.participation.v1.BoardService",
       "zwk.participation.v1.CityProcessService", "zwk.participation.v1.FieldOfActionService",
       "zwk.participation.v1.LabService", "zwk.participation.v1.MeetingService",
       "zwk.participation.v1.MinutesService", "zwk.participation.v1.MunicipalityService",
       "zwk.participation.v1.NextStepService", "zwk.participation.v1.ProgrammeService"},
      "tests/integration/participation_meeting_walk.cc",
      Steps(),
      WrongInput()};
  return way;
}

}  // namespace zwk::participation
