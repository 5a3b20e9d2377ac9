#include "zwkctl/certificates_command.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "zwkctl/certificates.h"

namespace zwk::ctl {
namespace {

int Tell(const std::vector<CertificateState>& states, std::ostream& out) {
  bool good = true;
  for (const CertificateState& state : states) {
    out << absl::StreamFormat(
        "%-20s %s  %s%s%s\n", state.name,
        state.not_after == absl::InfinitePast()
            ? "----------"
            : absl::FormatTime("%Y-%m-%d", state.not_after, absl::UTCTimeZone()),
        state.trouble.empty() ? "good" : state.trouble, state.names.empty() ? "" : "  ",
        absl::StrJoin(state.names, " "));
    good = good && state.trouble.empty();
  }
  return good ? 0 : 1;
}

int Done(const absl::Status& status, const std::string& said, std::ostream& out,
         std::ostream& errors) {
  if (status.ok()) {
    out << said << '\n';
    return 0;
  }
  errors << "zwkctl: " << status.message() << '\n';
  return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
}

}  // namespace

int CertificatesCommand(const std::vector<std::string>& arguments, absl::Time now,
                        std::ostream& out, std::ostream& errors) {
  CLI::App app("An authority of one's own, and the certificates it signs", "zwkctl certificates");
  app.require_subcommand(1);
  std::string folder = "certificates";
  std::string city = "city";
  int authority_days = 3650, soon = 30;
  CertificateWish wish;
  std::vector<std::string> rotated;
  const auto in_folder = [&folder](CLI::App* command) {
    command->add_option("--folder", folder, "Where they are")->capture_default_str();
    return command;
  };
  CLI::App* init = in_folder(app.add_subcommand("init", "Makes the authority: ca.pem and ca.key"));
  init->add_option("--city", city, "Whose it is")->capture_default_str();
  init->add_option("--days", authority_days, "How long it is good")
      ->capture_default_str()
      ->check(CLI::Range(1, 36500));
  CLI::App* issue = in_folder(app.add_subcommand("issue", "Makes NAME.pem: key and certificate"));
  issue->add_option("NAME", wish.name, "Of a service, the edge, Redis or a partner")->required();
  issue->add_option("--san", wish.names,
                    "Further name: dns:HOST, ip:ADDRESS or uri:URI; several times");
  issue->add_option("--days", wish.days, "How long it is good")
      ->capture_default_str()
      ->check(CLI::Range(1, 3650));
  issue->add_flag("--client", wish.client_only,
                  "Of a partner: it opens connections and accepts none");
  CLI::App* rotate =
      in_folder(app.add_subcommand("rotate", "New keys with the same names; all without a NAME"));
  rotate->add_option("NAME", rotated, "Which");
  CLI::App* check =
      in_folder(app.add_subcommand("check", "Says how long each is good, and what is wrong"));
  check->add_option("--days", soon, "What ends within so many days is in trouble")
      ->capture_default_str()
      ->check(CLI::Range(0, 36500));

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? 0 : 2;
  }
  if (init->parsed())
    return Done(InitAuthority(folder, city, authority_days, now), folder + "/ca.pem, ca.key", out,
                errors);
  if (issue->parsed())
    return Done(IssueCertificate(folder, wish, now), folder + "/" + wish.name + ".pem", out,
                errors);
  if (rotate->parsed()) {
    const auto done = RotateCertificates(folder, rotated, now);
    return Done(done.status(), done.ok() ? absl::StrJoin(*done, " ") : "", out, errors);
  }
  const auto states = CheckCertificates(folder, soon, now);
  return states.ok() ? Tell(*states, out) : Done(states.status(), "", out, errors);
}

}  // namespace zwk::ctl
