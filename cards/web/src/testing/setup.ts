import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// jsdom draws nothing, so nothing in it changes its size.
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// Tours come of themselves; who tries one forgets this first.
localStorage.setItem("crm-ai:tours", '["*"]');

afterEach(cleanup);
