import LOCALE from "@salesforce/i18n/locale";
import absent from "@salesforce/label/c.CRM_AI_Absent";
import accountEmpty from "@salesforce/label/c.CRM_AI_Account_Empty";
import accountTitle from "@salesforce/label/c.CRM_AI_Account_Title";
import answer from "@salesforce/label/c.CRM_AI_Answer";
import asOf from "@salesforce/label/c.CRM_AI_As_Of";
import cancel from "@salesforce/label/c.CRM_AI_Cancel";
import copied from "@salesforce/label/c.CRM_AI_Copied";
import copy from "@salesforce/label/c.CRM_AI_Copy";
import due from "@salesforce/label/c.CRM_AI_Due";
import evidence from "@salesforce/label/c.CRM_AI_Evidence";
import failed from "@salesforce/label/c.CRM_AI_Failed";
import guessed from "@salesforce/label/c.CRM_AI_Guessed";
import helped from "@salesforce/label/c.CRM_AI_Helped";
import how from "@salesforce/label/c.CRM_AI_How";
import ifDone from "@salesforce/label/c.CRM_AI_If_Done";
import live from "@salesforce/label/c.CRM_AI_Live";
import loading from "@salesforce/label/c.CRM_AI_Loading";
import make from "@salesforce/label/c.CRM_AI_Make";
import measured from "@salesforce/label/c.CRM_AI_Measured";
import missing from "@salesforce/label/c.CRM_AI_Missing";
import objection from "@salesforce/label/c.CRM_AI_Objection";
import openRecord from "@salesforce/label/c.CRM_AI_Open_Record";
import overdue from "@salesforce/label/c.CRM_AI_Overdue";
import range from "@salesforce/label/c.CRM_AI_Range";
import rate from "@salesforce/label/c.CRM_AI_Rate";
import rated from "@salesforce/label/c.CRM_AI_Rated";
import refresh from "@salesforce/label/c.CRM_AI_Refresh";
import seen from "@salesforce/label/c.CRM_AI_Seen";
import stateDismissed from "@salesforce/label/c.CRM_AI_State_Dismissed";
import stateDone from "@salesforce/label/c.CRM_AI_State_Done";
import stateSnoozed from "@salesforce/label/c.CRM_AI_State_Snoozed";
import sure from "@salesforce/label/c.CRM_AI_Sure";
import tone from "@salesforce/label/c.CRM_AI_Tone";
import toneAll from "@salesforce/label/c.CRM_AI_Tone_All";
import toneConsultative from "@salesforce/label/c.CRM_AI_Tone_Consultative";
import toneDirect from "@salesforce/label/c.CRM_AI_Tone_Direct";
import toneEmpathetic from "@salesforce/label/c.CRM_AI_Tone_Empathetic";
import useful from "@salesforce/label/c.CRM_AI_Useful";
import usefulNo from "@salesforce/label/c.CRM_AI_Useful_No";
import usefulSend from "@salesforce/label/c.CRM_AI_Useful_Send";
import usefulThanks from "@salesforce/label/c.CRM_AI_Useful_Thanks";
import usefulWhy from "@salesforce/label/c.CRM_AI_Useful_Why";
import usefulYes from "@salesforce/label/c.CRM_AI_Useful_Yes";
import why from "@salesforce/label/c.CRM_AI_Why";

/** What the components say themselves, in the user's language. `{0}` and so on stand for values: see `fill`. */
export const LABELS = Object.freeze({
  absent,
  accountEmpty,
  accountTitle,
  answer,
  asOf,
  cancel,
  copied,
  copy,
  due,
  evidence,
  failed,
  guessed,
  helped,
  how,
  ifDone,
  live,
  loading,
  make,
  measured,
  missing,
  objection,
  openRecord,
  overdue,
  range,
  rate,
  rated,
  refresh,
  seen,
  states: Object.freeze({ done: stateDone, dismissed: stateDismissed, snoozed: stateSnoozed }),
  sure,
  tone,
  toneAll,
  tones: Object.freeze({ consultative: toneConsultative, empathetic: toneEmpathetic, aggressive: toneDirect }),
  useful,
  usefulNo,
  usefulSend,
  usefulThanks,
  usefulWhy,
  usefulYes,
  why
});

/** Puts values into a label: `fill("By {0}", "3 May")`. */
export function fill(label, ...values) {
  return label.replace(/\{(\d)\}/g, (whole, at) => (at in values ? String(values[at]) : whole));
}

const PERCENT = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 0 });
const DAY = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: "UTC" });
const WEEKDAY = new Intl.DateTimeFormat(LOCALE, { weekday: "short", timeZone: "UTC" });

export const percent = (share) => PERCENT.format(share);
export const day = (iso) => DAY.format(new Date(iso));
/** The name of a day, 0 for Monday; January 2024 began on one. */
export const weekday = (at) => WEEKDAY.format(new Date(Date.UTC(2024, 0, 1 + at)));

/** What a refused call said: `{code, detail, hint}`. Apex hands a problem on as JSON in its message. */
export function problemOf(reason) {
  const said = reason?.body?.message ?? reason?.message ?? "";
  try {
    const problem = JSON.parse(said);
    if (problem && typeof problem.detail === "string") return { code: "", hint: null, ...problem };
  } catch {
    // No problem of ours: what it says is all there is.
  }
  return { code: "unexpected", detail: said || LABELS.failed, hint: null };
}
