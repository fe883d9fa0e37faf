import { Link } from "react-router";
import { dealAt } from "./links";
import type { DealNames } from "./useDealNames";

interface Props {
  id: string;
  connection?: string;
  names: DealNames;
}

/** Leads to why a deal goes as it goes, under its name; under its id while that isn't known. */
export function DealLink({ id, connection, names }: Props) {
  const known = (names.get(id) ?? []).filter((one) => !connection || one.connection === connection);
  const [deal] = known;
  const one = known.length === 1 ? deal : undefined;
  return (
    <Link to={dealAt(id, connection ?? one?.connection)} dir="auto">
      {one?.name || id}
    </Link>
  );
}
