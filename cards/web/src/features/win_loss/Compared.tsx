import type { Model } from "@/api/client";
import { Table, type Column } from "@/components/Table/Table";
import { Nothing } from "@/components/Nothing/Nothing";
import type { Factor } from "./Factors";
import { Odds } from "./Odds";
import { useText } from "./text";
import { Verdict } from "./Verdict";
import style from "./win_loss.module.css";

interface Side {
  name: string;
  payload: Model<"WinLossPayload">;
}

interface Line {
  key: string;
  label: string;
  on: readonly (Factor | undefined)[];
}

/** Two cohorts side by side: their verdicts, and each factor that was found in one of them as it is in both. */
export function Compared({ sides }: { sides: readonly [Side, Side] }) {
  const say = useText();
  const columns: readonly Column<Line>[] = [
    { key: "factor", name: say("factors.factor"), cell: (line) => <span dir="auto">{line.label}</span> },
    ...sides.map((side, place): Column<Line> => ({
      key: String(place),
      name: <span dir="auto">{side.name}</span>,
      cell: (line) => <Cell factor={line.on[place]} />,
    })),
  ];
  const lines = linesOf(sides);
  return (
    <div className={style.stack}>
      <div className={style.sides}>
        {sides.map((side, place) => (
          <div key={place} role="group" aria-label={side.name}>
            <p className={style.soft} dir="auto">
              {side.name}
            </p>
            <Verdict payload={side.payload} />
          </div>
        ))}
      </div>
      {lines.length === 0 ? (
        <Nothing>{say("compare.none")}</Nothing>
      ) : (
        <section className={style.section}>
          <h2>{say("compare.title")}</h2>
          <p className={style.soft}>{say("compare.note")}</p>
          <Table label={say("compare.title")} columns={columns} rows={lines} keyOf={(line) => line.key} />
        </section>
      )}
    </div>
  );
}

function Cell({ factor }: { factor: Factor | undefined }) {
  const say = useText();
  if (!factor) return <span className={style.soft}>{say("compare.absent")}</span>;
  return (
    <>
      <span className={factor.found ? style[factor.direction] : style.soft}>
        {say(factor.found ? `direction.${factor.direction}` : "direction.none")}
      </span>
      <Odds estimate={factor.odds_ratio} />
    </>
  );
}

function linesOf(sides: readonly [Side, Side]): Line[] {
  const known = sides.map((side) => new Map((side.payload.factors ?? []).map((one) => [one.key, one])));
  const lines = new Map<string, Line>();
  for (const factor of sides.flatMap((side) => side.payload.factors ?? [])) {
    if (factor.found) {
      const on = known.map((factors) => factors.get(factor.key));
      lines.set(factor.key, { key: factor.key, label: factor.label, on });
    }
  }
  return [...lines.values()];
}
