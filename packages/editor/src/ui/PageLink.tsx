import { Link, type LinkProps, useNavigate, useParams } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

export type PageLinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & {
  /** Below the workspace: `/runs/run_…`. */
  to: string;
  search?: Record<string, string | undefined>;
  ref?: Ref<HTMLAnchorElement>;
};

/** A link to a page of the current workspace. Hovering loads the page's code. */
export function PageLink({ to, search, ...rest }: PageLinkProps) {
  const address = usePageAddress();
  // The routes are a table that grows, so addresses are plain text here and not the router's union of them.
  const link = { ...rest, to: address(to), ...(search ? { search } : {}) } as LinkProps;
  return <Link {...link} />;
}

/** `(path) => '/w/<workspace>/runs'` for the workspace of the current page. */
export function usePageAddress(): (path: string) => string {
  const { workspace } = useParams({ strict: false }) as { workspace?: string };
  return (path) => (workspace === undefined ? path : `/w/${workspace}${path}`);
}

/** `open('/flows/flow_…')` goes to a page of the current workspace. */
export function useOpenPage(): (path: string, options?: { replace?: boolean }) => void {
  const address = usePageAddress();
  const navigate = useNavigate();
  return (path, options) => void navigate({ href: address(path), replace: options?.replace ?? false });
}
