// What the room asks the platform, and what it makes of a refusal.
import { Code, ConnectError, createClient, type Client, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { BadRequestSchema, ErrorInfoSchema } from "./gen/google/rpc/error_details_pb";
import { AccessCodeService } from "./gen/zwk/participation/v1/access_code_pb";
import { ContinueVoteService } from "./gen/zwk/participation/v1/continue_vote_pb";
import { LeanCoffeeService } from "./gen/zwk/participation/v1/lean_coffee_service_pb";
import type { Identity } from "./identity";

export type Sessions = Client<typeof LeanCoffeeService>;
export type Thumbs = Client<typeof ContinueVoteService>;

export function transportOf(identity: Identity) {
  const asCaller: Interceptor = (next) => (request) => {
    for (const [name, value] of Object.entries(identity.headers)) request.header.set(name, value);
    return next(request);
  };
  return createGrpcWebTransport({ baseUrl: location.origin, interceptors: [asCaller], defaultTimeoutMs: 10_000, fetch: outlastsThePage });
}

// What is asked while the page is left goes out all the same.
let isLeft = false;
if (typeof addEventListener === "function") {
  addEventListener("pagehide", () => (isLeft = true));
  addEventListener("pageshow", () => (isLeft = false));
}
const outlastsThePage: typeof fetch = (input, init) => fetch(input, isLeft ? { ...init, keepalive: true } : init);

export const sessionsAs = (identity: Identity): Sessions => createClient(LeanCoffeeService, transportOf(identity));
export const thumbsAs = (identity: Identity): Thumbs => createClient(ContinueVoteService, transportOf(identity));
export const codesAs = (identity: Identity) => createClient(AccessCodeService, transportOf(identity));

// A refusal as the page needs it: its code, its reason (proto/zwk/common/v1/reason.proto), what it says beside.
export interface Refusal {
  code: Code;
  reason: string;
  metadata: Record<string, string>;
  field: string;
}

export function refusalOf(error: unknown): Refusal {
  const it = ConnectError.from(error);
  const [info] = it.findDetails(ErrorInfoSchema);
  const [bad] = it.findDetails(BadRequestSchema);
  return { code: it.code, reason: info?.reason ?? "", metadata: info?.metadata ?? {}, field: bad?.fieldViolations[0]?.field ?? "" };
}

// Nobody has said no: the line is down, or the service is being started. Whoever does say no gives a reason.
export function isAway({ code, reason }: Refusal): boolean {
  return code === Code.Unavailable || code === Code.DeadlineExceeded || (reason === "" && [Code.Unknown, Code.Internal, Code.DataLoss].includes(code));
}

// Nothing is known to have happened: the same request again is harmless, and may do.
const isForLater = (refusal: Refusal) => isAway(refusal) || (refusal.code === Code.ResourceExhausted && refusal.reason !== "TOO_MANY_TRIES");

// Asks until somebody answers, with pauses that grow; `goOn` says whether the answer is still wanted.
export async function patiently<T>(ask: () => Promise<T>, goOn: () => boolean = () => true): Promise<T> {
  for (let pause = 500; ; pause = Math.min(2 * pause, 8000)) {
    try {
      return await ask();
    } catch (error) {
      if (!isForLater(refusalOf(error)) || !goOn()) throw error;
    }
    await new Promise((done) => setTimeout(done, pause * (0.5 + Math.random())));
  }
}

// Everything that there is, page by page.
export async function all<Page extends { nextPageToken: string }, T>(
  read: (page: { pageSize: number; pageToken: string }) => Promise<Page>,
  of: (page: Page) => T[],
): Promise<T[]> {
  const found: T[] = [];
  let pageToken = "";
  do {
    const page = await read({ pageSize: 500, pageToken });
    found.push(...of(page));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return found;
}

export const newId = () => crypto.randomUUID();

// The last act of each kind that nobody has answered: it may have been done.
const unanswered = new Map<string, { act: string; requestId: string }>();

type AskedOf<Call> = Call extends (request: infer Request) => unknown ? Request & object : never;
type AnswerOf<Call> = Call extends (request: never) => Promise<infer Answer> ? Answer : never;

// One act: the same request a few times where nobody answers, and the same one again with the next click, so that what was done is done
// once. `seen` is the state the act is about, where its request does not say so: in another state the same words are another act.
export async function once<C, M extends keyof C & string>(client: C, method: M, request: AskedOf<C[M]>, seen?: bigint): Promise<AnswerOf<C[M]>> {
  const call = client[method] as (request: object) => Promise<AnswerOf<C[M]>>;
  const act = JSON.stringify([request, seen], (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
  const before = unanswered.get(method);
  const requestId = before?.act === act ? before.requestId : newId();
  unanswered.set(method, { act, requestId });
  const answered = () => unanswered.get(method)?.requestId === requestId && unanswered.delete(method);
  let tries = 0;
  try {
    const answer = await patiently(() => call({ ...request, requestId }), () => ++tries < 4);
    answered();
    return answer;
  } catch (error) {
    if (!isForLater(refusalOf(error))) answered();
    throw error;
  }
}
