import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "@/testing/render";
import { Tour } from "./Tour";

const steps = [
  { at: "list", title: "The list", text: "All there is." },
  { at: "nowhere", title: "Left out", text: "Not on the page." },
  { at: "button", title: "The button", text: "Press it." },
];

/** The page as a browser meets it that has kept `names`. */
async function page(names: string[], props: { after?: string } = {}) {
  localStorage.setItem("crm-ai:tours", JSON.stringify(names));
  return show(
    <main id="main" tabIndex={-1}>
      <div data-tour="list">list</div>
      <button data-tour="button">button</button>
      <Tour name="page" steps={steps} {...props} />
    </main>,
  );
}

const kept = () => JSON.parse(localStorage.getItem("crm-ai:tours") ?? "[]") as string[];
const heading = (name: string) => screen.findByRole("dialog", { name });

test("a tour comes on first use, has the focus, and leaves out what is not on the page", async () => {
  await page([]);
  const note = await heading("The list");
  expect(document.activeElement).toBe(note);
  expect(screen.getByText("1 of 2")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  await heading("The button");
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(kept()).toEqual(["page"]);
  expect(document.activeElement?.id).toBe("main");
});

test("Escape puts it away for good", async () => {
  await page([]);
  await heading("The list");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(kept()).toEqual(["page"]);
});

test("whoever wants none gets none, on no page", async () => {
  await page([]);
  await heading("The list");
  await userEvent.click(screen.getByRole("button", { name: "No more tours" }));
  expect(kept()).toContain("*");
});

test.each([
  ["it was seen", ["page"], {}],
  ["none is wanted", ["*"], {}],
  ["another comes first", [], { after: "welcome" }],
])("it stays away where %s", async (_why, names, props) => {
  await page(names, props);
  await new Promise(requestAnimationFrame);
  expect(screen.queryByRole("dialog")).toBeNull();
});
