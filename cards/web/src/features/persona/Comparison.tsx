import { useState } from "react";
import { Link } from "react-router";
import type { Model } from "@/api/client";
import { AIConfidenceIndicator } from "@/components/AIConfidenceIndicator/AIConfidenceIndicator";
import { Evidence } from "@/components/Evidence/Evidence";
import { Table, type Column } from "@/components/Table/Table";
import { Nothing } from "@/components/Nothing/Nothing";
import { personPath } from "./addresses";
import style from "./persona.module.css";
import { proofOf } from "./proof";
import { useText } from "./text";

type Found = Model<"ComparisonInsight">;
type Trait = Model<"ComparedTrait">;

/** Trait by trait what holds of each, with what tells them apart marked; then how to work with each. */
export function Comparison({ found }: { found: Found }) {
  const say = useText();
  const [apart, setApart] = useState(false);
  const { people, traits } = found.payload;
  const evidence = found.evidence ?? [];
  const rows = apart ? traits.filter((one) => one.differs) : traits;
  const columns: readonly Column<Trait>[] = [
    {
      key: "trait",
      name: say("diff.trait"),
      cell: (trait) => (
        <>
          {trait.label} {trait.differs && <span className={style.badge}>{say("comparison.differs")}</span>}
        </>
      ),
    },
    ...people.map((who, place) => ({
      key: who.contact,
      name: (
        <>
          <Link to={personPath({ contactId: who.contact, connection: found.connection })} dir="auto">
            {who.name || who.contact}
          </Link>
          <span className={style.beside}>
            {who.profiled ? say("comparison.seen", { n: who.touchpoints }) : say("people.notProfiled")}
          </span>
        </>
      ),
      cell: (trait: Trait) => {
        const value = trait.values[place];
        if (!value) return <span className={style.soft}>{say("comparison.unseen")}</span>;
        return (
          <>
            <p dir="auto">{value.value}</p>
            <p className={style.soft}>
              {value.stated ? (
                say("trait.stated")
              ) : (
                <AIConfidenceIndicator size="line" estimate={value.confidence} label={say("trait.sure")} />
              )}
            </p>
            <Evidence items={proofOf(evidence, value.evidence)} />
          </>
        );
      },
    })),
  ];
  const advised = people.filter((who) => (who.advice ?? []).length > 0);
  return (
    <>
      <label>
        <input type="checkbox" checked={apart} onChange={(event) => setApart(event.target.checked)} />
        {say("comparison.apart")}
      </label>
      {rows.length === 0 ? (
        <Nothing>{say(apart ? "comparison.alike" : "comparison.nothing")}</Nothing>
      ) : (
        <Table label={say("builder.title")} columns={columns} rows={rows} keyOf={(one) => one.key} />
      )}
      {advised.length > 0 && (
        <section className={style.part}>
          <h2>{say("comparison.advice")}</h2>
          <div className={style.columns}>
            {advised.map((who) => (
              <section key={who.contact}>
                <h3 dir="auto">{who.name || who.contact}</h3>
                <ul className={style.list} dir="auto" lang={found.language}>
                  {(who.advice ?? []).map((one) => (
                    <li key={one.trait}>
                      {one.text}
                      <Evidence items={proofOf(evidence, one.evidence)} />
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </section>
      )}
    </>
  );
}
