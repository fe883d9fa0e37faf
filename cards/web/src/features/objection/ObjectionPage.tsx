import { useState } from "react";
import { useSearchParams } from "react-router";
import { PageHead } from "@/shell/PageHead";
import { ObjectionHandlerWidget } from "./ObjectionHandlerWidget";
import { ObjectionHistory } from "./ObjectionHistory";
import style from "./objection.module.css";
import { useText } from "./text";

/** Paste what the buyer said, take an answer; what was answered before stands below. */
export default function ObjectionPage() {
  const say = useText();
  const [query] = useSearchParams();
  const [shown, setShown] = useState<string | null>(query.get("id"));
  return (
    <>
      <PageHead title={say("title")} lead={say("lead")} />
      <div className={style.stack}>
        <ObjectionHandlerWidget dealId={query.get("deal") ?? undefined} shown={shown} onAnswered={setShown} />
        <ObjectionHistory onOpen={setShown} />
      </div>
    </>
  );
}
