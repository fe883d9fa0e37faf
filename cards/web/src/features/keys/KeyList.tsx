import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Dialog } from "@/components/Dialog/Dialog";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import style from "./keys.module.css";
import { useText } from "./text";

type Key = Model<"KeyOut">;

export function KeyList({ found }: { found: readonly Key[] }) {
  const say = useText();
  const { formats } = useLanguage();
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<Key | null>(null);
  const revoke = useMutation({
    mutationFn: (id: string) => dataOf(api.DELETE("/api/keys/{keyId}", { params: { path: { keyId: id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["keys"] });
      setLeaving(null);
    },
  });
  const ask = (one: Key) => {
    revoke.reset();
    setLeaving(one);
  };
  const columns: readonly Column<Key>[] = [
    { key: "label", name: say("label"), cell: (one) => <span dir="auto">{one.label}</span> },
    {
      key: "role",
      name: say("role"),
      cell: (one) => <span className={style.whole}>{say(`role.${one.role}`)}</span>,
    },
    {
      key: "scopes",
      name: say("scopes"),
      tour: "scopes",
      cell: ({ scopes }) => (
        <span className={style.words}>
          {scopes ? formats.list(scopes.map((scope) => say(`scope.${scope}`))) : say("anything")}
        </span>
      ),
    },
    { key: "made", name: say("made"), spare: true, cell: (one) => formats.day(one.created_at) },
    {
      key: "revoke",
      name: <span className="spoken">{say("action")}</span>,
      cell: (one) => (
        <AIButton
          size="small"
          kind="quiet"
          className={style.whole}
          data-tour="revoke"
          aria-label={say("revokeOne", { label: one.label })}
          onClick={() => ask(one)}
        >
          {say("revoke")}
        </AIButton>
      ),
    },
  ];
  return (
    <>
      <Table label={say("title")} columns={columns} rows={found} keyOf={(one) => one.id} />
      <Dialog
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={say("revokeTitle", { label: leaving?.label ?? "" })}
        actions={
          <>
            <AIButton onClick={() => setLeaving(null)}>{say("keep")}</AIButton>
            <AIButton
              kind="danger"
              busy={revoke.isPending}
              onClick={() => leaving && revoke.mutate(leaving.id)}
            >
              {say("revoke")}
            </AIButton>
          </>
        }
      >
        <p>{say("revokeWhat")}</p>
        {revoke.error && <AIErrorState error={revoke.error} compact />}
      </Dialog>
    </>
  );
}
