import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { PageHead } from "@/shell/PageHead";
import { ObjectionHandlerWidget } from "./ObjectionHandlerWidget";
import { ObjectionHistory } from "./ObjectionHistory";
import style from "./objection.module.css";
import { useText } from "./text";

const TOUR = ["ask", "past"] as const;

/** Paste what the buyer said, take an answer; what was answered before stands below. */
export default function ObjectionPage() {
  const say = useText();
  const [query, setQuery] = useSearchParams();
  const [opened, setOpened] = useState(0);
  const shown = query.get("id");
  const dealId = query.get("deal") ?? undefined;
  const connection = query.get("connection") ?? undefined;
  const about = { dealId, contactId: query.get("contact") ?? undefined, connection };
  // In the address, so that the answers survive a reload and the way back leads to the ones before.
  const open = (id: string) => {
    setOpened((times) => times + 1);
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        after.set("id", id);
        return after;
      },
      { preventScrollReset: true },
    );
  };
  return (
    <>
      <PageHead
        title={say("title")}
        lead={
          <>
            {say("lead")}{" "}
            {dealId && (
              <Link
                to={`/deals/${encodeURIComponent(dealId)}${connection ? `?connection=${encodeURIComponent(connection)}` : ""}`}
              >
                {say("deal")}
              </Link>
            )}
          </>
        }
        tour={{
          name: "objections",
          ready: true,
          steps: TOUR.map((at) => ({ at, title: say(`tour.${at}`), text: say(`tour.${at}.text`) })),
        }}
      />
      <div className={style.stack}>
        <ObjectionHandlerWidget {...about} shown={shown} opened={opened} onAnswered={open} />
        <ObjectionHistory {...about} onOpen={open} />
      </div>
    </>
  );
}
