import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { signedOut } from './api/query-client.ts';
import { outsideRoutes, pageRoutes } from './page-routes.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { PageFailed } from './shell/PageFailed.tsx';
import { Progress } from './ui/Progress.tsx';
import { parseSearch, stringifySearch } from './ui/search-params.ts';
import { requireSession, rootRoute, workspaceRoute } from './workspace-route.tsx';

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ location }) => {
    const session = await requireSession(location.href);
    throw redirect({ href: `/w/${session.workspace.slug}/flows`, replace: true });
  },
});

const workspaceHomeRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ href: `/w/${params.workspace}/flows`, replace: true });
  },
});

// A short address such as /runs/run_… finds its workspace.
const shortRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '$',
  beforeLoad: async ({ location }) => {
    const session = await requireSession(location.href);
    throw redirect({ href: `/w/${session.workspace.slug}${location.href}`, replace: true });
  },
});

const flowRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: 'flows/$id',
  component: lazyRouteComponent(() => import('./flow/FlowPage.tsx'), 'FlowPage'),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  ...outsideRoutes,
  workspaceRoute.addChildren([workspaceHomeRoute, flowRoute, ...pageRoutes]),
  shortRoute,
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultPendingMinMs: 200,
  defaultPendingComponent: () => <Progress label="Opening the page" />,
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

signedOut.handle = () => {
  const { pathname, href } = router.state.location;
  if (pathname.startsWith('/sign-in') || pathname.startsWith('/welcome')) return;
  void router.navigate({ href: `/sign-in?return=${encodeURIComponent(href)}` });
};

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
