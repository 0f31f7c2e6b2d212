import {
  type ModelList,
  sandboxModelRef,
  sandboxModelTitle,
} from '@sista/shared/model/model-provider.schema';

type KnownModels = Pick<ModelList, 'defaultModel'> & {
  data: readonly { slug: string; name: string; defaultModel: string | null }[];
};

export type ModelWords = {
  /** "Sandbox (scripted, no AI)", or "Acme: fast-1". */
  words: string;
  isSandbox: boolean;
  /** The workspace's choice, not the employee's own. */
  isDefault: boolean;
};

/** A stored choice (`default` or `<provider>:<model>`) in words. */
export function modelWords(choice: string, models: KnownModels | undefined): ModelWords {
  const isDefault = choice === 'default';
  const ref = isDefault ? (models?.defaultModel ?? 'default') : choice;
  if (ref === sandboxModelRef) return { words: sandboxModelTitle, isSandbox: true, isDefault };
  const colon = ref.indexOf(':');
  if (colon < 0) return { words: 'The model of the workspace', isSandbox: false, isDefault };
  const slug = ref.slice(0, colon);
  const name = models?.data.find((provider) => provider.slug === slug)?.name ?? slug;
  return { words: `${name}: ${ref.slice(colon + 1)}`, isSandbox: false, isDefault };
}

/** What a person can choose from: the default first, then every provider's model. */
export function modelChoices(
  models: KnownModels | undefined,
  current: string,
): { value: string; label: string }[] {
  const { words } = modelWords('default', models);
  const listed = (models?.data ?? []).flatMap(({ slug, defaultModel }) =>
    defaultModel === null ? [] : [`${slug}:${defaultModel}`],
  );
  const refs = [...new Set([...listed, ...(current === 'default' ? [] : [current])])];
  return [
    { value: 'default', label: `As the workspace: ${words}` },
    ...refs.map((ref) => ({ value: ref, label: modelWords(ref, models).words })),
  ];
}
