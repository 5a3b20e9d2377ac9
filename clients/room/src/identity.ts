// Who asks. On loopback a page says so itself (the edge's --dev-identity); everywhere else a token says it: of a code for whoever takes
// part, of the city's sign-in for the office. A token stays in this browser and goes to this host alone.

export interface Identity {
  headers: Record<string, string>;
}

export type OfficeRole = "FACILITATOR" | "SCRIBE" | "PLANNER";

export interface Edge {
  devIdentity: boolean;
  login: boolean;
}

// What this edge lets callers say of themselves.
export async function askEdge(): Promise<Edge> {
  try {
    return (await (await fetch("/room/edge.json")).json()) as Edge;
  } catch {
    return { devIdentity: false, login: false };
  }
}

const KEPT = "zwk-room/";

// A phone whose browser keeps nothing (private windows) works until it is closed.
function keep(store: () => Storage, name: string, value: string | null) {
  try {
    if (value === null) store().removeItem(KEPT + name);
    else store().setItem(KEPT + name, value);
  } catch {
    /* nothing is kept */
  }
}
function kept(store: () => Storage, name: string): string | null {
  try {
    return store().getItem(KEPT + name);
  } catch {
    return null;
  }
}
const forLong = () => localStorage;
const forThisTab = () => sessionStorage;

export const remember = (name: string, value: string | null) => keep(forLong, name, value);
export const remembered = (name: string) => kept(forLong, name);

// What a phone keeps of a session: that it joined, with which token, and which cards are its own.
export interface Seat {
  sessionId: string;
  token?: string;
  // What the token was given for, good for nothing any more.
  code?: string;
  cards: string[];
}

export function seatIn(sessionId: string): Seat | null {
  const text = remembered(`seat/${sessionId}`);
  return text === null ? null : (JSON.parse(text) as Seat);
}
export function lastSeat(): Seat | null {
  const sessionId = remembered("seat");
  return sessionId === null ? null : seatIn(sessionId);
}
// The seat that this browser sits in by that code already.
export function seatOfCode(code: string): Seat | null {
  const sessionId = remembered(`slip/${code}`);
  const seat = sessionId === null ? null : seatIn(sessionId);
  return seat?.code === code ? seat : null;
}

// As the service reads it, in whichever way it was typed.
export const plainCode = (code: string) => code.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

// The code of a slip: behind the '#', which browsers send to nobody, or in the query.
export function codeOf(query: URLSearchParams, hash: string): string {
  const code = query.get("code") ?? hash.slice(1);
  try {
    return query.has("code") ? code : decodeURIComponent(code);
  } catch {
    return code; // half an escape is no code: the service says so
  }
}

export function take(seat: Seat) {
  remember("seat", seat.sessionId);
  remember(`seat/${seat.sessionId}`, JSON.stringify(seat));
  if (seat.code) remember(`slip/${seat.code}`, seat.sessionId);
}
export function leave(sessionId: string) {
  const code = seatIn(sessionId)?.code;
  if (code) remember(`slip/${code}`, null);
  remember("seat", null);
  remember(`seat/${sessionId}`, null);
}

// A phone on loopback is somebody of its own, the same one after it was loaded again.
export function devParticipant(): Identity {
  let subject = remembered("subject");
  if (subject === null) remember("subject", (subject = `phone-${crypto.randomUUID()}`));
  return { headers: { "x-zwk-subject": subject, "x-zwk-roles": "PARTICIPANT" } };
}

// Who has nothing but a code; the edge knows the city by its host.
export const nobody: Identity = { headers: {} };

// Who has signed in at the edge: its cookies say so, no script reads them.
export const signedIn: Identity = { headers: {} };

// Who comes without a code: on loopback whoever one is, elsewhere a member who signs in; null where the edge signs nobody in.
export const withoutCode = (edge: Edge): Identity | null => (edge.devIdentity ? devParticipant() : edge.login ? signedIn : null);

export const bearer = (token: string): Identity => ({ headers: { authorization: `Bearer ${token}` } });

export function devOffice(role: OfficeRole): Identity {
  return { headers: { "x-zwk-subject": `office-${role.toLowerCase()}`, "x-zwk-roles": role } };
}

export const officeToken = () => kept(forThisTab, "office");
export const setOfficeToken = (token: string | null) => keep(forThisTab, "office", token);
