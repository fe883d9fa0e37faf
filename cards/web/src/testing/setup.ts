import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// What is waited for may take its time on a busy machine; what never comes fails all the same.
configure({ asyncUtilTimeout: 4_000 });

// jsdom draws nothing, so nothing in it changes its size.
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// Names of tours need no escaping.
vi.stubGlobal("CSS", { escape: (text: string) => text });

// Nor is there anything to scroll.
Element.prototype.scrollIntoView = () => undefined;

// Tours come of themselves; who tries one forgets this first.
localStorage.setItem("crm-ai:tours", '["*"]');

afterEach(cleanup);
