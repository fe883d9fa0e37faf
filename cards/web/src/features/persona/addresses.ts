/** Whom a page is about; the connection is named where two could share an id. */
export interface Person {
  contactId: string;
  connection: string | undefined;
}

const withConnection = (path: string, connection: string | undefined, query: Record<string, string> = {}) => {
  const asked = new URLSearchParams({ ...query, ...(connection ? { connection } : {}) }).toString();
  return asked ? `${path}?${asked}` : path;
};

export const personPath = ({ contactId, connection }: Person) =>
  withConnection(`/people/${encodeURIComponent(contactId)}`, connection);

/** Where it stands what became of an erasure; without an id, of all of them. */
export const receiptPath = (erasureId?: string) =>
  erasureId ? `/people/erasures/${encodeURIComponent(erasureId)}` : "/people/erasures";

export const comparePath = (ids: readonly string[], connection: string | undefined) =>
  withConnection("/people/compare", connection, { ids: ids.join(",") });

/** What a call about somebody is given. */
export const paramsOf = ({ contactId, connection }: Person) => ({
  path: { contactId },
  query: connection ? { connection } : {},
});
