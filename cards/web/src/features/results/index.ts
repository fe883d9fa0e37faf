import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** What advice did, and how well the odds held. */
export default defineFeature({
  name: "results",
  nav: {
    path: "results",
    order: 14,
    label: nav,
    about,
    tells: "manager",
    icon: "M3 17h14M5 17v-6M10 17V5M15 17v-9",
  },
  pages: [{ path: "results", load: () => import("./ResultsPage") }],
});
