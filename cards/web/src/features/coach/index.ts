import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** Deals with their chance and next steps, and what was said of each over time. */
export default defineFeature({
  name: "coach",
  nav: {
    path: "deals",
    order: 10,
    label: nav,
    about,
    icon: "M3 15l4.5-5 3.5 3L17 5M17 5h-4M17 5v4",
  },
  pages: [
    { path: "deals", load: () => import("./DealsPage") },
    { path: "deals/:dealId", load: () => import("./DealPage") },
  ],
});
