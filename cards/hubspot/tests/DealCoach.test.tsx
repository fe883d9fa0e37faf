import {
  Button,
  ErrorState,
  Input,
  Link,
  LoadingButton,
  Select,
  StatisticsItem,
  Tag,
  Text,
} from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RecordCard } from "../src/app/cards/RecordCard";
import stored from "./cards/deal_coach.json";
import { NOTHING_YET, serve } from "./served";

const CARD = "GET /api/cards/deal_coach/deal/7?language=en";
const REFRESH = "POST /api/ai/deal-coach/7?wait=20";

function on(location: "crm.record.tab" | "crm.record.sidebar" = "crm.record.tab", language = "en") {
  const renderer = createRenderer(location);
  renderer.mocks.context.crm.objectId = 7;
  renderer.mocks.context.user.locale = language;
  renderer.mocks.context.user.language = language;
  renderer.render(<RecordCard kind="deal_coach" />);
  const words = () => renderer.findAll(Text).map((node) => node.text ?? "");
  return { renderer, words };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the deal coach on a record", () => {
  it("shows the stored card at once: headline, chance with its interval, steps with their evidence", async () => {
    serve({ [CARD]: { body: stored } });
    const { renderer, words } = on();
    await vi.waitFor(() => renderer.find(StatisticsItem));
    expect(words()[0]).toContain("Price is open and nobody above the champion has been heard for 23 days");
    expect(renderer.find(StatisticsItem).props.number).toBe("62% (between 48% and 74%)");
    expect(words().join(" ")).toMatch(/\d+% \(between \d+% and \d+%\) sure it helps/);
    expect(words()).toContain("“what would it cost us per seat?”");
    expect(renderer.findAll(Link)[0]?.props.href).toMatchObject({ external: true });
  });

  it("shows one open step in a sidebar, and nothing that needs width", async () => {
    serve({ [CARD]: { body: stored } });
    const { renderer, words } = on("crm.record.sidebar");
    await vi.waitFor(() => renderer.find(StatisticsItem));
    expect(words().filter((text) => text.startsWith("Why: "))).toHaveLength(1);
    expect(words().join()).not.toContain("MEDDICC");
  });

  it("sends what was done and shows the card anew", async () => {
    const asked = serve({
      [CARD]: { body: stored },
      "POST /api/ai/deal-coach/7/actions/act_economic_buyer": { body: {} },
    });
    const { renderer } = on();
    await vi.waitFor(() => renderer.findByTestId(Button, "act_economic_buyer-done"));
    renderer.findByTestId(Button, "act_economic_buyer-done").trigger("onClick");
    await vi.waitFor(() => {
      expect(asked.map((one) => one.method)).toEqual(["GET", "POST", "GET"]);
    });
    expect(asked[1]?.body).toEqual({ state: "done" });
  });

  it("asks why before it dismisses, says what is missing, and loses nothing typed", async () => {
    const asked = serve({
      [CARD]: { body: stored },
      "POST /api/ai/deal-coach/7/actions/act_economic_buyer": { body: {} },
    });
    const { renderer } = on();
    await vi.waitFor(() => renderer.findByTestId(Button, "act_economic_buyer-dismissed"));
    renderer.findByTestId(Button, "act_economic_buyer-dismissed").trigger("onClick");
    renderer.find(Input).trigger("onInput", "we met her last week" as never);
    renderer.findByTestId(LoadingButton, "dismiss-submit").trigger("onClick");
    expect(renderer.find(Select).props.error).toBe(true);
    expect(asked).toHaveLength(1);
    const reason = renderer.find(Select).props.options[0];
    renderer.find(Select).trigger("onChange", (reason?.value ?? "") as never);
    renderer.findByTestId(LoadingButton, "dismiss-submit").trigger("onClick");
    await vi.waitFor(() => {
      expect(asked).toHaveLength(3);
    });
    expect(asked[1]?.body).toMatchObject({
      state: "dismissed",
      reason: `${String(reason?.value)}: we met her last week`,
    });
  });

  it("offers to work it out where nothing is there, and shows it then", async () => {
    let made = false;
    serve({
      [CARD]: () => (made ? { body: stored } : NOTHING_YET),
      [REFRESH]: () => {
        made = true;
        return { body: {} };
      },
    });
    const { renderer } = on();
    await vi.waitFor(() => renderer.findByTestId(LoadingButton, "make"));
    renderer.findByTestId(LoadingButton, "make").trigger("onClick");
    await vi.waitFor(() => renderer.find(StatisticsItem));
  });

  it("keeps the card that is there when a refresh fails, and says why and how to mend it", async () => {
    serve({
      [CARD]: { body: stored },
      [REFRESH]: {
        status: 503,
        body: { detail: "The CRM does not answer.", code: "crm_down", hint: "Try later." },
      },
    });
    const { renderer, words } = on();
    await vi.waitFor(() => renderer.findByTestId(LoadingButton, "refresh"));
    renderer.findByTestId(LoadingButton, "refresh").trigger("onClick");
    await vi.waitFor(() => {
      expect(words()).toContain("The CRM does not answer.");
    });
    expect(words()).toContain("Try later.");
    expect(renderer.find(StatisticsItem).props.number).toContain("62%");
  });

  it("says what failed when there is no card to show, and tries again on request", async () => {
    const asked = serve({
      [CARD]: { status: 403, body: { detail: "This account is not connected.", code: "unknown_portal" } },
    });
    const { renderer, words } = on();
    await vi.waitFor(() => renderer.find(ErrorState));
    expect(renderer.find(ErrorState).props.type).toBe("lock");
    expect(words()).toContain("This account is not connected.");
    expect(asked).toHaveLength(1);
  });

  it("opens the whole page with a token that is good once, never with a key", async () => {
    const url = "https://crm-ai.example.com/embed/hubspot#t=once";
    const asked = serve({
      [CARD]: { body: stored },
      "POST /api/embed/tokens": { status: 201, body: { url } },
    });
    const { renderer } = on();
    // Deprecated as an action of the host, not as one of the platform.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const opened = () => renderer.mocks.actions.openIframeModal;
    await vi.waitFor(() => renderer.findByTestId(Button, "open"));
    renderer.findByTestId(Button, "open").trigger("onClick");
    await vi.waitFor(() => {
      expect(opened().callCount).toBe(1);
    });
    expect(opened().calls[0]?.[0]).toMatchObject({ uri: url });
    expect(asked.at(-1)?.body).toEqual({
      kind: "deal_coach",
      record_type: "deal",
      record_id: "7",
      purpose: "record",
    });
  });

  it.each(["de-DE", "fr", "es-MX", "xx"])("speaks %s", async (language) => {
    const spoken = { "de-DE": "de", fr: "fr", "es-MX": "es", xx: "en" }[language];
    serve({ [`GET /api/cards/deal_coach/deal/7?language=${String(spoken)}`]: { body: stored } });
    const { renderer } = on("crm.record.tab", language);
    await vi.waitFor(() => renderer.findByTestId(LoadingButton, "refresh"));
    const label = renderer.findByTestId(LoadingButton, "refresh").text;
    expect(label).toBe(
      { "de-DE": "Aktualisieren", fr: "Actualiser", "es-MX": "Actualizar", xx: "Refresh" }[language],
    );
  });

  it("shows a settled step with its reason", async () => {
    serve({ [CARD]: { body: stored } });
    const { renderer } = on();
    await vi.waitFor(() => renderer.find(StatisticsItem));
    expect(renderer.findAll(Tag).map((tag) => tag.text)).toContain("Dismissed (Already happened)");
  });
});
