// How people get in, at the moderator's desk: the address for everybody, or a sheet of codes to print and cut.
import { useState } from "preact/hooks";
import { JoinMode } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { joinAddress } from "./join";
import type { Desk } from "./office";
import { Problem, useAct } from "./parts";
import { codesAs, once } from "./rpc";
import { currentLanguage, t } from "./words";

export function Access({ identity, live, session }: Desk) {
  const { busy, problem, act } = useAct();
  const [count, setCount] = useState(30);
  const [sheet, setSheet] = useState<{ address: string; codes: number } | null>(null);
  const address = joinAddress(session);
  const issue = (event: Event) => {
    event.preventDefault();
    void act(async () => {
      const wanted = { sessionId: live.sessionId, count, joinUrl: `${location.origin}/room/`, locale: currentLanguage() };
      const answer = await once(codesAs(identity), "issueCodes", wanted);
      if (sheet) URL.revokeObjectURL(sheet.address);
      setSheet({ address: URL.createObjectURL(new Blob([answer.sheetHtml], { type: "text/html" })), codes: answer.codes.length });
    });
  };
  return (
    <section class="panel" aria-labelledby="access">
      <h2 id="access">{t("join")}</h2>
      <p><a class="address" href={address}>{address}</a></p>
      {session.settings?.joinMode !== JoinMode.MEMBERS && (
        <form onSubmit={issue}>
          <label>
            {t("howManyCodes")}
            <input class="number" type="number" name="count" min={1} max={300} required value={count} onInput={(event) => setCount(event.currentTarget.valueAsNumber || 0)} />
          </label>
          <Problem text={problem} />
          <button type="submit" aria-busy={busy}>{t("issueCodes")}</button>
          {sheet && <p><a href={sheet.address} download={`codes-${live.sessionId.slice(0, 8)}.html`}>{t("codesToPrint", { n: sheet.codes })}</a></p>}
          <p class="small">{t("codesOnce")}</p>
        </form>
      )}
    </section>
  );
}
