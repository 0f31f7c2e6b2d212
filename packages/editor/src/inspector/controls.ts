import type { ControlName } from '@sista/shared/node/controls';
import type { ComponentType } from 'react';
import type { ControlProps } from './control-props.ts';
import { ChoiceControl } from './controls/ChoiceControl.tsx';
import { ChoicesControl } from './controls/ChoicesControl.tsx';
import { ConditionsControl } from './controls/ConditionsControl.tsx';
import { CredentialControl } from './controls/CredentialControl.tsx';
import { CreditsControl } from './controls/CreditsControl.tsx';
import { DataSourceControl } from './controls/DataSourceControl.tsx';
import { DurationControl } from './controls/DurationControl.tsx';
import { EmployeeControl } from './controls/EmployeeControl.tsx';
import { EventsControl } from './controls/EventsControl.tsx';
import { ExpressionControl } from './controls/ExpressionControl.tsx';
import { HeadersControl } from './controls/HeadersControl.tsx';
import { IngressUrlControl } from './controls/IngressUrlControl.tsx';
import { JsonControl } from './controls/JsonControl.tsx';
import { LongTextControl } from './controls/LongTextControl.tsx';
import { MappingControl } from './controls/MappingControl.tsx';
import { NumberControl } from './controls/NumberControl.tsx';
import { PromptControl } from './controls/PromptControl.tsx';
import { ScheduleControl } from './controls/ScheduleControl.tsx';
import { SchemaControl } from './controls/SchemaControl.tsx';
import { SourceControl } from './controls/SourceControl.tsx';
import { SqlControl } from './controls/SqlControl.tsx';
import { SwitchControl } from './controls/SwitchControl.tsx';
import { TextControl } from './controls/TextControl.tsx';
import { ToolsControl } from './controls/ToolsControl.tsx';
import { UrlControl } from './controls/UrlControl.tsx';
import { ZoneControl } from './controls/ZoneControl.tsx';

/** The component behind each control. A name that is added in `shared` asks the compiler for its line here. */
export const controls = {
  text: TextControl,
  'long-text': LongTextControl,
  number: NumberControl,
  switch: SwitchControl,
  choice: ChoiceControl,
  choices: ChoicesControl,
  duration: DurationControl,
  url: UrlControl,
  expression: ExpressionControl,
  conditions: ConditionsControl,
  mapping: MappingControl,
  json: JsonControl,
  headers: HeadersControl,
  schema: SchemaControl,
  source: SourceControl,
  'ingress-url': IngressUrlControl,
  credential: CredentialControl,
  'data-source': DataSourceControl,
  sql: SqlControl,
  employee: EmployeeControl,
  prompt: PromptControl,
  tools: ToolsControl,
  credits: CreditsControl,
  events: EventsControl,
  schedule: ScheduleControl,
  zone: ZoneControl,
} as const satisfies Record<ControlName, ComponentType<ControlProps>>;
