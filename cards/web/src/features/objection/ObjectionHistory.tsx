import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Nothing } from "@/components/Nothing/Nothing";
import { SaveFile } from "@/components/SaveFile/SaveFile";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import type en from "./locales/en.json";
import style from "./objection.module.css";
import { useText } from "./text";
import { useObjections, type About, type Past } from "./useObjections";

interface Props extends About {
  onOpen: (objectionId: string) => void;
}

/** What was asked before and what was done with the answers; each opens again. */
export function ObjectionHistory({ onOpen, ...about }: Props) {
  const say = useText();
  const { data, error, refetch } = useObjections(about);
  const columns = useColumns(onOpen);
  const { dealId, contactId } = about;
  const query = {
    format: "csv",
    ...(dealId ? { deal_id: dealId } : {}),
    ...(contactId ? { contact_id: contactId } : {}),
  };
  return (
    <section data-tour="past">
      <header className={style.bar}>
        <h2>{say(dealId || contactId ? "past.titleHere" : "past.title")}</h2>
        {(data?.items ?? []).length > 0 && (
          <SaveFile path="/api/ai/objection-handler/export" query={query}>
            {say("past.csv")}
          </SaveFile>
        )}
      </header>
      {error ? (
        <AIErrorState error={error} onRetry={() => void refetch()} compact />
      ) : !data ? (
        <AILoadingState shape="table" rows={3} label={say("past.title")} />
      ) : data.items.length === 0 ? (
        <Nothing>{say("past.none")}</Nothing>
      ) : (
        <Table label={say("past.title")} columns={columns} rows={data.items} keyOf={(one) => one.id} />
      )}
    </section>
  );
}

function useColumns(onOpen: (objectionId: string) => void): readonly Column<Past>[] {
  const say = useText();
  const { formats } = useLanguage();
  return [
    {
      key: "text",
      name: say("past.text"),
      cell: (one) => (
        <AIButton kind="quiet" size="small" onClick={() => onOpen(one.id)}>
          <span className={style.said} lang={one.language} dir="auto">
            {one.text}
          </span>
        </AIButton>
      ),
    },
    {
      key: "category",
      name: say("past.category"),
      cell: ({ category }) =>
        isCategory(category) ? say(`category.${category}`) : category.replaceAll("_", " "),
    },
    {
      key: "did",
      name: say("past.did"),
      cell: ({ responses }) => {
        const did = new Set(responses.flatMap((answer) => answer.did).filter(isAction));
        const words = [...did].map((one) => say(`did.${one}`));
        if (responses.some((answer) => answer.rating !== null && answer.rating > 3))
          words.push(say("did.helped"));
        if (responses.some((answer) => answer.rating !== null && answer.rating <= 3))
          words.push(say("did.didNotHelp"));
        return words.join(", ");
      },
    },
    { key: "at", name: say("past.at"), spare: true, cell: (one) => formats.relative(one.at) },
  ];
}

type Key = keyof typeof en;
type Category<K = Key> = K extends `category.${infer Name}` ? Name : never;
type Action = "copied" | "edited" | "sent";

/** What the engine ships; a library may bring its own, which say themselves. */
const CATEGORIES: Readonly<Record<Category, true>> = {
  authority: true,
  brush_off: true,
  budget: true,
  competitor: true,
  contract_terms: true,
  integration: true,
  need: true,
  not_an_objection: true,
  price: true,
  product_gap: true,
  roi_proof: true,
  security_legal: true,
  status_quo: true,
  timing: true,
  trust: true,
};

const isCategory = (name: string): name is Category => Object.hasOwn(CATEGORIES, name);
const isAction = (name: string): name is Action => ["copied", "edited", "sent"].includes(name);
