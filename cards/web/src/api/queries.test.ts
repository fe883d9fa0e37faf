import { onlineManager } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { queryClient } from "./queries";

afterEach(() => onlineManager.setOnline(true));

test("what is sent without a network fails at once instead of waiting in silence", async () => {
  onlineManager.setOnline(false);
  const client = queryClient();
  const sent = client
    .getMutationCache()
    .build(client, client.defaultMutationOptions({ mutationFn: () => Promise.reject(new TypeError("no")) }))
    .execute(undefined);
  await expect(sent).rejects.toThrow("no");
});
