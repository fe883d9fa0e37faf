import type { Model } from "@/api/client";
import { Dialog } from "@/components/Dialog/Dialog";
import { AlertForm } from "./AlertForm";
import { useText } from "./text";

interface Props {
  stored: Model<"AlertRuleOut">;
  patterns: readonly Model<"PatternOut">[];
  onSaved: () => void;
  onClose: () => void;
}

/** A rule, opened over the page to be changed. */
export function ChangeAlert({ stored, patterns, onSaved, onClose }: Props) {
  const title = useText()("changing", { name: stored.rule.name });
  return (
    <Dialog open kind="side" wide onClose={onClose} title={title}>
      <AlertForm legend={title} patterns={patterns} stored={stored} maySave onSaved={onSaved} />
    </Dialog>
  );
}
