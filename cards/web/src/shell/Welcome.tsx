import { Tour } from "@/help/Tour";
import { WELCOME } from "@/help/tour";
import { useLanguage } from "@/i18n/language";
import { useMay } from "@/session/session";
import { features } from "./features";

/** The first tour of all: what the entries of the navigation are for, as far as they concern whoever has come. */
export function Welcome() {
  const { language } = useLanguage();
  const may = { rep: true, manager: useMay("manager"), admin: useMay("admin") };
  const steps = features.flatMap(({ name, nav }) =>
    nav && may[nav.tells ?? "rep"]
      ? [{ at: `nav-${name}`, title: nav.label[language], text: nav.about[language] }]
      : [],
  );
  return <Tour name={WELCOME} steps={steps} />;
}
