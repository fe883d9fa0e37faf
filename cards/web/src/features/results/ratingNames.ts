import { useText } from "./text";

const KINDS = ["deal_coach", "persona", "objection", "win_loss", "committee"] as const;
const HOSTS = ["hubspot", "salesforce", "workspace", "embed", "link", "api"] as const;

/** What people call a kind of card and a host; a partner's own is called by its key. */
export function useRatingNames() {
  const say = useText();
  const plain = (key: string) => key.replaceAll("_", " ");
  return {
    kindName: (key: string): string => {
      const kind = KINDS.find((one) => one === key);
      return kind ? say(`kind.${kind}`) : plain(key);
    },
    hostName: (key: string): string => {
      const host = HOSTS.find((one) => one === key);
      return host ? say(`host.${host}`) : plain(key);
    },
  };
}
