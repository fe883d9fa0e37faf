import { useCallback, useState } from "react";
import { useExtensionActions } from "@hubspot/ui-extensions";
import { call } from "./call";
import { FEATURES, type FeatureKind } from "./features";
import { asProblem, type Problem } from "./problem";

interface EmbedToken {
  /** Carries a token that is good once and for two minutes. */
  url: string;
}

const WIDTH = 1_100;
const HEIGHT = 800;

/** Opens the whole page of a card in a window over the record. */
export function useWorkspace(kind: FeatureKind, id: string) {
  const actions = useExtensionActions<"crm.record.tab">();
  const [trouble, setTrouble] = useState<Problem | null>(null);
  const open = useCallback(
    async (title: string) => {
      try {
        const body = { kind, record_type: FEATURES[kind].record, record_id: id, purpose: "record" };
        const { url } = await call<EmbedToken>("POST", "/api/embed/tokens", body);
        setTrouble(null);
        // Deprecated as an action of the host only; as one of the platform, of the same name, it is the way.
        // eslint-disable-next-line @typescript-eslint/no-deprecated
        actions.openIframeModal({ uri: url, title, width: WIDTH, height: HEIGHT, flush: true });
      } catch (reason) {
        setTrouble(asProblem(reason));
      }
    },
    [actions, kind, id],
  );
  return { open, trouble };
}
