import type { AnyRoute } from '@tanstack/react-router';

/** Pages of a workspace, besides those of flows. Each is loaded when it is opened first. */
export const pageRoutes: AnyRoute[] = [];

/** Pages outside a workspace: signing in, the first profile. */
export const outsideRoutes: AnyRoute[] = [];
