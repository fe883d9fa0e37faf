import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { Component, type ErrorInfo, type ReactNode } from "react";
import { AIErrorState } from "./AIErrorState";

interface Props {
  children: ReactNode;
  /** Changes when something else is shown: the error of the last thing is then forgotten. */
  resetKey?: string | number | undefined;
}

/** Keeps a failure to the part of the page it happened in, says what is wrong, and offers another try. */
export function AIErrorBoundary({ children, resetKey }: Props) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Boundary resetKey={resetKey} onReset={reset}>
          {children}
        </Boundary>
      )}
    </QueryErrorResetBoundary>
  );
}

interface BoundaryProps {
  children: ReactNode;
  resetKey: unknown;
  onReset: () => void;
}

class Boundary extends Component<BoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    // Never what was asked for or answered: it holds customers' data.
    console.error(error.name, info.componentStack?.split("\n")[1]?.trim() ?? "");
  }

  // Not by a key: that would take away what somebody has opened or begun to write in what works.
  override componentDidUpdate(before: BoundaryProps) {
    if (before.resetKey !== this.props.resetKey && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <AIErrorState
        error={this.state.error}
        onRetry={() => {
          this.props.onReset();
          this.setState({ error: null });
        }}
      />
    );
  }
}
