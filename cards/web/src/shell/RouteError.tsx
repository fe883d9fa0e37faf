import { useRouteError } from "react-router";
import { AIErrorState } from "@/components/AIErrorBoundary/AIErrorState";

/** What stands in place of a page that failed; a new release may have taken its files away, so it is loaded anew. */
export function RouteError() {
  return <AIErrorState error={useRouteError()} onRetry={() => window.location.reload()} />;
}
