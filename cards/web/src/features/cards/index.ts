import { defineFeature } from "@/shell/feature";

/** Any stored card on a page of its own; features link here for kinds they have no page for. */
export default defineFeature({
  name: "cards",
  pages: [{ path: "cards/:kind/:recordType/:recordId", load: () => import("./CardPage") }],
});
