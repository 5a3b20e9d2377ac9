#include "platform/log/log.h"

#include <memory>
#include <mutex>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "platform/log/time_zone.h"

namespace zwk::log {
namespace {

constexpr const char* kNames[] = {"debug", "info", "warning", "error"};

struct Logger {
  std::string service;  // set once, before other threads log
  Level level = Level::kInfo;
  absl::TimeZone zone = absl::UTCTimeZone();
  std::shared_ptr<spdlog::logger> out;

  Logger() {
    out =
        std::make_shared<spdlog::logger>("zwk", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    out->set_pattern("%v");
    out->set_level(spdlog::level::trace);
    out->flush_on(spdlog::level::trace);
  }
};

Logger& TheLogger() {
  static Logger* logger = new Logger;  // never destroyed: threads may log until the end
  return *logger;
}

void Write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  Logger& logger = TheLogger();
  if (level < logger.level) return;
  logger.out->info(Format(logger.service, level, TimeOf(absl::Now(), logger.zone), event, fields));
}

}  // namespace

std::string Format(std::string_view service, Level level, std::string_view time,
                   std::string_view event, std::initializer_list<Field> fields) {
  nlohmann::ordered_json line;
  line["time"] = time;
  line["level"] = kNames[static_cast<int>(level)];
  line["service"] = service;
  line["event"] = event;
  for (const Field& field : fields) {
    std::visit([&](const auto& value) { line[std::string(field.key)] = value; }, field.value);
  }
  // Bytes that are no UTF-8 become U+FFFD: a line of the log is always valid JSON.
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void WriteTimesIn(absl::TimeZone zone) { TheLogger().zone = zone; }

std::string TimeOf(absl::Time at, const absl::TimeZone& zone) {
  const bool utc = zone == absl::UTCTimeZone();
  return absl::FormatTime(utc ? "%Y-%m-%dT%H:%M:%E3SZ" : "%Y-%m-%dT%H:%M:%E3S%Ez", at, zone);
}

void Init(std::string_view service, Level level) {
  TheLogger().service = std::string(service);
  TheLogger().level = level;
}

void Debug(std::string_view event, std::initializer_list<Field> fields) {
  Write(Level::kDebug, event, fields);
}
void Info(std::string_view event, std::initializer_list<Field> fields) {
  Write(Level::kInfo, event, fields);
}
void Warning(std::string_view event, std::initializer_list<Field> fields) {
  Write(Level::kWarning, event, fields);
}
void Error(std::string_view event, std::initializer_list<Field> fields) {
  Write(Level::kError, event, fields);
}

}  // namespace zwk::log
