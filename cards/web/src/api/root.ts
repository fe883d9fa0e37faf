/** Where the app is mounted, without a slash at the end: "" or "/prefix". The page that loads us says it. */
export const root = document.querySelector<HTMLMetaElement>('meta[name="crm-ai-root"]')?.content ?? "";
