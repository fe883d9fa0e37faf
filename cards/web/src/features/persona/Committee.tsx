import { Link } from "react-router";
import type { Model } from "@/api/client";
import { Evidence } from "@/components/Evidence/Evidence";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { Nothing } from "@/components/Nothing/Nothing";
import { personPath } from "./addresses";
import { Pick } from "./Picking";
import style from "./persona.module.css";
import { proofOf } from "./proof";
import { useText } from "./text";
import type { usePicked } from "./usePeople";

type Found = Model<"CommitteeInsight">;
type Member = Model<"Member">;

/** What is missing, in the order in which it matters, with the people it is about. */
export function Gaps({ found }: { found: Found }) {
  const say = useText();
  const { gaps, members } = found.payload;
  const names = new Map(members.map((one) => [one.contact, one.name || one.contact]));
  return (
    <section className={style.part}>
      <h2>{say("gaps.title")}</h2>
      {gaps.length === 0 ? (
        <Nothing>{say("gaps.none")}</Nothing>
      ) : (
        <ol className={style.gaps} lang={found.language}>
          {gaps.map((gap) => (
            <li key={gap.key + gap.text}>
              <p dir="auto">{gap.text}</p>
              {(gap.people ?? []).length > 0 && (
                <ul className={style.choices}>
                  {(gap.people ?? []).map((id) => (
                    <li key={id}>
                      <Link to={personPath({ contactId: id, connection: found.connection })} dir="auto">
                        {names.get(id) ?? id}
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
              <Evidence items={proofOf(found.evidence ?? [], gap.evidence)} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Everybody on the deal: what the CRM declares beside what was seen, and the way to each persona. */
export function Members({ found, picked }: { found: Found; picked: ReturnType<typeof usePicked> }) {
  const say = useText();
  const { formats } = useLanguage();
  const { connection } = found;
  const columns: readonly Column<Member>[] = [
    {
      key: "name",
      name: say("people.name"),
      cell: (one) => (
        <>
          <Link to={personPath({ contactId: one.contact, connection })} dir="auto">
            {one.name || one.contact}
          </Link>
          <span className={style.beside} dir="auto">
            {one.title}
          </span>
        </>
      ),
    },
    {
      key: "declared",
      name: say("members.declared"),
      cell: (one) => <span dir="auto">{formats.list((one.declared ?? []).map(plain))}</span>,
    },
    {
      key: "observed",
      name: say("members.observed"),
      cell: (one) =>
        one.profiled ? (
          <>
            {formats.list((one.observed ?? []).map(({ role }) => plain(role)))}{" "}
            {one.differ && <span className={style.badge}>{say("members.differ")}</span>}
          </>
        ) : (
          <span className={style.soft}>{say("people.notProfiled")}</span>
        ),
    },
    {
      key: "stance",
      name: say("members.stance"),
      cell: ({ stance }) =>
        stance && (
          <>
            <p>{say(`side.${stance.side}`)}</p>
            <Evidence items={proofOf(found.evidence ?? [], stance.evidence)} />
          </>
        ),
    },
    {
      key: "heard",
      name: say("members.heard"),
      spare: true,
      cell: (one) => (one.last_heard ? formats.relative(one.last_heard) : ""),
    },
    {
      key: "pick",
      name: say("compare.title"),
      cell: (one) =>
        one.profiled && (
          <Pick picked={picked} person={{ id: one.contact, connection }} name={one.name || one.contact} />
        ),
    },
  ];
  return (
    <div className={style.part}>
      <h2>{say("members.title")}</h2>
      <Table
        label={say("members.title")}
        columns={columns}
        rows={found.payload.members}
        keyOf={(one) => one.contact}
      />
    </div>
  );
}

/** Roles come as keys or as the CRM's own words. */
const plain = (role: string) => role.replaceAll("_", " ");
