import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Model } from "@/api/client";
import type { Person } from "./addresses";

export type Listed = Model<"ListedContactOut">;

export const PAGE = 25;
export const MOST_COMPARED = 4;

/** A page of people; the page before stays in sight until the next is there. */
export function usePeople(search: string, page: number) {
  return useQuery({
    queryKey: ["people", search, page],
    queryFn: () =>
      dataOf(
        api.GET("/api/ai/contacts", { params: { query: { search, limit: PAGE, offset: page * PAGE } } }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** One person as the CRM names them; null where the list does not have them. */
export function useListed({ contactId, connection }: Person) {
  return useQuery({
    queryKey: ["people", "one", contactId, connection ?? null],
    queryFn: async () => {
      const found = await dataOf(
        api.GET("/api/ai/contacts", { params: { query: { search: contactId, limit: 100 } } }),
      );
      const same = (one: Listed) =>
        one.id === contactId && (connection === undefined || one.connection === connection);
      return found.items.find(same) ?? null;
    },
  });
}

interface Picked {
  ids: readonly string[];
  /** As they are called, in the order in which they were picked. */
  names: readonly string[];
  connection: string | undefined;
  has: (person: Pick<Listed, "id" | "connection">) => boolean;
  /** Whether this one can be picked beside those that are: of the same connection, and not too many. */
  takes: (person: Pick<Listed, "id" | "connection">) => boolean;
  turn: (person: Pick<Listed, "id" | "connection">, name: string) => void;
}

/** Who is picked to be compared. */
export function usePicked(): Picked {
  const [picked, setPicked] = useState<readonly Pick<Listed, "id" | "connection" | "name">[]>([]);
  const connection = picked[0]?.connection;
  const has: Picked["has"] = (person) =>
    picked.some((one) => one.id === person.id && one.connection === person.connection);
  return {
    ids: picked.map((one) => one.id),
    names: picked.map((one) => one.name),
    connection,
    has,
    takes: (person) =>
      has(person) ||
      (picked.length < MOST_COMPARED && (connection === undefined || connection === person.connection)),
    turn: (person, name) =>
      setPicked(
        has(person)
          ? picked.filter((one) => one.id !== person.id || one.connection !== person.connection)
          : [...picked, { id: person.id, connection: person.connection, name }],
      ),
  };
}
