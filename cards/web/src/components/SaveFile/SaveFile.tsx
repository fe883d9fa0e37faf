import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { download } from "@/api/download";
import { AIButton } from "../AIButton/AIButton";
import { AIErrorState } from "../AIErrorBoundary/AIErrorState";

interface Props {
  /** The API's path of the file, and what it is asked with. */
  path: string;
  query: Record<string, string | number>;
  children: ReactNode;
}

/** A button that saves a file of the API; what keeps it from being saved is said beside it. */
export function SaveFile({ path, query, children }: Props) {
  const saving = useMutation({ mutationFn: () => download(path, query) });
  return (
    <>
      <AIButton size="small" kind="quiet" busy={saving.isPending} onClick={() => saving.mutate()}>
        {children}
      </AIButton>
      {saving.error && <AIErrorState error={saving.error} compact />}
    </>
  );
}
