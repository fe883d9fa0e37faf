import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** Why deals are won and lost: any cohort, one deal, and rules that watch for what goes with losing. */
export default defineFeature({
  name: "win_loss",
  nav: { path: "win-loss", order: 40, label: nav, about, icon: "M10 3v14M4 6h12M4 6l-2 6h4zM16 6l-2 6h4z" },
  pages: [
    { path: "win-loss", load: () => import("./AnalysisPage") },
    { path: "win-loss/alerts", load: () => import("./alerts/AlertsPage") },
    { path: "win-loss/deals/:dealId", load: () => import("./DealPage") },
  ],
});
