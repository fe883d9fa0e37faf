import { Flex, hubspot, Link, Text, useExtensionContext } from "@hubspot/ui-extensions";
import host from "./host.json";
import { textsFor } from "./texts";

/** Leads an admin to the settings: they live in the workspace, signed in, because they are about more than one CRM. */
export function Settings() {
  const { user } = useExtensionContext<"settings">();
  const t = textsFor(user.locale ?? user.language);
  return (
    <Flex direction="column" gap="md">
      <Text>{t.about}</Text>
      <Link href={{ url: `${host.publicUrl}/app/connections`, external: true }}>{t.open}</Link>
    </Flex>
  );
}

hubspot.extend<"settings">(() => <Settings />);

export default Settings;
