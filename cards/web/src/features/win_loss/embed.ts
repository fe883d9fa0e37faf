import { defineEmbedded } from "@/embed/embedded";

export default defineEmbedded({ kind: "win_loss", load: () => import("./EmbeddedDeal") });
