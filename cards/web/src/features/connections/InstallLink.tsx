import { useMutation } from "@tanstack/react-query";
import { api, dataOf, type Model } from "@/api/client";
import { AIButton } from "@/components/AIButton/AIButton";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";
import { CopyBox } from "@/components/CopyBox/CopyBox";
import { useLanguage } from "@/i18n/language";
import style from "./connections.module.css";
import { useText } from "./text";

interface Props {
  connector: string;
  /** The connection that is to be renewed. */
  connection?: string;
  label: string;
  onMade?: (link: Model<"InstallLinkOut">) => void;
}

/** Makes the link that leads to the CRM's page: to be opened here, or by whoever is admin there. */
export function InstallLink({ connector, connection, label, onMade }: Props) {
  const say = useText();
  const { formats } = useLanguage();
  const make = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST("/install/{connector}/link", {
          params: { path: { connector } },
          body: { connection: connection ?? null, choose_first: connection === undefined },
        }),
      ),
    onSuccess: (link) => onMade?.(link),
  });
  if (make.data) {
    const { url, expires_at } = make.data;
    return (
      <div className={style.stack} role="group" aria-label={say("link.title")}>
        <p>
          <a className={style.go} href={url} target="_blank" rel="noopener noreferrer">
            {say("link.open", { crm: label })}
          </a>
        </p>
        <p className={style.soft}>{say("link.pass", { when: formats.moment(expires_at) })}</p>
        <CopyBox what={say("link.title")} text={url} />
      </div>
    );
  }
  return (
    <>
      <AIButton kind="primary" busy={make.isPending} onClick={() => make.mutate()}>
        {say("link.make")}
      </AIButton>
      {make.error && <AIErrorState error={make.error} compact />}
    </>
  );
}
