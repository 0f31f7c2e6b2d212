// Each icon is imported from its own file, so that neither a test nor the dev server reads six thousand of them.
declare module '@tabler/icons-react/dist/esm/icons/*.mjs' {
  import type { Icon } from '@tabler/icons-react';

  const icon: Icon;
  // biome-ignore lint/style/noDefaultExport: so are the files of the icon set
  export default icon;
}
