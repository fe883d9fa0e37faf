/**
 * Marks a promise with what it came to, as React itself does: `use` then reads it at once. Of one that it meets without
 * the mark it draws the placeholder first, and keeps that for a while, even where the promise is long kept.
 */
export function known<T>(promise: Promise<T>): Promise<T> {
  const mark = (come: object) => void Object.assign(promise, come);
  promise.then(
    (value) => mark({ status: "fulfilled", value }),
    (reason: unknown) => mark({ status: "rejected", reason }),
  );
  return promise;
}
