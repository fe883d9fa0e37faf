import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, dataOf } from "@/api/client";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { AILoadingState } from "@/components/AILoadingState/AILoadingState";
import { Nothing } from "@/components/Nothing/Nothing";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import { PageHead } from "@/shell/PageHead";
import { receiptPath } from "./addresses";
import style from "./persona.module.css";
import type { Erasure } from "./Receipt";
import { useText } from "./text";

/** Receipts of everybody who was forgotten, newest first; they name nobody. */
export default function ErasuresPage() {
  const say = useText();
  const { formats } = useLanguage();
  const { data, error, refetch } = useQuery({
    queryKey: ["erasures"],
    queryFn: () => dataOf(api.GET("/api/privacy/erasures")),
  });
  const columns: readonly Column<Erasure>[] = [
    {
      key: "at",
      name: say("receipt.at"),
      cell: (one) => <Link to={receiptPath(one.id)}>{formats.moment(one.at)}</Link>,
    },
    { key: "by", name: say("receipt.who"), cell: (one) => <span dir="auto">{one.made_by}</span> },
    { key: "state", name: say("receipt.state"), cell: (one) => say(`receipt.${one.state}`) },
    {
      key: "removed",
      name: say("receipt.removed"),
      figure: true,
      cell: (one) => formats.number(one.parts.reduce((sum, part) => sum + part.removed, 0)),
    },
  ];
  return (
    <>
      <PageHead title={say("receipts.title")} lead={<Link to="/people">{say("person.back")}</Link>} />
      <div className={style.stack}>
        {error ? (
          <AIErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <AILoadingState shape="table" rows={4} label={say("receipt.loading")} />
        ) : data.items.length === 0 ? (
          <Nothing>{say("receipts.none")}</Nothing>
        ) : (
          <Table label={say("receipts.title")} columns={columns} rows={data.items} keyOf={(one) => one.id} />
        )}
      </div>
    </>
  );
}
