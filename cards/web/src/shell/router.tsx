import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { root } from "@/api/root";
import { features } from "./features";
import { NotFound } from "./NotFound";
import { RouteError } from "./RouteError";
import { Shell } from "./Shell";

/** The routes of all features, below one shell. */
export function routes(): RouteObject[] {
  const pages = features.flatMap((feature) =>
    feature.pages.map<RouteObject>(({ path, load }) => ({
      path,
      lazy: async () => ({ Component: (await load()).default }),
      ErrorBoundary: RouteError,
    })),
  );
  const first = features.find((feature) => feature.nav);
  return [
    {
      element: <Shell />,
      ErrorBoundary: RouteError,
      HydrateFallback: () => null,
      children: [
        ...(first?.nav ? [{ index: true, element: <Navigate to={first.nav.path} replace /> }] : []),
        ...pages,
        { path: "*", element: <NotFound /> },
      ],
    },
  ];
}

export const router = () => createBrowserRouter(routes(), { basename: `${root}/app` });
