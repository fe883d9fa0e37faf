import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { Nothing } from "@/components/Nothing/Nothing";
import { Table, type Column } from "@/components/Table/Table";
import { useLanguage } from "@/i18n/language";
import style from "../win_loss.module.css";
import { MakeChannel } from "./MakeChannel";
import { Removing } from "./Removing";
import { useText } from "./text";
import { CHANNELS, useChannels } from "./useChannels";

type Channel = Model<"ChannelOut">;

/** Where rules tell people outside of the CRM, for admins: made, tested, switched on again and removed. */
export function Channels() {
  const say = useText();
  const { formats } = useLanguage();
  const client = useQueryClient();
  const channels = useChannels();
  const [asked, setAsked] = useState<Channel | null>(null);
  const again = () => client.invalidateQueries({ queryKey: CHANNELS });
  const at = (id: string) => ({ params: { path: { channelId: id } } });
  const test = useMutation({
    mutationFn: (one: Channel) => dataOf(api.POST("/api/channels/{channelId}/test", at(one.id))),
    onSettled: again,
  });
  const enable = useMutation({
    mutationFn: (one: Channel) => dataOf(api.POST("/api/channels/{channelId}/enable", at(one.id))),
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: (one: Channel) => dataOf(api.DELETE("/api/channels/{channelId}", at(one.id))),
    onSuccess: again,
  });
  const error = channels.error ?? test.error ?? enable.error ?? remove.error;
  const stateOf = (one: Channel) => {
    if (!one.on) return say("channels.off", { why: one.disabled_reason ?? "" });
    if (one.failing_since) return say("channels.failing", { when: formats.relative(one.failing_since) });
    return say("channels.on");
  };
  const columns: readonly Column<Channel>[] = [
    {
      key: "name",
      name: say("name"),
      cell: (one) => (
        <div className={style.words}>
          <span dir="auto">{one.name}</span>
          <span className={style.beside}>
            {say(one.kind === "email" ? "channels.email" : "channels.webhook")}
          </span>
        </div>
      ),
    },
    {
      key: "state",
      name: say("state"),
      cell: (one) => (
        <span className={one.on && !one.failing_since ? undefined : style.down}>{stateOf(one)}</span>
      ),
    },
    {
      key: "actions",
      name: <span className="spoken">{say("actions")}</span>,
      cell: (one) => (
        <div className={style.actions}>
          {one.on ? (
            <AIButton
              size="small"
              kind="quiet"
              busy={test.isPending && test.variables.id === one.id}
              onClick={() => test.mutate(one)}
            >
              {say("channels.test")}
              <span className="spoken"> {one.name}</span>
            </AIButton>
          ) : (
            <AIButton size="small" kind="quiet" busy={enable.isPending} onClick={() => enable.mutate(one)}>
              {say("channels.enable")}
              <span className="spoken"> {one.name}</span>
            </AIButton>
          )}
          <AIButton size="small" kind="quiet" onClick={() => setAsked(one)}>
            {say("remove")}
            <span className="spoken"> {one.name}</span>
          </AIButton>
        </div>
      ),
    },
  ];
  return (
    <section className={style.section}>
      <h2>{say("channels.title")}</h2>
      <p className={style.soft}>{say("channels.lead")}</p>
      {channels.data && channels.data.length > 0 ? (
        <Table label={say("channels.title")} columns={columns} rows={channels.data} keyOf={(one) => one.id} />
      ) : (
        channels.data && <Nothing>{say("channels.none")}</Nothing>
      )}
      <p role="status">
        {test.data &&
          (test.data.state === "done"
            ? say("channels.tested", { name: test.variables.name })
            : say("channels.testFailed", {
                name: test.variables.name,
                why: test.data.error_message ?? test.data.error_code ?? "",
              }))}
      </p>
      {error && <AIErrorState error={error} compact />}
      <div>
        <MakeChannel onMade={() => void again()} />
      </div>
      {asked && (
        <Removing
          question={say("channels.sure", { name: asked.name })}
          onKeep={() => setAsked(null)}
          onRemove={() => {
            remove.mutate(asked);
            setAsked(null);
          }}
        >
          <p>{say("channels.goes")}</p>
        </Removing>
      )}
    </section>
  );
}
