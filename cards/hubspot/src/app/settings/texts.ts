/** What the settings page says, by language. A settings page can't share files with the cards: HubSpot bundles each folder alone. */
interface Texts {
  about: string;
  open: string;
}

const en: Texts = {
  about:
    "What is read and written, pipelines, approvals and calibration are set in the workspace. Nothing is written into your CRM before you have seen a dry run of it.",
  open: "Open the workspace",
};

const TEXTS: Readonly<Record<string, Texts>> = {
  en,
  de: {
    about:
      "Was gelesen und geschrieben wird, Pipelines, Freigaben und Kalibrierung stellen Sie im Arbeitsbereich ein. Bevor etwas in Ihr CRM geschrieben wird, sehen Sie einen Probelauf.",
    open: "Arbeitsbereich öffnen",
  },
  fr: {
    about:
      "Ce qui est lu et écrit, les pipelines, les approbations et l’étalonnage se règlent dans l’espace de travail. Rien n’est écrit dans votre CRM avant que vous n’en ayez vu un essai.",
    open: "Ouvrir l’espace de travail",
  },
  es: {
    about:
      "Lo que se lee y se escribe, los pipelines, las aprobaciones y la calibración se ajustan en el espacio de trabajo. Nada se escribe en su CRM sin que antes vea un ensayo.",
    open: "Abrir el espacio de trabajo",
  },
};

export const textsFor = (locale: string | undefined): Texts =>
  TEXTS[(locale ?? "en").toLowerCase().split(/[-_]/)[0] ?? "en"] ?? en;
