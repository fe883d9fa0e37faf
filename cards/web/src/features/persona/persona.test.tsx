import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cards } from "@/testing/cards";
import { serve } from "@/testing/network";
import { key } from "@/session/key";
import { SessionProvider } from "@/session/session";
import { show } from "@/testing/render";
import CommitteePage from "./CommitteePage";
import ComparePage from "./ComparePage";
import { approval, committee, comparison, persona, wish } from "./examples";
import PeoplePage from "./PeoplePage";
import PersonPage from "./PersonPage";

const dana = {
  connection: "hubspot-1",
  id: "251",
  name: "Dana <i>Fox",
  title: "CFO",
  company: "Harborline",
  do_not_profile: false,
};
const signedIn = (role: "rep" | "manager") => ({
  signed_in: true,
  setup_needed: false,
  workspace: "w",
  user: { id: "u", login: "kim", name: "Kim", role },
  csrf: "c",
});
const OF = "/api/ai/persona/251";
const routes = {
  "GET /api/session": signedIn("manager"),
  "GET /api/ai/contacts": { items: [dana] },
  [`GET ${OF}/do-not-profile`]: wish,
  [`GET ${OF}`]: persona,
  "GET /api/cards/persona/contact/251": cards.persona,
  [`GET ${OF}/approval`]: approval,
  [`GET ${OF}/versions`]: {
    items: [persona, { ...persona, id: "ins_p2", version: 2 }, { ...persona, id: "ins_p1", version: 1 }],
  },
  [`GET ${OF}/diff`]: {
    items: [{ key: "preferred_channel", label: "Preferred channel", before: "Phone", after: "Mail" }],
  },
};

async function at(path: string) {
  return show(
    <MemoryRouter initialEntries={[path]}>
      <Routes>
        <Route
          path="/people"
          element={
            <SessionProvider>
              <PeoplePage />
            </SessionProvider>
          }
        />
        <Route path="/people/compare" element={<ComparePage />} />
        <Route
          path="/people/:contactId"
          element={
            <SessionProvider>
              <PersonPage />
            </SessionProvider>
          }
        />
        <Route path="/deals/:dealId/committee" element={<CommitteePage />} />
      </Routes>
    </MemoryRouter>,
    { catalogs: ["persona"] },
  );
}

const sent = (asked: ReturnType<typeof serve>, method: string) => asked.find((one) => one.method === method);

// Several dialogs and pages in one test take their time on a busy machine.
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => key.forget());
afterEach(() => {
  vi.restoreAllMocks();
});

describe("people", () => {
  it("are found by what is typed, and their text is text", async () => {
    const asked = serve({ "GET /api/session": signedIn("rep"), "GET /api/ai/contacts": { items: [dana] } });
    await at("/people");
    expect(screen.queryByRole("link", { name: "Receipts of erasures" })).toBeNull();
    await userEvent.type(await screen.findByRole("searchbox"), "fox");
    expect((await screen.findByRole("link", { name: "Dana <i>Fox" })).getAttribute("href")).toBe(
      "/people/251?connection=hubspot-1",
    );
    await waitFor(() => expect(asked.at(-1)?.path).toContain("search=fox"));
  });

  it("are picked to be compared, only those of one CRM and none who must be left alone", async () => {
    serve({
      "GET /api/ai/contacts": {
        items: [
          dana,
          { ...dana, id: "252", name: "Lee" },
          { ...dana, id: "9", name: "Elsewhere", connection: "salesforce-1" },
          { ...dana, id: "253", name: "Sam", do_not_profile: true },
        ],
      },
    });
    await at("/people");
    await userEvent.click(await screen.findByRole("checkbox", { name: "Compare Dana <i>Fox" }));
    expect(screen.getByRole("checkbox", { name: "Compare Elsewhere" }).hasAttribute("disabled")).toBe(true);
    expect(screen.queryByRole("checkbox", { name: "Compare Sam" })).toBeNull();
    await userEvent.click(screen.getByRole("checkbox", { name: "Compare Lee" }));
    expect(screen.getByRole("link", { name: "Compare 2 people" }).getAttribute("href")).toBe(
      "/people/compare?ids=251%2C252&connection=hubspot-1",
    );
  });
});

describe("a persona", () => {
  it("shows what is observed beside what was locked, and not in its place", async () => {
    serve(routes);
    await at("/people/251?connection=hubspot-1");
    expect(await screen.findByRole("heading", { level: 1, name: "Dana <i>Fox" })).toBeTruthy();
    const topic = await screen.findByRole("listitem", { name: "Main topic" });
    expect(within(topic).getByText("Security above all")).toBeTruthy();
    expect(within(topic).getByText("Locked")).toBeTruthy();
    expect(within(topic).getByRole("note").textContent).toContain("Observed instead: Price");
  });

  it("is locked by one press", async () => {
    const asked = serve({ ...routes, [`PATCH ${OF}`]: persona });
    await at("/people/251?connection=hubspot-1");
    await userEvent.click(await screen.findByRole("button", { name: "Lock Preferred channel" }));
    await waitFor(() =>
      expect(sent(asked, "PATCH")?.body).toEqual({ trait: "preferred_channel", decision: "lock" }),
    );
    expect(sent(asked, "PATCH")?.path).toContain("connection=hubspot-1");
    // What stands there now is what the server says after it.
    await waitFor(() =>
      expect(asked.filter((one) => one.path.startsWith(`${OF}?`)).length).toBeGreaterThan(2),
    );
  });

  it("is rejected only with a reason", async () => {
    const asked = serve({ ...routes, [`PATCH ${OF}`]: persona });
    await at("/people/251");
    await userEvent.click(await screen.findByRole("button", { name: "Reject… Preferred channel" }));
    const dialog = await screen.findByRole("dialog");
    const reject = within(dialog).getByRole("button", { name: "Reject" });
    expect(reject.getAttribute("disabled") ?? reject.getAttribute("aria-disabled")).not.toBeNull();
    await userEvent.type(
      within(dialog).getByRole("textbox", { name: "Why is it wrong?" }),
      "Old news{Enter}",
    );
    await waitFor(() =>
      expect(sent(asked, "PATCH")?.body).toEqual({
        trait: "preferred_channel",
        decision: "reject",
        reason: "Old news",
      }),
    );
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("takes people's own words where nothing was seen, and keeps them when they are refused", async () => {
    serve(routes);
    await at("/people/251");
    // What was hardly seen is folded away until somebody looks for it.
    const folded = await screen.findByRole("button", { name: /of which too little was seen/ });
    expect(screen.queryByRole("button", { name: "Say it yourself… Stance" })).toBeNull();
    await userEvent.click(folded);
    await userEvent.click(await screen.findByRole("button", { name: "Say it yourself… Stance" }));
    const words = within(await screen.findByRole("dialog")).getByRole("textbox", { name: "What holds" });
    await userEvent.type(words, "For us");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Nothing there.");
    expect((words as HTMLInputElement).value).toBe("For us");
  });

  it("gives back a rejected trait", async () => {
    const asked = serve({ ...routes, [`PATCH ${OF}`]: persona });
    await at("/people/251");
    await userEvent.click(await screen.findByRole("button", { name: "Lift the decision Reply time" }));
    await waitFor(() =>
      expect(sent(asked, "PATCH")?.body).toEqual({ trait: "reply_time", decision: "lift" }),
    );
  });

  it("shows what any two versions say otherwise, and goes back to one after asking", async () => {
    const asked = serve({ ...routes, [`POST ${OF}/rollback`]: persona });
    await at("/people/251");
    expect(await screen.findByRole("row", { name: /Preferred channel Phone Mail/ })).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "From version" }), "1");
    await waitFor(() =>
      expect(asked.some((one) => one.path.includes("/diff?") && /a=1&b=3/.test(one.path))).toBe(true),
    );
    await userEvent.click(screen.getByRole("button", { name: "Let it hold again 1" }));
    expect(sent(asked, "POST")).toBeUndefined();
    await userEvent.click(await screen.findByRole("button", { name: "Roll back" }));
    await waitFor(() => expect(sent(asked, "POST")?.body).toEqual({ version: 1 }));
  });

  it("is approved in the version that was looked at, after seeing each value", async () => {
    const asked = serve({
      ...routes,
      [`POST ${OF}/approval`]: { ...approval, state: "approved", approved_version: 3 },
      [`GET ${OF}/approval/preview`]: {
        items: [
          {
            action: "contact_fields",
            target_type: "contact",
            target_id: "251",
            url: null,
            before: { channel: "Phone", hours: null },
            after: { channel: "Mail", hours: "9 to 11" },
            conflicts: { hours: "after lunch" },
          },
        ],
      },
    });
    await at("/people/251");
    await userEvent.click(await screen.findByRole("button", { name: "Look at what would be written" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("Now: Phone")).toBeTruthy();
    expect(within(dialog).getByText(/“after lunch” there; it stays/)).toBeTruthy();
    await userEvent.click(within(dialog).getByRole("button", { name: "Approve and write" }));
    await waitFor(() => expect(sent(asked, "POST")?.body).toEqual({ version: 3, note: "" }));
  });

  it("is approved or withdrawn by managers, and a rep sees where it stands", async () => {
    serve({
      ...routes,
      "GET /api/session": signedIn("rep"),
      [`GET ${OF}/approval`]: { ...approval, state: "waiting", approved_version: 2 },
    });
    await at("/people/251");
    expect(await screen.findByText(/waits for somebody to approve it/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Look at what would be written" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Take the approval back" })).toBeNull();
  });

  it("is withdrawn together with what was written", async () => {
    const asked = serve({
      ...routes,
      [`GET ${OF}/approval`]: { ...approval, state: "approved", approved_version: 3 },
      [`DELETE ${OF}/approval`]: { ...approval, state: "withdrawn" },
    });
    await at("/people/251");
    await userEvent.click(await screen.findByRole("button", { name: "Take the approval back" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Take the approval back" }));
    await waitFor(() => expect(sent(asked, "DELETE")?.body).toEqual({ note: "", take_back: true }));
  });

  it("is shared by a link that says until when it is open", async () => {
    const asked = serve({
      ...routes,
      [`POST ${OF}/share`]: { id: "s1", url: "https://x.example/s/1", expires_at: "2026-11-19T09:00:00Z" },
    });
    await at("/people/251");
    await userEvent.click(await screen.findByRole("button", { name: "Share…" }));
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: /It leads nowhere/ }), "1");
    await userEvent.click(screen.getByRole("button", { name: "Make the link" }));
    expect((await screen.findByRole<HTMLInputElement>("textbox", { name: /The link/ })).value).toBe(
      "https://x.example/s/1",
    );
    expect(sent(asked, "POST")?.body).toEqual({ days: 1, passcode: null, by: "workspace" });
  });

  it("says what came of looking again", async () => {
    serve({ ...routes, [`POST ${OF}`]: persona });
    await at("/people/251");
    await userEvent.click(await screen.findByRole("button", { name: "Look again" }));
    expect(await screen.findByText("Nothing new was seen.")).toBeTruthy();
  });

  it("is arranged by a template, on the card and in the files", async () => {
    const asked = serve({
      ...routes,
      "GET /api/ai/personas/templates": {
        items: [{ template: { key: "sales", label: "Sales", sections: [], parts: [] }, own: false }],
      },
    });
    await at("/people/251");
    const picker = await screen.findByRole("combobox", { name: "Arranged" });
    await within(picker).findByRole("option", { name: "Sales" });
    await userEvent.selectOptions(picker, "sales");
    await waitFor(() =>
      expect(asked.some((one) => one.path === "/api/cards/persona/contact/251?template=sales")).toBe(true),
    );
    await userEvent.click(await screen.findByRole("button", { name: "Save as vCard" }));
    await waitFor(() => expect(asked.at(-1)?.path).toContain("template=sales&format=vcf"));
  });

  it("says when it could not be saved as a file", async () => {
    const asked = serve(routes);
    await at("/people/251?connection=hubspot-1");
    await userEvent.click(await screen.findByRole("button", { name: "Save as vCard" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Nothing there.");
    expect(asked.at(-1)?.path).toBe("/api/ai/reports/persona?contact=251&connection=hubspot-1&format=vcf");
  });
});

describe("somebody who wants to be left alone", () => {
  it("is erased only after it was said what that erases", async () => {
    const asked = serve({
      ...routes,
      [`PUT ${OF}/do-not-profile`]: { ...wish, do_not_profile: true },
    });
    await at("/people/251");
    const turn = await screen.findByRole("switch", { name: /Do not profile this person/ });
    expect(turn.getAttribute("aria-checked")).toBe("false");
    await waitFor(() => expect(turn.hasAttribute("disabled")).toBe(false));
    await userEvent.click(turn);
    const dialog = await screen.findByRole("dialog", { name: "Leave this person alone?" });
    expect(within(dialog).getByText("the persona, in all its versions")).toBeTruthy();
    expect(sent(asked, "PUT")).toBeUndefined();
    await userEvent.click(within(dialog).getByRole("button", { name: "Erase and leave alone" }));
    await waitFor(() => expect(sent(asked, "PUT")).toBeTruthy());
  });

  it("is left alone by who may decide it, and a rep is told who that is", async () => {
    serve({ ...routes, "GET /api/session": signedIn("rep") });
    await at("/people/251");
    await userEvent.click(await screen.findByRole("switch"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByText("A manager or an admin decides this.")).toBeTruthy();
  });

  it("has no persona, and a wish of the CRM ends only there", async () => {
    const asked = serve({
      ...routes,
      [`GET ${OF}/do-not-profile`]: { ...wish, do_not_profile: true, crm_since: "2026-11-01T09:00:00Z" },
    });
    await at("/people/251");
    const turn = await screen.findByRole("switch", { checked: true });
    await userEvent.click(turn);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(asked.some((one) => one.path === OF)).toBe(false);
    expect(screen.queryByRole("heading", { name: "Traits" })).toBeNull();
  });
});

describe("people side by side", () => {
  it("are compared trait by trait, or only where they differ", async () => {
    const asked = serve({ "GET /api/ai/persona/comparison": comparison });
    await at("/people/compare?ids=251,252&connection=hubspot-1");
    expect(
      await screen.findByRole("row", { name: /Preferred channel tells them apart Mail.*Phone/ }),
    ).toBeTruthy();
    expect(asked[0]?.path).toContain("ids=251%2C252");
    await userEvent.click(screen.getByRole("checkbox", { name: "Only what tells them apart" }));
    expect(screen.queryByRole("row", { name: /Main topic/ })).toBeNull();
  });

  it.each(["", "251", "251,251", "1,2,3,4,5"])("are two to four: %j is not asked for", async (ids) => {
    const asked = serve({});
    await at(`/people/compare?ids=${ids}`);
    expect(screen.getByText(/Pick two to 4 people/)).toBeTruthy();
    expect(asked).toEqual([]);
  });
});

describe("the committee of a deal", () => {
  it("says what is missing before everything else, and leads to each persona", async () => {
    serve({ "GET /api/ai/deals/7/committee": committee, "GET /api/cards/committee/deal/7": cards.committee });
    await at("/deals/7/committee?connection=hubspot-1");
    const [first] = await screen.findAllByRole("heading", { level: 2 });
    expect(first?.textContent).toBe("What is missing");
    // The card between says the rest: who deals with whom, not once more what stands above and below it.
    expect(await screen.findByRole("heading", { name: "Who deals with whom" })).toBeTruthy();
    expect(screen.getAllByRole("heading", { name: "What is missing" })).toHaveLength(1);
    expect(screen.queryByRole("heading", { name: "Who is who" })).toBeNull();
    const table = screen.getByRole("region", { name: "Everybody on the deal" });
    const dana = within(table).getByRole("row", { name: /Dana Fox/ });
    expect(within(dana).getByText("not what the CRM says")).toBeTruthy();
    expect(within(dana).getByRole("link").getAttribute("href")).toBe("/people/251?connection=hubspot-1");
    expect(within(table).getByRole("row", { name: /Sam Reed.*not profiled/ })).toBeTruthy();
    expect(within(table).queryByRole("checkbox", { name: "Compare Sam Reed" })).toBeNull();
  });

  it("says when it can't be shown", async () => {
    serve({});
    await at("/deals/7/committee");
    expect((await screen.findByRole("alert")).textContent).toContain("Nothing there.");
  });
});
