import { defineFeature } from "@/shell/feature";
import about from "./about.json";
import nav from "./nav.json";

/** Answers to what a buyer objects to, and what was answered before. */
export default defineFeature({
  name: "objection",
  nav: { path: "objections", order: 30, label: nav, about, icon: "M3 4h14v9H9l-4 4v-4H3z" },
  pages: [{ path: "objections", load: () => import("./ObjectionPage") }],
});
