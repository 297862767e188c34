// Made by `npm run client` of what the service says about itself; a test fails when that has changed.

export interface EventData {
  readonly 'advisory.published': {
    readonly sequence: number;
    readonly advisory: string;
    readonly acknowledge?: { readonly by: string; readonly url: string };
  };
  readonly 'test.ping': { readonly sequence: number };
}
