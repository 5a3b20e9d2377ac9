#!/usr/bin/env bash
# A Kafka broker of one's own (KRaft, no ZooKeeper), for one machine and for tests.
#   broker.sh fetch                                   its jars, once; offline afterwards
#   broker.sh run FOLDER PORT CONTROLLER_PORT [ID VOTERS [LINE...]]
#       in the foreground, on loopback, with its data in FOLDER. VOTERS as in controller.quorum.voters ("1@127.0.0.1:4711,..."),
#       the same for every broker of a cluster; LINEs go into server.properties and win over what is here.
# Exit code 3: there is no Java or no Maven, or the jars cannot be fetched.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jars=${ZWK_KAFKA_JARS:-$here/../../.zwk/tools/kafka}

cannot() {
  echo "kafka: $*" >&2
  exit 3
}

fetch() {
  local hash
  hash=$(sha256sum <"$here/pom.xml")
  [ "$(cat "$jars/.fetched" 2>/dev/null)" = "$hash" ] && return 0
  command -v java >/dev/null || cannot "java is missing (Debian: default-jre-headless)"
  command -v mvn >/dev/null || cannot "mvn is missing (Debian: maven)"
  mkdir -p "$jars"
  # Several may want them at once: one fetches.
  exec 8>"$jars/.lock"
  flock 8
  [ "$(cat "$jars/.fetched" 2>/dev/null)" = "$hash" ] && return 0
  rm -f "$jars"/*.jar
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$jars" >&2 || cannot "mvn could not fetch what pom.xml names"
  echo "$hash" >"$jars/.fetched"
  exec 8>&-
}

java_of_kafka() { # -X... CLASS ARGUMENTS
  exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -cp "$jars/*" "$@"
}

run() { # FOLDER PORT CONTROLLER_PORT [ID VOTERS [LINE...]]
  local folder=$1 port=$2 controller=$3 id=${4:-1} voters=${5:-1@127.0.0.1:$3} line
  shift $(($# < 5 ? $# : 5))
  fetch
  mkdir -p "$folder"
  {
    cat <<PROPERTIES
process.roles=broker,controller
node.id=$id
controller.quorum.voters=$voters
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$folder/log
auto.create.topics.enable=false
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.message.timestamp.type=CreateTime
num.network.threads=2
num.io.threads=2
num.recovery.threads.per.data.dir=1
broker.session.timeout.ms=6000
controlled.shutdown.max.retries=1
PROPERTIES
    for line in "$@"; do echo "$line"; done
  } >"$folder/server.properties"
  # One name for every cluster that this makes: they are told apart by their ports.
  [ -e "$folder/log/meta.properties" ] ||
    (java_of_kafka -Xmx128m kafka.tools.StorageTool format -t zwkzwkzwkzwkzwkzwkzwkg -c "$folder/server.properties" >&2)
  java_of_kafka -Xmx400m kafka.Kafka "$folder/server.properties"
}

case ${1:-} in
  fetch) fetch ;;
  run) shift && run "$@" ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
