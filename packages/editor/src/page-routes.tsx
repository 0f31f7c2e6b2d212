import { type AnyRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute, workspaceRoute } from './workspace-route.tsx';

/** Pages of a workspace, besides those of flows. Each is loaded when it is opened first. */
export const pageRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'flows',
    component: lazyRouteComponent(() => import('./flow-list/FlowListPage.tsx'), 'FlowListPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'templates',
    component: lazyRouteComponent(() => import('./template/TemplateListPage.tsx'), 'TemplateListPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'templates/$id',
    component: lazyRouteComponent(() => import('./template/TemplatePage.tsx'), 'TemplatePage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'runs',
    component: lazyRouteComponent(() => import('./run/RunListPage.tsx'), 'RunListPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'runs/$id',
    component: lazyRouteComponent(() => import('./run/RunPage.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'webhooks/received',
    component: lazyRouteComponent(() => import('./capture/ReceivedPage.tsx'), 'ReceivedPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'webhooks/received/$id',
    component: lazyRouteComponent(() => import('./capture/CapturePage.tsx'), 'CapturePage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'webhooks/deliveries',
    component: lazyRouteComponent(() => import('./delivery/DeliveryListPage.tsx'), 'DeliveryListPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'webhooks/deliveries/$id',
    component: lazyRouteComponent(() => import('./delivery/DeliveryPage.tsx'), 'DeliveryPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'webhooks/request-inbox',
    component: lazyRouteComponent(() => import('./bin/RequestInboxPage.tsx'), 'RequestInboxPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'data/credentials',
    component: lazyRouteComponent(() => import('./credential/CredentialListPage.tsx'), 'CredentialListPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'employees',
    component: lazyRouteComponent(() => import('./employee/EmployeeListPage.tsx'), 'EmployeeListPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'employees/$id',
    component: lazyRouteComponent(() => import('./employee/EmployeePage.tsx'), 'EmployeePage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'teams/$id',
    component: lazyRouteComponent(() => import('./team/TeamPage.tsx'), 'TeamPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings',
    beforeLoad: ({ params }) => {
      const { workspace } = params as { workspace: string };
      throw redirect({ href: `/w/${workspace}/settings/workspace`, replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/workspace',
    component: lazyRouteComponent(
      () => import('./settings/WorkspaceSettingsPage.tsx'),
      'WorkspaceSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/keys',
    component: lazyRouteComponent(() => import('./settings/KeySettingsPage.tsx'), 'KeySettingsPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/models',
    component: lazyRouteComponent(() => import('./settings/ModelSettingsPage.tsx'), 'ModelSettingsPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/data-sources',
    component: lazyRouteComponent(
      () => import('./data-source/DataSourceSettingsPage.tsx'),
      'DataSourceSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/webhooks',
    component: lazyRouteComponent(() => import('./settings/WebhookSettingsPage.tsx'), 'WebhookSettingsPage'),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/appearance',
    component: lazyRouteComponent(
      () => import('./settings/AppearanceSettingsPage.tsx'),
      'AppearanceSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/keyboard',
    component: lazyRouteComponent(
      () => import('./settings/KeyboardSettingsPage.tsx'),
      'KeyboardSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => workspaceRoute,
    path: 'settings/health',
    component: lazyRouteComponent(() => import('./settings/HealthSettingsPage.tsx'), 'HealthSettingsPage'),
  }),
];

/** Pages outside a workspace: signing in, the first profile. */
export const outsideRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: 'sign-in',
    component: lazyRouteComponent(() => import('./session/SignInPage.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: 'welcome',
    component: lazyRouteComponent(() => import('./session/WelcomePage.tsx'), 'WelcomePage'),
  }),
];
