import { defineEmbedded } from "@/embed/embedded";

export default defineEmbedded({
  kind: "win_loss",
  recordType: "deal",
  load: () => import("./explained/EmbeddedDeal"),
});
