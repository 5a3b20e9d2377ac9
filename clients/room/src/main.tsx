import { render, type ComponentType } from "preact";
import { useState } from "preact/hooks";
import { askEdge, bearer, codeOf, lastSeat, leave, nobody, seatIn, take, withoutCode, type Edge, type Seat } from "./identity";
import { Join } from "./join";
import { Phone } from "./phone";
import { preferredLanguage, setLanguage, useLanguage } from "./words";
import "./style.css";

export interface OfficeProps {
  edge: Edge;
  sessionId: string | null;
}

const page = location.pathname.replace(/^\/room\//, "");
const query = new URLSearchParams(location.search);

// The code of a slip is taken out of the address at once.
function codeOfAddress(): string {
  const code = codeOf(query, location.hash);
  if (code) history.replaceState(null, "", location.pathname);
  return code;
}
const code = page === "" ? codeOfAddress() : "";

const identityOf = (seat: Seat, edge: Edge) => (seat.token ? bearer(seat.token) : withoutCode(edge) ?? nobody);

function Participant(props: { edge: Edge }) {
  const wanted = query.get("session");
  const [seat, setSeat] = useState<Seat | null>(() => (code ? null : wanted ? seatIn(wanted) : lastSeat()));
  const seated = (seat: Seat) => {
    take(seat);
    setSeat(seat);
  };
  const gone = () => {
    leave(seat!.sessionId);
    history.replaceState(null, "", "/room/");
    location.reload();
  };
  if (!seat) return <Join edge={props.edge} sessionId={wanted} code={code} seated={seated} />;
  return <Phone key={seat.sessionId} identity={identityOf(seat, props.edge)} seat={seat} signsIn={!seat.token && props.edge.login} leave={gone} />;
}

const office: Record<string, () => Promise<ComponentType<OfficeProps>>> = {
  wall: async () => (await import("./wall")).Wall,
  moderator: async () => (await import("./moderator")).Moderator,
  scribe: async () => (await import("./scribe")).Scribe,
};

function Room(props: { edge: Edge; Office: ComponentType<OfficeProps> | null }) {
  useLanguage();
  if (props.Office) return <props.Office edge={props.edge} sessionId={query.get("session")} />;
  return <Participant edge={props.edge} />;
}

async function start() {
  const [edge, Office] = await Promise.all([askEdge(), office[page]?.() ?? null, setLanguage(preferredLanguage(), page in office)]);
  render(<Room edge={edge} Office={Office} />, document.getElementById("room")!);
}
void start();
