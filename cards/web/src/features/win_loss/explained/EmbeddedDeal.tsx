import { root } from "@/api/root";
import type { Opened } from "@/embed/session";
import { Answered } from "./Answered";
import { DealExplained } from "./DealExplained";
import { dealAt } from "../links";
import { useText } from "./text";
import style from "../win_loss.module.css";

/** Why a deal goes as it goes, in a frame of its CRM. */
export default function EmbeddedDeal({ opened }: { opened: Opened }) {
  const say = useText();
  return (
    <div className={style.stack}>
      <h1 className={style.framed}>{say("title")}</h1>
      <Answered asked={{ deal_id: opened.record_id, connection: opened.connection }}>
        {(insight) => (
          <DealExplained
            insight={insight}
            refer={(one) => (
              // The frame may show one deal only; others are looked at by whoever is signed in to the workspace.
              <a
                href={`${root}/app${dealAt(one.deal_id, one.connection)}`}
                target="_blank"
                rel="noopener noreferrer"
                dir="auto"
              >
                {one.name || one.deal_id}
              </a>
            )}
          />
        )}
      </Answered>
    </div>
  );
}
